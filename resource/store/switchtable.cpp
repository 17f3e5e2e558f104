// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/switchtable.h"

#include "store/foldername.h"

#include <QTimeZone>

namespace Konto
{

namespace
{
QDateTime dateOf(const Sqlite::Query &query, int column)
{
    return query.isNull(column) ? QDateTime() : QDateTime::fromMSecsSinceEpoch(query.integer(column), QTimeZone::UTC);
}

SwitchEntry entryOf(const Sqlite::Query &query)
{
    SwitchEntry entry;
    entry.id = query.integer(0);
    entry.from = Mode(query.integer(1));
    entry.to = Mode(query.integer(2));
    entry.step = SwitchStep(query.integer(3));
    entry.undoes = query.integer(4);
    entry.intent = query.bytes(5);
    entry.report = query.bytes(6);
    entry.begun = dateOf(query, 7);
    entry.committed = dateOf(query, 8);
    return entry;
}

SwitchedMessage messageOf(const Sqlite::Query &query)
{
    return {.key = query.bytes(0), .folder = query.integer(1), .deletedHere = query.integer(2) != 0, .size = query.integer(3), .content = query.bytes(4)};
}
}

Result<QList<SwitchEntry>> SwitchTable::entries() const
{
    QList<SwitchEntry> entries;
    Sqlite::Query query = m_connection.query("SELECT id, mode_before, mode_after, step, undoes, intent, report, begun, committed FROM switches ORDER BY id");
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        entries << entryOf(query);
    }
    return row ? Result<QList<SwitchEntry>>(entries) : std::unexpected(row.error());
}

Result<qint64> SwitchTable::write(const SwitchEntry &entry)
{
    Sqlite::Query query =
        m_connection.query("INSERT INTO switches (mode_before, mode_after, step, undoes, intent, begun) VALUES (?1, ?2, 0, ?3, ?4, ?5) RETURNING id");
    query.bind(1, qint64(entry.from)).bind(2, qint64(entry.to)).bind(3, entry.undoes).bind(4, entry.intent).bind(5, entry.begun.toMSecsSinceEpoch());
    const Result<bool> saved = query.step();
    if (!saved) {
        return std::unexpected(saved.error());
    }
    const qint64 id = *saved ? query.integer(0) : 0;
    return query.run().transform([id] { // RETURNING: to its end
        return id;
    });
}

Result<void> SwitchTable::setStep(qint64 id, SwitchStep step)
{
    return m_connection.query("UPDATE switches SET step = ?2 WHERE id = ?1").bind(1, id).bind(2, qint64(step)).run();
}

Result<void> SwitchTable::setCommitted(qint64 id, const QDateTime &when)
{
    return m_connection.query("UPDATE switches SET step = ?2, committed = ?3 WHERE id = ?1")
        .bind(1, id)
        .bind(2, qint64(SwitchStep::Committed))
        .bind(3, when.toMSecsSinceEpoch())
        .run();
}

Result<void> SwitchTable::setReport(qint64 id, const QByteArray &report)
{
    return m_connection.query("UPDATE switches SET report = ?2 WHERE id = ?1").bind(1, id).bind(2, report).run();
}

Result<void> SwitchTable::setContent(const MessageKey &key, const QByteArray &content)
{
    return m_connection.query("INSERT OR REPLACE INTO switch_contents (key, content) VALUES (?1, ?2)").bind(1, key).bind(2, content).run();
}

Result<void> SwitchTable::clearContents()
{
    return m_connection.query("DELETE FROM switch_contents").run();
}

Result<void> SwitchTable::noteFolders(qint64 id)
{
    return m_connection
        .query(
            "INSERT INTO switch_folders (switch, id, path, mailbox, role, selectable, change) "
            "SELECT ?1, id, path, mailbox, role, selectable, change FROM folders WHERE NOT removing")
        .bind(1, id)
        .run();
}

Result<void> SwitchTable::forgetFolders(qint64 id)
{
    return m_connection.query("DELETE FROM switch_folders WHERE switch = ?1").bind(1, id).run();
}

Result<void> SwitchTable::takeSnapshot(qint64 id)
{
    return m_connection.query("DELETE FROM switch_messages")
        .run()
        .and_then([this] {
            return m_connection
                .query(
                    "INSERT INTO switch_messages (key, folder, deleted_here, size, content) "
                    "SELECT key, folder, deleted_here, size, (SELECT content FROM switch_contents WHERE key = messages.key) FROM messages")
                .run();
        })
        .and_then([this, id] {
            return m_connection.query("DELETE FROM switch_folders WHERE switch <> ?1").bind(1, id).run();
        });
}

Result<void> SwitchTable::clearSnapshot()
{
    return m_connection.query("DELETE FROM switch_messages").run().and_then([this] {
        return m_connection.query("DELETE FROM switch_folders").run();
    });
}

Result<QList<SwitchedMessage>> SwitchTable::messages() const
{
    QList<SwitchedMessage> messages;
    Sqlite::Query query = m_connection.query("SELECT key, folder, deleted_here, size, content FROM switch_messages ORDER BY key");
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        messages << messageOf(query);
    }
    return row ? Result<QList<SwitchedMessage>>(messages) : std::unexpected(row.error());
}

Result<QHash<qint64, FolderRow>> SwitchTable::folders(qint64 id) const
{
    QHash<qint64, FolderRow> folders;
    Sqlite::Query query = m_connection.query("SELECT id, path, mailbox, role, selectable, change FROM switch_folders WHERE switch = ?1");
    query.bind(1, id);
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        FolderRow folder;
        folder.id = query.integer(0);
        folder.path = unpackPath(query.text(1));
        folder.mailbox = query.text(2);
        folder.role = Role(query.integer(3));
        folder.selectable = query.integer(4);
        folder.change = FolderChange(query.integer(5));
        folders.insert(folder.id, folder);
    }
    return row ? Result<QHash<qint64, FolderRow>>(folders) : std::unexpected(row.error());
}

}
