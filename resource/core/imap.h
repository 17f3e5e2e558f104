// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/flags.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <utility>

namespace Konto
{

/// A mailbox as LIST reports it (RFC 9051 section 7.3.1, RFC 6154). Name decoded from modified UTF-7.
struct ImapMailbox {
    QString name;
    QChar delimiter; ///< null: no hierarchy
    QByteArrayList attributes; ///< with backslash, as sent or lower-cased; compare without case
    bool foreign = false; ///< in a namespace of other users, or a shared one (RFC 2342 section 5)
    QByteArray rights; ///< what may be done there (RFC 4314 section 2.1); empty: not asked, so everything may be tried

    /// False for \Noselect and \NonExistent.
    [[nodiscard]] bool isSelectable() const;
    /// Whether \a attribute is among the attributes, without case.
    [[nodiscard]] bool has(QByteArrayView attribute) const;
};

/// Whose mailboxes begin with what (RFC 2342 section 5).
struct ImapNamespaces {
    QStringList foreign; ///< prefixes of other users and of shared ones; an empty one would hide the personal mailboxes as well and is left out
    QString personal; ///< prefix
    QChar delimiter; ///< in the personal one; null: not told, or no hierarchy
};

/// What SELECT or EXAMINE said. UIDs and UIDVALIDITY are unsigned 32 bits, MODSEQ 63 bits.
struct ImapMailboxState {
    quint32 exists = 0;
    quint32 uidValidity = 0;
    quint32 uidNext = 0; ///< 0: the server did not say
    quint64 highestModSeq = 0; ///< 0: no CONDSTORE

    bool operator==(const ImapMailboxState &) const = default;
};

struct ImapFlags {
    quint32 uid = 0;
    Flags flags;
};

/// What identifies a message on the server without its body. What was not asked for is empty.
struct MessageIdentity {
    quint32 uid = 0;
    qint64 size = 0; ///< RFC822.SIZE
    QByteArray objectId = {}; ///< EMAILID (RFC 8474 section 5.1) or Gmail's X-GM-MSGID
    QByteArray headerHash = {}; ///< headerHash() of core/headers.h
    Flags flags = {};
};

/// What is on the server, and of how many mailboxes it said in which state they are.
struct ImapListing {
    QList<ImapMailbox> mailboxes;
    QHash<QString, ImapMailboxState> states; ///< by mailbox name
    QString personalPrefix; ///< of the user's own mailboxes (RFC 2342)
    QChar delimiter; ///< in that namespace; null: not told, or no hierarchy
};

/// A set of UIDs as closed intervals, ascending, not overlapping.
using UidRanges = QList<std::pair<quint32, quint32>>;
/// A mailbox that was opened.
struct ImapOpened {
    ImapMailboxState state;
    bool readOnly = false;
    bool resynced = false; ///< the server told what changed since (RFC 7162 section 3.2.5.2): the two lists below are all of it
    QList<ImapFlags> changed;
    UidRanges vanished;
};

/// A word of the criteria of SEARCH (RFC 9051 section 6.4.4): ours, as it is; or a string from elsewhere, in UTF-8.
struct ImapSearchWord {
    QByteArray text;
    bool isString = false;

    bool operator==(const ImapSearchWord &) const = default;
};
/// Search keys in IMAP's order, parentheses as words of their own.
using ImapSearchKeys = QList<ImapSearchWord>;

/// How full a mailbox is on the server, in octets (RFC 9208, resource STORAGE).
struct ImapQuota {
    qint64 used = 0;
    qint64 limit = 0; ///< 0: none is known

    bool operator==(const ImapQuota &) const = default;
};

/// Where messages are that were copied or moved: old UID to new UID. Empty when the server did not tell.
struct ImapCopied {
    quint32 uidValidity = 0;
    QHash<quint32, quint32> uids;
};

/// The ranges that cover exactly \a uids.
[[nodiscard]] UidRanges uidRanges(QList<quint32> uids);

}
