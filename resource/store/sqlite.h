// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"

#include <QHash>

#include <memory>
#include <span>

struct sqlite3;
struct sqlite3_stmt;

/// A thin RAII layer over SQLite's C interface: errors as values, statements prepared once and kept.
namespace Konto::Sqlite
{

class Connection;

/// A kept prepared statement in use. Reset when this is destroyed, so at most one use of a text at a time.
/// An error while preparing comes out of step(). Parameters and columns are counted as SQLite does, from 1 and 0.
class Query
{
public:
    Query(Connection &connection, sqlite3_stmt *statement);
    Query(const Query &) = delete;
    Query &operator=(const Query &) = delete;
    ~Query();

    Query &bind(int parameter, qint64 value);
    /// Empty is stored as NULL. Not copied: \a bytes must live until the query is reset or destroyed.
    Query &bind(int parameter, const QByteArray &bytes);
    Query &bind(int parameter, QByteArray &&bytes) = delete;
    Query &bind(int parameter, const QString &text);
    Query &bindNull(int parameter);

    /// True: there is a row to read. False: done.
    [[nodiscard]] Result<bool> step();
    /// Steps until done, then resets for the next bindings.
    [[nodiscard]] Result<void> run();

    [[nodiscard]] qint64 integer(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const;
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    Connection &m_connection;
    sqlite3_stmt *m_statement;
};

/// Whether a transaction has survived a power failure when commit() returns. Relaxed ones keep their order:
/// the write-ahead log is one file, so a later synced transaction makes the earlier ones durable too.
enum class Durability {
    Synced,
    Relaxed,
};

/// A database file, readable by its owner only.
class Connection
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const QByteArray &path);
    ~Connection();

    /// WAL mode, synced commits, foreign keys on. The first thing that reads the file: finds out whether it is one.
    [[nodiscard]] Result<void> configure();

    [[nodiscard]] Query query(const char *sql)
    {
        return Query(*this, prepared(sql));
    }
    /// \a sql may hold several statements; their rows are dropped.
    [[nodiscard]] Result<void> execute(const char *sql);

    /// Whether any call so far reported a damaged file.
    [[nodiscard]] bool isDamaged() const
    {
        return m_damaged;
    }
    [[nodiscard]] Error lastError();

private:
    friend class Transaction;
    explicit Connection(sqlite3 *handle);
    [[nodiscard]] sqlite3_stmt *prepared(const char *sql);
    [[nodiscard]] Result<void> setDurability(Durability durability);

    sqlite3 *m_handle;
    QHash<QByteArrayView, sqlite3_stmt *> m_prepared; ///< by text: all of it is string literals
    Durability m_durability = Durability::Synced;
    bool m_damaged = false;
};

/// Rolled back when destroyed before commit().
class Transaction
{
public:
    [[nodiscard]] static Result<Transaction> begin(Connection &connection, Durability durability = Durability::Synced);
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();

    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(Connection &connection);

    Connection *m_connection;
};

/// Brings the schema to the newest version: user_version counts the \a steps done. A database from a newer
/// Konto is an error and is left alone. Each step is one transaction.
[[nodiscard]] Result<void> migrate(Connection &connection, std::span<const char *const> steps);

}
