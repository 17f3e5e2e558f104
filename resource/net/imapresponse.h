// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace Konto
{

/// A value in a response: an atom, a string, or a list of values (RFC 9051 section 4).
struct ImapValue {
    enum class Kind {
        Atom, ///< also numbers and NIL; with its section: BODY[HEADER]
        String, ///< quoted or literal, without quotes
        List,
    };
    Kind kind = Kind::Atom;
    QByteArray text;
    QList<ImapValue> list;

    [[nodiscard]] bool isNil() const;
    /// The number an atom stands for; 0 when it is none, or more than \a max.
    [[nodiscard]] quint64 number(quint64 max) const;
    /// The texts of a list.
    [[nodiscard]] QByteArrayList texts() const;
};

/// An untagged response: "* 12 FETCH (UID 5)" has the number 12, the name FETCH and one value.
struct ImapResponse {
    std::optional<quint32> number;
    QByteArray name; ///< upper-cased
    QList<ImapValue> values;

    /// The value behind the name \a key in \a list ("UID 5 FLAGS ()"), without case; null when there is none.
    [[nodiscard]] static const ImapValue *find(const QList<ImapValue> &list, QByteArrayView key);
};

/// \a text is a whole response without its last line end, literals in place. Empty when it is not well formed:
/// lists deeper than 16 count as that.
[[nodiscard]] std::optional<ImapResponse> parseImapResponse(QByteArrayView text);

/// "1:3,7" (RFC 9051 section 9, sequence-set without "*"), in the order given. Empty when it is no such set.
[[nodiscard]] std::optional<UidRanges> parseUidSet(QByteArrayView text);
/// As the server reads it; the largest number stands for "*".
[[nodiscard]] QByteArray uidSet(const UidRanges &ranges);

/// LIST (RFC 9051 section 7.3.1), or LSUB (RFC 3501 section 7.2.3). Empty when it is none.
[[nodiscard]] std::optional<ImapMailbox> mailboxOf(const ImapResponse &list, bool utf8);
/// STATUS (RFC 9051 section 7.3.4), with the mailbox's name decoded.
[[nodiscard]] std::optional<std::pair<QString, ImapMailboxState>> statusOf(const ImapResponse &status, bool utf8);
/// FETCH with a UID and flags (RFC 9051 section 7.5.2).
[[nodiscard]] std::optional<ImapFlags> flagsOf(const ImapResponse &fetch);

/// FETCH with a UID, flags and a size; \a objectItem is the name of the item that is the object id, if there is one.
[[nodiscard]] std::optional<MessageIdentity> identityOf(const ImapResponse &fetch, QByteArrayView objectItem);

/// QUOTA (RFC 9208 section 4.2.2). Empty when it is none, or has no limit for storage.
[[nodiscard]] std::optional<ImapQuota> quotaOf(const ImapResponse &quota);

}
