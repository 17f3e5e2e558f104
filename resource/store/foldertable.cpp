// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/foldertable.h"

#include "store/foldername.h"

namespace Konto
{

static constexpr const char *selectAll =
    "SELECT id, path, role, mailbox, delimiter, selectable, uid_validity, uid_next, highest_modseq, complete, directory, moving_to, removing, change, "
    "subscribed, rights, shared, chosen_role "
    "FROM folders ORDER BY id";
static constexpr const char *selectById =
    "SELECT id, path, role, mailbox, delimiter, selectable, uid_validity, uid_next, highest_modseq, complete, directory, moving_to, removing, change, "
    "subscribed, rights, shared, chosen_role "
    "FROM folders WHERE id = ?1";
static constexpr const char *selectByPath =
    "SELECT id, path, role, mailbox, delimiter, selectable, uid_validity, uid_next, highest_modseq, complete, directory, moving_to, removing, change, "
    "subscribed, rights, shared, chosen_role "
    "FROM folders WHERE path = ?1";

static StoredFolder folderOf(const Sqlite::Query &query)
{
    StoredFolder folder;
    folder.row.id = query.integer(0);
    folder.row.path = unpackPath(query.text(1));
    folder.row.role = Role(query.integer(2));
    folder.row.mailbox = query.text(3);
    folder.row.delimiter = QChar(char16_t(query.integer(4)));
    folder.row.selectable = query.integer(5);
    folder.row.uidValidity = quint32(query.integer(6));
    folder.row.uidNext = quint32(query.integer(7));
    folder.row.highestModSeq = quint64(query.integer(8));
    folder.row.complete = query.integer(9);
    folder.directory = query.bytes(10);
    folder.movingTo = query.bytes(11);
    folder.removing = query.integer(12);
    folder.row.change = FolderChange(query.integer(13));
    folder.row.subscribed = query.integer(14);
    folder.row.rights = query.bytes(15);
    folder.row.shared = query.integer(16);
    folder.row.chosenRole = query.isNull(17) ? std::nullopt : std::optional(Role(query.integer(17)));
    return folder;
}

Result<QList<StoredFolder>> FolderTable::all() const
{
    QList<StoredFolder> folders;
    Sqlite::Query query = m_connection.query(selectAll);
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        folders << folderOf(query);
    }
    return row ? Result<QList<StoredFolder>>(folders) : std::unexpected(row.error());
}

static Result<std::optional<StoredFolder>> oneFolder(Sqlite::Query &query)
{
    return query.step().transform([&query](bool found) {
        return found ? std::optional(folderOf(query)) : std::nullopt;
    });
}

Result<std::optional<StoredFolder>> FolderTable::find(qint64 id) const
{
    Sqlite::Query query = m_connection.query(selectById);
    query.bind(1, id);
    return oneFolder(query);
}

Result<std::optional<StoredFolder>> FolderTable::find(const FolderPath &path) const
{
    Sqlite::Query query = m_connection.query(selectByPath);
    query.bind(1, packPath(path));
    return oneFolder(query);
}

Result<bool> FolderTable::isDirectoryTaken(const QByteArray &directory, qint64 except) const
{
    Sqlite::Query query = m_connection.query("SELECT 1 FROM folders WHERE (directory = ?1 OR moving_to = ?1) AND id <> ?2");
    query.bind(1, directory).bind(2, except);
    return query.step();
}

static constexpr const char *insertFolder =
    "INSERT INTO folders (path, role, mailbox, delimiter, selectable, uid_validity, uid_next, highest_modseq, complete, directory, change, subscribed, rights, "
    "shared, chosen_role) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING id";
static constexpr const char *updateFolder =
    "UPDATE folders SET path = ?1, role = ?2, mailbox = ?3, delimiter = ?4, selectable = ?5, uid_validity = ?6, uid_next = ?7, "
    "highest_modseq = ?8, complete = ?9, directory = ?10, change = ?11, subscribed = ?12, rights = ?13, shared = ?14, chosen_role = ?15 WHERE id = ?16 "
    "RETURNING id";

Result<qint64> FolderTable::save(const StoredFolder &folder)
{
    const FolderRow &row = folder.row;
    Sqlite::Query query = m_connection.query(row.id ? updateFolder : insertFolder);
    query.bind(1, packPath(row.path)).bind(2, qint64(row.role)).bind(3, row.mailbox).bind(4, qint64(row.delimiter.unicode()));
    query.bind(5, qint64(row.selectable)).bind(6, qint64(row.uidValidity)).bind(7, qint64(row.uidNext));
    query.bind(8, qint64(row.highestModSeq))
        .bind(9, qint64(row.complete))
        .bind(10, folder.directory)
        .bind(11, qint64(row.change))
        .bind(12, qint64(row.subscribed))
        .bind(13, row.rights)
        .bind(14, qint64(row.shared));
    if (row.chosenRole) {
        query.bind(15, qint64(*row.chosenRole));
    } else {
        query.bindNull(15);
    }
    if (row.id) {
        query.bind(16, row.id);
    }
    const Result<bool> saved = query.step();
    if (!saved) {
        return std::unexpected(saved.error());
    }
    const qint64 id = *saved ? query.integer(0) : 0;
    // RETURNING: the statement must be stepped to its end to take effect for good
    return query.run().transform([id] {
        return id;
    });
}

Result<void> FolderTable::setMovingTo(qint64 id, const QByteArray &directory)
{
    return m_connection.query("UPDATE folders SET moving_to = ?2 WHERE id = ?1").bind(1, id).bind(2, directory).run();
}

Result<void> FolderTable::moved(const QByteArray &from, const QByteArray &to)
{
    const QByteArray below = from + '/';
    const Result<void> children =
        m_connection.query("UPDATE folders SET directory = CAST(?2 || substr(directory, ?3) AS BLOB) WHERE substr(directory, 1, ?4) = ?1")
            .bind(1, below)
            .bind(2, to)
            .bind(3, below.size())
            .bind(4, below.size())
            .run();
    if (!children) {
        return children;
    }
    return m_connection.query("UPDATE folders SET directory = ?2, moving_to = NULL WHERE directory = ?1").bind(1, from).bind(2, to).run();
}

Result<void> FolderTable::setRemoving(qint64 id)
{
    return m_connection.query("UPDATE folders SET removing = 1 WHERE id = ?1").bind(1, id).run();
}

Result<void> FolderTable::erase(qint64 id)
{
    return m_connection.query("DELETE FROM folders WHERE id = ?1").bind(1, id).run();
}

}
