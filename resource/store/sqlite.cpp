// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/sqlite.h"

#include "store/posix.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace Konto::Sqlite
{

Query::Query(Connection &connection, sqlite3_stmt *statement)
    : m_connection(connection)
    , m_statement(statement)
{
}

Query::~Query()
{
    if (m_statement) {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement); // the bound bytes are not ours
    }
}

Query &Query::bind(int parameter, qint64 value)
{
    sqlite3_bind_int64(m_statement, parameter, value);
    return *this;
}

Query &Query::bind(int parameter, const QByteArray &bytes)
{
    if (bytes.isEmpty()) {
        return bindNull(parameter);
    }
    sqlite3_bind_blob64(m_statement, parameter, bytes.constData(), sqlite3_uint64(bytes.size()), SQLITE_STATIC);
    return *this;
}

Query &Query::bind(int parameter, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    sqlite3_bind_text(m_statement, parameter, utf8.constData(), int(utf8.size()), SQLITE_TRANSIENT);
    return *this;
}

Query &Query::bindNull(int parameter)
{
    sqlite3_bind_null(m_statement, parameter);
    return *this;
}

Result<bool> Query::step()
{
    const int code = m_statement ? sqlite3_step(m_statement) : SQLITE_ERROR;
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
        return code == SQLITE_ROW;
    }
    return std::unexpected(m_connection.lastError());
}

Result<void> Query::run()
{
    Result<bool> row = step();
    while (row && *row) {
        row = step();
    }
    sqlite3_reset(m_statement);
    return row ? Result<void>() : std::unexpected(row.error());
}

qint64 Query::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArray Query::bytes(int column) const
{
    const void *data = sqlite3_column_blob(m_statement, column);
    return QByteArray(static_cast<const char *>(data), sqlite3_column_bytes(m_statement, column));
}

QString Query::text(int column) const
{
    return QString::fromUtf8(bytes(column));
}

bool Query::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

/// SQLite creates files with the umask; -wal and -shm copy the mode of the database.
static Result<void> createPrivate(const QByteArray &path)
{
    const Result<FileDescriptor> file = Posix::openFile(AT_FDCWD, path, O_RDWR | O_CREAT);
    return file ? Result<void>() : std::unexpected(file.error());
}

Result<std::unique_ptr<Connection>> Connection::open(const QByteArray &path)
{
    if (const auto created = createPrivate(path); !created) {
        return std::unexpected(created.error());
    }
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(path.constData(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    std::unique_ptr<Connection> connection(new Connection(handle));
    if (code != SQLITE_OK) {
        return std::unexpected(connection->lastError());
    }
    sqlite3_busy_timeout(handle, 5000); // somebody looks at the file with another tool
    return connection;
}

Result<void> Connection::configure()
{
    return execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
}

Connection::Connection(sqlite3 *handle)
    : m_handle(handle)
{
}

Connection::~Connection()
{
    for (sqlite3_stmt *statement : std::as_const(m_prepared)) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(m_handle);
}

sqlite3_stmt *Connection::prepared(const char *sql)
{
    sqlite3_stmt *&statement = m_prepared[QByteArrayView(sql)];
    if (!statement) {
        sqlite3_prepare_v3(m_handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    }
    return statement;
}

Result<void> Connection::execute(const char *sql)
{
    if (sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        return std::unexpected(lastError());
    }
    return {};
}

Error Connection::lastError()
{
    const int code = sqlite3_errcode(m_handle);
    m_damaged = m_damaged || (code & 0xff) == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    const int system = sqlite3_system_errno(m_handle);
    const bool full = (code & 0xff) == SQLITE_FULL || ((code & 0xff) == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT));
    const QString text = u"state.db: %1 (%2)"_s.arg(QString::fromUtf8(sqlite3_errmsg(m_handle)), QString::number(code));
    return makeError(full ? ErrorKind::DiskFull : ErrorKind::Storage, text);
}

Result<void> Connection::setDurability(Durability durability)
{
    if (durability == m_durability) {
        return {};
    }
    m_durability = durability;
    return execute(durability == Durability::Synced ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
}

Transaction::Transaction(Connection &connection)
    : m_connection(&connection)
{
}

Transaction::Transaction(Transaction &&other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr))
{
}

Result<Transaction> Transaction::begin(Connection &connection, Durability durability)
{
    const auto begun = connection.setDurability(durability).and_then([&connection] {
        return connection.query("BEGIN IMMEDIATE").run();
    });
    if (!begun) {
        return std::unexpected(begun.error());
    }
    return Transaction(connection);
}

Transaction::~Transaction()
{
    if (m_connection && !sqlite3_get_autocommit(m_connection->m_handle)) {
        sqlite3_exec(m_connection->m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

Result<void> Transaction::commit()
{
    return m_connection->query("COMMIT").run();
}

static Result<qint64> schemaVersion(Connection &connection)
{
    Query query = connection.query("PRAGMA user_version");
    const Result<bool> row = query.step();
    return row ? Result<qint64>(query.integer(0)) : std::unexpected(row.error());
}

static Result<void> migrateOnce(Connection &connection, const char *step, qint64 version)
{
    Result<Transaction> transaction = Transaction::begin(connection);
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    const QByteArray setVersion = "PRAGMA user_version=" + QByteArray::number(version);
    return connection.execute(step)
        .and_then([&] {
            return connection.execute(setVersion.constData());
        })
        .and_then([&] {
            return transaction->commit();
        });
}

Result<void> migrate(Connection &connection, std::span<const char *const> steps)
{
    const Result<qint64> version = schemaVersion(connection);
    if (!version) {
        return std::unexpected(version.error());
    }
    const qint64 newest = qint64(steps.size());
    if (*version > newest) {
        return fail(ErrorKind::Storage,
                    u"state.db has schema version %1, this Konto knows up to %2: it was written by a newer one"_s.arg(*version).arg(newest));
    }
    for (qint64 done = *version; done < newest; ++done) {
        if (const auto migrated = migrateOnce(connection, steps[size_t(done)], done + 1); !migrated) {
            return migrated;
        }
    }
    return {};
}

}
