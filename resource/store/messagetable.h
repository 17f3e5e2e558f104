// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "store/outgoing.h"
#include "store/sqlite.h"

#include <QHash>

#include <functional>
#include <optional>

namespace Konto
{

/// A message row with what only the store needs.
struct StoredMessage {
    MessageRow row;
    QByteArray suffix; ///< what follows the key in the file name, as the store last wrote or saw it
};

/// What is compared with a folder's files: little, since it is read for every message.
struct FileRow {
    MessageKey key;
    QByteArray suffix;
    Flags flags;
};

/// A message on its way into the store.
struct PendingRow {
    StoredMessage message;
    QByteArray tmpDirectory; ///< relative to mail/
    QByteArray tmpName;
};

/// The table "messages". Does not begin transactions.
class MessageTable
{
public:
    explicit MessageTable(Sqlite::Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] Result<QList<KnownMessage>> known() const;
    [[nodiscard]] Result<QList<MessageRow>> inFolder(qint64 folder) const;
    [[nodiscard]] Result<void> visitFolder(qint64 folder, const RowVisitor &visit) const;
    /// Messages whose UID counts in the folder's mailbox.
    [[nodiscard]] Result<QList<MessageRow>> onServer(qint64 folder) const;
    [[nodiscard]] Result<void> visitOnServer(qint64 folder, const RowVisitor &visit) const;
    /// Messages that are not on an IMAP server as they are here.
    [[nodiscard]] Result<QList<MessageRow>> outgoing() const;
    [[nodiscard]] Result<std::optional<StoredMessage>> find(const MessageKey &key) const;
    /// Calls \a visit for every message of the folder that should have a file.
    [[nodiscard]] Result<void> visitFiles(qint64 folder, const std::function<void(const FileRow &)> &visit) const;

    /// Inserts, or replaces everything known of the key.
    [[nodiscard]] Result<void> write(const StoredMessage &message);
    [[nodiscard]] Result<void> erase(const MessageKey &key);
    [[nodiscard]] Result<void> eraseFolder(qint64 folder);
    /// The folder in whose mailbox they were is no more: what was moved out of it here is to be uploaded to where it is.
    [[nodiscard]] Result<void> loseServerFolder(qint64 folder);
    /// The row no longer has a file.
    [[nodiscard]] Result<void> dropBody(const MessageKey &key, bool deletedHere);
    /// The same by the user's wish: when it was stored is kept, as the proof that it once was.
    [[nodiscard]] Result<void> dropBodyForUser(const MessageKey &key);
    /// Until it gets other bytes.
    [[nodiscard]] Result<void> setFetchAgain(const MessageKey &key);
    [[nodiscard]] Result<void> setFlags(const MessageKey &key, const Flags &flags, const QByteArray &suffix);
    [[nodiscard]] Result<void> setUidl(const MessageKey &key, const QByteArray &uidl);
    [[nodiscard]] Result<void> setFolder(const MessageKey &key, qint64 folder);
    [[nodiscard]] Result<void> setInAkonadi(const MessageKey &key, bool inAkonadi);
    [[nodiscard]] Result<void> clearInAkonadi();

    /// Deleted by the user, or not: the file stays.
    [[nodiscard]] Result<void> setDeletedByUser(const MessageKey &key, bool deleted);
    [[nodiscard]] Result<void> setWriting(const MessageKey &key, Writing writing);
    /// The message is there on the server, and waits for nothing. UID 0: under a UID that is not known. No object id: it stays.
    [[nodiscard]] Result<void> setPlace(const MessageKey &key, qint64 folder, quint32 uidValidity, quint32 uid, const QByteArray &objectId = {});
    [[nodiscard]] Result<void> setBaseFlags(const MessageKey &key, const Flags &flags);

    /// The table "headers": of messages in this table whose body is not here.
    [[nodiscard]] Result<void> writeHeader(const MessageKey &key, const QByteArray &header);
    [[nodiscard]] Result<QByteArray> header(const MessageKey &key) const;
    [[nodiscard]] Result<QHash<MessageKey, bool>> headers() const;
    [[nodiscard]] Result<void> setWanted(const MessageKey &key);

private:
    Sqlite::Connection &m_connection;
};

/// The table "replaced".
class ReplacedTable
{
public:
    explicit ReplacedTable(Sqlite::Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] Result<QList<ReplacedCopy>> all() const;
    [[nodiscard]] Result<void> write(const ReplacedCopy &copy);
    [[nodiscard]] Result<void> erase(const ReplacedCopy &copy);

private:
    Sqlite::Connection &m_connection;
};

/// The table "pending", see schema.cpp.
class PendingTable
{
public:
    explicit PendingTable(Sqlite::Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] Result<QList<PendingRow>> all() const;
    [[nodiscard]] Result<void> write(const PendingRow &pending);
    [[nodiscard]] Result<void> erase(const MessageKey &key);
    [[nodiscard]] Result<void> eraseFolder(qint64 folder);
    [[nodiscard]] Result<void> clear();
    /// Moves all rows into the table "messages".
    [[nodiscard]] Result<void> promote();

private:
    Sqlite::Connection &m_connection;
};

}
