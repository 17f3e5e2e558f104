// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "store/accountstore.h"
#include "store/schema.h"
#include "store/sqlite.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace Konto::Test
{

/// The value, or the end of the test program with the error.
template<class T>
T must(Result<T> result)
{
    if (!result) {
        qFatal("%s: %s", qPrintable(toString(result.error().kind)), qPrintable(result.error().detail));
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

inline QByteArray mail(int number, const QByteArray &body = QByteArrayLiteral("Hello\r\n"))
{
    const QByteArray n = QByteArray::number(number);
    return "Received: from a by b; Thu, 01 Jan 2026 10:00:00 +0100\r\nMessage-ID: <" + n + "@example.org>\r\nSubject: mail " + n + "\r\n\r\n" + body;
}

inline std::unique_ptr<AccountStore> openStore(const QString &directory)
{
    return must(AccountStore::open(directory));
}

inline FolderRow addFolder(AccountStore &store, const FolderPath &path)
{
    FolderRow folder;
    folder.path = path;
    return must(store.saveFolder(folder));
}

inline PendingMessage pending(AccountStore &store, const MessageRow &row, const QByteArray &bytes)
{
    IncomingMessage incoming = must(store.createIncoming(row.folder));
    must(incoming.write(bytes));
    return PendingMessage{row, std::move(incoming)};
}

inline MessageRow rowIn(qint64 folder, const QByteArray &uidl = {}, const Flags &flags = {})
{
    MessageRow row;
    row.folder = folder;
    row.uidl = uidl;
    row.flags = flags;
    return row;
}

inline MessageRow addMessage(AccountStore &store, const MessageRow &row, const QByteArray &bytes)
{
    std::vector<PendingMessage> group;
    group.push_back(pending(store, row, bytes));
    return must(store.commit(std::move(group))).first();
}

inline QStringList filesIn(const QString &directory)
{
    return QDir(directory).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

inline void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

/// Puts a database of an older schema with the same contents in the place of the one in \a directory, which is closed; its table of
/// folders had \a folderColumns.
inline void takeBackSchema(const QString &directory, qsizetype steps, const QByteArray &folderColumns)
{
    const QString path = directory + QStringLiteral("/state.db");
    const QString old = directory + QStringLiteral("/old.db");
    {
        const auto connection = must(Sqlite::Connection::open(QFile::encodeName(old)));
        must(connection->configure());
        must(Sqlite::migrate(*connection, schemaSteps().first(steps)));
        // As they were from schema 3 to 5
        const QByteArray messageColumns =
            "id, key, folder, uidl, uid_validity, uid, modseq, object_id, size, header_hash, message_id_hash, internal_date, flags, keywords, base_flags, "
            "base_keywords, body, in_akonadi, deleted_here, stored_at, suffix, deleted_by_user, server_folder, writing";
        const QByteArray copied = "ATTACH '" + QFile::encodeName(path) + "' AS new; INSERT INTO folders SELECT " + folderColumns
            + " FROM new.folders; INSERT INTO facts SELECT * FROM new.facts; INSERT INTO messages SELECT " + messageColumns + " FROM new.messages";
        must(connection->execute(copied.constData()));
    }
    for (const char *suffix : {"", "-wal", "-shm"}) {
        QFile::remove(path + QLatin1StringView(suffix));
    }
    if (!QFile::rename(old, path)) {
        qFatal("cannot rename %s", qPrintable(old));
    }
}

}
