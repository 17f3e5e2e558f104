// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/foldertable.h"
#include "store/messagetable.h"
#include "store/switchtable.h"

#include <functional>

namespace Konto
{

/// A file that is to be unlinked or moved, see schema.cpp.
struct Leftover {
    MessageKey key;
    qint64 folder = 0;
};

/// state.db: what is known of every message and folder. SQLite in WAL mode; every transaction is synced unless
/// begun as Relaxed. One connection, not thread-safe.
class StateDatabase
{
public:
    /// Opens or creates and migrates. A file that SQLite finds damaged is moved aside, never deleted, and a new
    /// one is made; brokenFile() then says where the old one is.
    [[nodiscard]] static Result<std::unique_ptr<StateDatabase>> open(const QByteArray &path);

    [[nodiscard]] const QByteArray &brokenFile() const
    {
        return m_brokenFile;
    }
    /// Whether SQLite reported damage since. Such a file is checked as a whole when it is opened next.
    [[nodiscard]] bool isDamaged() const
    {
        return m_connection->isDamaged();
    }

    [[nodiscard]] Result<Sqlite::Transaction> begin(Sqlite::Durability durability = Sqlite::Durability::Synced)
    {
        return Sqlite::Transaction::begin(*m_connection, durability);
    }

    [[nodiscard]] FolderTable folders() const
    {
        return FolderTable(*m_connection);
    }
    [[nodiscard]] MessageTable messages() const
    {
        return MessageTable(*m_connection);
    }
    [[nodiscard]] PendingTable pending() const
    {
        return PendingTable(*m_connection);
    }

    [[nodiscard]] ReplacedTable replaced() const
    {
        return ReplacedTable(*m_connection);
    }

    [[nodiscard]] SwitchTable switches() const
    {
        return SwitchTable(*m_connection);
    }

    [[nodiscard]] Result<QList<Leftover>> leftovers() const;
    /// One for every message of the folder that has a file.
    [[nodiscard]] Result<void> addLeftoversOfFolder(qint64 folder);
    [[nodiscard]] Result<void> addLeftover(const Leftover &leftover);
    [[nodiscard]] Result<void> eraseLeftover(const Leftover &leftover);

    /// Calls \a read for every row that \a sql finds.
    [[nodiscard]] Result<void> visit(const char *sql, const std::function<void(const Sqlite::Query &)> &read) const;

    /// Empty for a fact never set.
    [[nodiscard]] Result<QByteArray> fact(const QByteArray &name) const;
    [[nodiscard]] Result<void> setFact(const QByteArray &name, const QByteArray &value);

private:
    explicit StateDatabase(std::unique_ptr<Sqlite::Connection> connection);

    std::unique_ptr<Sqlite::Connection> m_connection;
    QByteArray m_brokenFile;
};

/// Runs \a work in a transaction: committed when it returns a value, rolled back when it returns an error.
template<class Work>
[[nodiscard]] Result<void> inTransaction(StateDatabase &database, Sqlite::Durability durability, Work work)
{
    Result<Sqlite::Transaction> transaction = database.begin(durability);
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    if (Result<void> done = work(); !done) {
        return done;
    }
    return transaction->commit();
}

template<class Work>
[[nodiscard]] Result<void> inTransaction(StateDatabase &database, Work work)
{
    return inTransaction(database, Sqlite::Durability::Synced, work);
}

}
