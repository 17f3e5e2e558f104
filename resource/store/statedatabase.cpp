// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/statedatabase.h"

#include "store/posix.h"
#include "store/schema.h"

#include <QDateTime>

#include <cerrno>
#include <fcntl.h>

namespace Konto
{

namespace
{
/// SQLite's own check, run only when the last open saw damage or the log was not folded in: it reads the whole file.
Result<bool> isSound(Sqlite::Connection &connection)
{
    Sqlite::Query query = connection.query("PRAGMA quick_check(1)");
    return query.step().transform([&query](bool row) {
        return row && query.bytes(0) == "ok";
    });
}

struct Opened {
    std::unique_ptr<Sqlite::Connection> connection;
    bool damaged = false;
};

Result<Opened> openConnection(const QByteArray &path)
{
    auto connection = Sqlite::Connection::open(path);
    if (!connection) {
        return std::unexpected(connection.error());
    }
    const Result<void> configured = (*connection)->configure();
    const Result<bool> sound = configured ? isSound(**connection) : std::unexpected(configured.error());
    if ((*connection)->isDamaged() || (sound && !*sound)) {
        return Opened{nullptr, true};
    }
    if (!sound) {
        return std::unexpected(sound.error());
    }
    return Opened{std::move(*connection), false};
}

/// Renames the database and its log and index, which belong together.
Result<QByteArray> moveAside(const QByteArray &path)
{
    const QByteArray stem = path + ".broken-" + QByteArray::number(QDateTime::currentSecsSinceEpoch());
    QByteArray target = stem;
    int number = Posix::renameNoReplace(AT_FDCWD, path, AT_FDCWD, target);
    for (int i = 2; number == EEXIST; ++i) {
        target = stem + '-' + QByteArray::number(i);
        number = Posix::renameNoReplace(AT_FDCWD, path, AT_FDCWD, target);
    }
    for (const char *companion : {"-wal", "-shm"}) {
        if (number == 0) {
            number = Posix::renameNoReplace(AT_FDCWD, path + companion, AT_FDCWD, target + companion);
            number = number == ENOENT ? 0 : number;
        }
    }
    return number == 0 ? Result<QByteArray>(target) : Posix::failure(number, "rename", path);
}
}

StateDatabase::StateDatabase(std::unique_ptr<Sqlite::Connection> connection)
    : m_connection(std::move(connection))
{
}

Result<std::unique_ptr<StateDatabase>> StateDatabase::open(const QByteArray &path)
{
    Result<Opened> opened = openConnection(path);
    QByteArray brokenFile;
    if (opened && opened->damaged) {
        const Result<QByteArray> moved = moveAside(path);
        if (!moved) {
            return std::unexpected(moved.error());
        }
        brokenFile = *moved;
        opened = openConnection(path);
    }
    if (!opened) {
        return std::unexpected(opened.error());
    }
    if (opened->damaged) {
        return fail(ErrorKind::Storage, QStringLiteral("a new state.db is damaged at once: the disk is failing"));
    }
    if (const auto migrated = Sqlite::migrate(*opened->connection, schemaSteps()); !migrated) {
        return std::unexpected(migrated.error());
    }
    std::unique_ptr<StateDatabase> database(new StateDatabase(std::move(opened->connection)));
    database->m_brokenFile = brokenFile;
    return database;
}

Result<QList<Leftover>> StateDatabase::leftovers() const
{
    QList<Leftover> leftovers;
    Sqlite::Query query = m_connection->query("SELECT key, folder FROM leftovers");
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        leftovers << Leftover{query.bytes(0), query.integer(1)};
    }
    return row ? Result<QList<Leftover>>(leftovers) : std::unexpected(row.error());
}

Result<void> StateDatabase::addLeftover(const Leftover &leftover)
{
    return m_connection->query("INSERT OR IGNORE INTO leftovers (key, folder) VALUES (?1, ?2)").bind(1, leftover.key).bind(2, leftover.folder).run();
}

Result<void> StateDatabase::addLeftoversOfFolder(qint64 folder)
{
    return m_connection->query("INSERT OR IGNORE INTO leftovers (key, folder) SELECT key, folder FROM messages WHERE folder = ?1 AND body <> 0")
        .bind(1, folder)
        .run();
}

Result<void> StateDatabase::eraseLeftover(const Leftover &leftover)
{
    return m_connection->query("DELETE FROM leftovers WHERE key = ?1 AND folder = ?2").bind(1, leftover.key).bind(2, leftover.folder).run();
}

Result<void> StateDatabase::visit(const char *sql, const std::function<void(const Sqlite::Query &)> &read) const
{
    Sqlite::Query query = m_connection->query(sql);
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        read(query);
    }
    return row ? Result<void>() : std::unexpected(row.error());
}

Result<QByteArray> StateDatabase::fact(const QByteArray &name) const
{
    Sqlite::Query query = m_connection->query("SELECT value FROM facts WHERE name = ?1");
    return query.bind(1, name).step().transform([&query](bool found) {
        return found ? query.bytes(0) : QByteArray();
    });
}

Result<void> StateDatabase::setFact(const QByteArray &name, const QByteArray &value)
{
    return m_connection->query("INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(1, name)
        .bind(2, value)
        .run();
}

}
