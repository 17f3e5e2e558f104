// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/flags.h"
#include "core/folder.h"

#include <QDateTime>

#include <optional>

namespace Konto
{

/// The Maildir unique name (the file name up to ":2,"), given once when a message is first seen.
/// It is the Akonadi remote id and never changes: not on a switch, not on a UIDVALIDITY change.
using MessageKey = QByteArray;

/// Where a message's bytes are.
enum class Body {
    OnServer = 0, ///< known, nothing here (its headers may be in Akonadi)
    Here = 1, ///< durable in mail/, and byte for byte what the server sent
    HereAltered = 2, ///< durable in mail/, but its size is not what the server announced; kept and marked, never "repaired"
};

/// What a message waits for on its way to an IMAP server. Written down before the command is sent: a command that was
/// begun may have been executed though its answer never came, so the server is asked before anything is sent again.
enum class Writing {
    Nothing = 0,
    Upload = 1, ///< it is only here and is to be on the server
    UploadBegun = 2,
    MoveBegun = 3,
};

/// What is known of a message. Identifiers that were never learnt are 0 or empty.
struct MessageRow {
    MessageKey key;
    qint64 folder = 0; ///< FolderRow::id
    qint64 serverFolder = 0; ///< the folder in whose mailbox \a uid counts, where that is not \a folder: moved here, not there yet
    QByteArray uidl; ///< RFC 1939 section 7, in POP3 mode
    quint32 uidValidity = 0; ///< the UIDVALIDITY under which \a uid counts
    quint32 uid = 0; ///< RFC 9051 section 2.3.1.1
    quint64 modSeq = 0; ///< RFC 7162, 63 bits
    QByteArray objectId; ///< EMAILID (RFC 8474) or X-GM-MSGID
    qint64 size = 0; ///< octets, as the server announced or as stored
    QByteArray headerHash; ///< headerHash() of core/headers.h
    QByteArray messageIdHash; ///< messageIdHash() of core/headers.h
    QDateTime internalDate; ///< UTC; when the server received it, as well as can be known
    Flags flags; ///< as shown here
    Flags baseFlags; ///< as the server had them at the last sync: the base for merging
    Body body = Body::OnServer;
    bool inAkonadi = false; ///< Akonadi confirmed the item
    bool deletedHere = false; ///< removed here, kept so that its UIDL is not downloaded again
    bool deletedByUser = false; ///< \a deletedHere by the user's hand in this desktop, not found missing on disk
    QDateTime storedAt; ///< UTC; when the bytes became durable here
    Writing writing = Writing::Nothing;
    bool fetchAgain = false; ///< its file is damaged or gone: it is to come from the server again, whatever is kept here

    /// The folder in whose mailbox \a uid counts.
    [[nodiscard]] qint64 placeOnServer() const
    {
        return serverFolder != 0 ? serverFolder : folder;
    }
    bool operator==(const MessageRow &) const = default;
};

[[nodiscard]] inline QList<MessageKey> keysOf(const QList<MessageRow> &rows)
{
    QList<MessageKey> keys;
    for (const MessageRow &row : rows) {
        keys.append(row.key);
    }
    return keys;
}

/// What a POP3 sync needs to know of a message; less than a row, because there is one for each of all messages.
struct KnownMessage {
    MessageKey key;
    qint64 folder = 0;
    QByteArray uidl;
    qint64 size = 0;
    QByteArray headerHash;
    Body body = Body::OnServer;
    bool deletedHere = false;
    bool deletedByUser = false;
    QDateTime storedAt;
    bool fetchAgain = false;

    bool operator==(const KnownMessage &) const = default;
};

/// What comparing a folder with its mailbox needs to know of a message.
struct KnownUid {
    quint32 uid = 0;
    MessageKey key;
    Flags baseFlags;

    bool operator==(const KnownUid &) const = default;
};

/// What the user did to a folder and an IMAP server has not been told yet.
enum class FolderChange {
    None = 0,
    Create = 1, ///< FolderRow::mailbox is empty until then
    Rename = 2, ///< FolderRow::mailbox is the old name
    Delete = 3, ///< gone from Akonadi; row and messages stay until the server has done it
    Hidden = 4, ///< in POP3 mode: left on the server when the account was switched; not shown, and kept for the way back
};

/// What is known of a folder.
struct FolderRow {
    qint64 id = 0; ///< 0: not stored yet
    FolderPath path;
    Role role = Role::None;
    std::optional<Role> chosenRole = {}; ///< by the user in the settings: goes before what the server says, also when it is None
    QString mailbox; ///< the server's name, decoded; empty for a folder that is only here
    QChar delimiter;
    bool selectable = true;
    quint32 uidValidity = 0;
    quint32 uidNext = 0; ///< every UID below it has been seen
    quint64 highestModSeq = 0;
    bool complete = false; ///< the first sync of this folder has reached the oldest message
    FolderChange change = FolderChange::None;
    bool subscribed = true; ///< RFC 9051 section 6.3.7
    QByteArray rights; ///< RFC 4314 section 2.1; empty: everything may be tried
    bool shared = false; ///< of another user, or a shared one (RFC 2342 section 5): synchronised only when subscribed to

    /// Whether it has a place in Akonadi: what the user deleted is gone from there already, and what was left on the server is not to
    /// be there.
    [[nodiscard]] bool isShown() const
    {
        return change != FolderChange::Delete && change != FolderChange::Hidden;
    }
    bool operator==(const FolderRow &) const = default;
};

}
