// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/messagetable.h"

#include <QTimeZone>

// One list of columns for both tables. Macros, because statement texts are kept literals put together here.
#define COLUMNS                                                                                                                                                \
    "key, folder, uidl, uid_validity, uid, modseq, object_id, size, header_hash, message_id_hash, internal_date, "                                             \
    "flags, keywords, base_flags, base_keywords, body, in_akonadi, deleted_here, stored_at, suffix, deleted_by_user, server_folder, writing, fetch_again"
#define PARAMETERS "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24"
#define REPLACE_ON_CONFLICT                                                                                                                                    \
    "ON CONFLICT (key) DO UPDATE SET folder = excluded.folder, uidl = excluded.uidl, uid_validity = excluded.uid_validity, "                                   \
    "uid = excluded.uid, modseq = excluded.modseq, object_id = excluded.object_id, size = excluded.size, "                                                     \
    "header_hash = excluded.header_hash, message_id_hash = excluded.message_id_hash, internal_date = excluded.internal_date, "                                 \
    "flags = excluded.flags, keywords = excluded.keywords, base_flags = excluded.base_flags, base_keywords = excluded.base_keywords, "                         \
    "body = excluded.body, in_akonadi = excluded.in_akonadi, deleted_here = excluded.deleted_here, "                                                           \
    "stored_at = excluded.stored_at, suffix = excluded.suffix, deleted_by_user = excluded.deleted_by_user, "                                                   \
    "server_folder = excluded.server_folder, writing = excluded.writing, fetch_again = excluded.fetch_again"

namespace Konto
{

namespace
{
constexpr char keywordSeparator = '\n';
constexpr int columnCount = 24;

QByteArrayList splitKeywords(const QByteArray &joined)
{
    return joined.isEmpty() ? QByteArrayList() : joined.split(keywordSeparator);
}

Flags flagsOf(const Sqlite::Query &query, int bitsColumn)
{
    return Flags(quint8(query.integer(bitsColumn)), splitKeywords(query.bytes(bitsColumn + 1)));
}

QDateTime dateOf(const Sqlite::Query &query, int column)
{
    return query.isNull(column) ? QDateTime() : QDateTime::fromMSecsSinceEpoch(query.integer(column), QTimeZone::UTC);
}

StoredMessage messageOf(const Sqlite::Query &query)
{
    StoredMessage message;
    MessageRow &row = message.row;
    row.key = query.bytes(0);
    row.folder = query.integer(1);
    row.uidl = query.bytes(2);
    row.uidValidity = quint32(query.integer(3));
    row.uid = quint32(query.integer(4));
    row.modSeq = quint64(query.integer(5));
    row.objectId = query.bytes(6);
    row.size = query.integer(7);
    row.headerHash = query.bytes(8);
    row.messageIdHash = query.bytes(9);
    row.internalDate = dateOf(query, 10);
    row.flags = flagsOf(query, 11);
    row.baseFlags = flagsOf(query, 13);
    row.body = Body(query.integer(15));
    row.inAkonadi = query.integer(16);
    row.deletedHere = query.integer(17);
    row.storedAt = dateOf(query, 18);
    message.suffix = query.bytes(19);
    row.deletedByUser = query.integer(20);
    row.serverFolder = query.integer(21);
    row.writing = Writing(query.integer(22));
    row.fetchAgain = query.integer(23);
    return message;
}

void bindDate(Sqlite::Query &query, int parameter, const QDateTime &date)
{
    if (date.isValid()) {
        query.bind(parameter, date.toMSecsSinceEpoch());
    } else {
        query.bindNull(parameter);
    }
}

/// Holds the joined keywords alive while they are bound.
class BoundMessage
{
public:
    BoundMessage(Sqlite::Query &query, const StoredMessage &message)
        : m_keywords(message.row.flags.keywords().join(keywordSeparator))
        , m_baseKeywords(message.row.baseFlags.keywords().join(keywordSeparator))
    {
        const MessageRow &row = message.row;
        query.bind(1, row.key).bind(2, row.folder).bind(3, row.uidl).bind(4, qint64(row.uidValidity)).bind(5, qint64(row.uid));
        query.bind(6, qint64(row.modSeq)).bind(7, row.objectId).bind(8, row.size).bind(9, row.headerHash).bind(10, row.messageIdHash);
        bindDate(query, 11, row.internalDate);
        query.bind(12, qint64(row.flags.bits())).bind(13, m_keywords).bind(14, qint64(row.baseFlags.bits())).bind(15, m_baseKeywords);
        query.bind(16, qint64(row.body)).bind(17, qint64(row.inAkonadi)).bind(18, qint64(row.deletedHere));
        bindDate(query, 19, row.storedAt);
        query.bind(20, message.suffix)
            .bind(21, qint64(row.deletedByUser))
            .bind(22, row.serverFolder)
            .bind(23, qint64(row.writing))
            .bind(24, qint64(row.fetchAgain));
    }

private:
    const QByteArray m_keywords;
    const QByteArray m_baseKeywords;
};
}

Result<QList<KnownMessage>> MessageTable::known() const
{
    QList<KnownMessage> messages;
    Sqlite::Query query = m_connection.query(
        "SELECT key, folder, uidl, size, header_hash, body, deleted_here, deleted_by_user, stored_at, fetch_again FROM messages ORDER BY id");
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        messages.append({.key = query.bytes(0),
                         .folder = query.integer(1),
                         .uidl = query.bytes(2),
                         .size = query.integer(3),
                         .headerHash = query.bytes(4),
                         .body = Body(query.integer(5)),
                         .deletedHere = query.integer(6) != 0,
                         .deletedByUser = query.integer(7) != 0,
                         .storedAt = dateOf(query, 8),
                         .fetchAgain = query.integer(9) != 0});
    }
    return row ? Result<QList<KnownMessage>>(std::move(messages)) : std::unexpected(row.error());
}

static Result<void> visitRows(Sqlite::Query &query, const RowVisitor &visit)
{
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        visit(messageOf(query).row);
    }
    return row ? Result<void>() : std::unexpected(row.error());
}

/// All that \a read visits.
template<class Read>
static Result<QList<MessageRow>> listOf(Read read)
{
    QList<MessageRow> rows;
    const RowVisitor collect = [&rows](const MessageRow &row) {
        rows << row;
    };
    return read(collect).transform([&rows] {
        return std::move(rows);
    });
}

Result<void> MessageTable::visitFolder(qint64 folder, const RowVisitor &visit) const
{
    Sqlite::Query query = m_connection.query("SELECT " COLUMNS " FROM messages WHERE folder = ?1 ORDER BY id");
    query.bind(1, folder);
    return visitRows(query, visit);
}

Result<void> MessageTable::visitOnServer(qint64 folder, const RowVisitor &visit) const
{
    Sqlite::Query query = m_connection.query("SELECT " COLUMNS " FROM messages WHERE uid <> 0 AND folder = ?1 AND server_folder = 0 UNION ALL SELECT " COLUMNS
                                             " FROM messages WHERE uid <> 0 AND server_folder = ?1 AND server_folder <> 0");
    query.bind(1, folder);
    return visitRows(query, visit);
}

Result<QList<MessageRow>> MessageTable::inFolder(qint64 folder) const
{
    return listOf([this, folder](const RowVisitor &visit) {
        return visitFolder(folder, visit);
    });
}

Result<QList<MessageRow>> MessageTable::onServer(qint64 folder) const
{
    return listOf([this, folder](const RowVisitor &visit) {
        return visitOnServer(folder, visit);
    });
}

Result<QList<MessageRow>> MessageTable::outgoing() const
{
    Sqlite::Query query =
        m_connection.query("SELECT " COLUMNS
                           " FROM messages WHERE writing <> 0 OR (uid <> 0 AND (deleted_by_user OR server_folder <> 0 OR flags <> base_flags OR "
                           "keywords IS NOT base_keywords)) ORDER BY id");
    return listOf([&query](const RowVisitor &visit) {
        return visitRows(query, visit);
    });
}

Result<std::optional<StoredMessage>> MessageTable::find(const MessageKey &key) const
{
    Sqlite::Query query = m_connection.query("SELECT " COLUMNS " FROM messages WHERE key = ?1");
    return query.bind(1, key).step().transform([&query](bool found) {
        return found ? std::optional(messageOf(query)) : std::nullopt;
    });
}

Result<void> MessageTable::visitFiles(qint64 folder, const std::function<void(const FileRow &)> &visit) const
{
    Sqlite::Query query = m_connection.query("SELECT key, suffix, flags, keywords FROM messages WHERE folder = ?1 AND body <> 0");
    query.bind(1, folder);
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        visit({.key = query.bytes(0), .suffix = query.bytes(1), .flags = flagsOf(query, 2)});
    }
    return row ? Result<void>() : std::unexpected(row.error());
}

Result<void> MessageTable::write(const StoredMessage &message)
{
    Sqlite::Query query = m_connection.query("INSERT INTO messages (" COLUMNS ") VALUES (" PARAMETERS ") " REPLACE_ON_CONFLICT);
    const BoundMessage bound(query, message);
    return query.run();
}

Result<void> MessageTable::erase(const MessageKey &key)
{
    return m_connection.query("DELETE FROM messages WHERE key = ?1").bind(1, key).run();
}

Result<void> MessageTable::eraseFolder(qint64 folder)
{
    return m_connection.query("DELETE FROM messages WHERE folder = ?1").bind(1, folder).run();
}

Result<void> MessageTable::loseServerFolder(qint64 folder)
{
    return m_connection.query("UPDATE messages SET server_folder = 0, uid = 0, uid_validity = 0, writing = ?2 WHERE server_folder = ?1")
        .bind(1, folder)
        .bind(2, qint64(Writing::Upload))
        .run();
}

Result<void> MessageTable::dropBody(const MessageKey &key, bool deletedHere)
{
    return m_connection.query("UPDATE messages SET body = 0, suffix = NULL, stored_at = NULL, deleted_here = deleted_here OR ?2 WHERE key = ?1")
        .bind(1, key)
        .bind(2, qint64(deletedHere))
        .run();
}

Result<void> MessageTable::setFetchAgain(const MessageKey &key)
{
    return m_connection.query("UPDATE messages SET fetch_again = 1 WHERE key = ?1").bind(1, key).run();
}

Result<void> MessageTable::dropBodyForUser(const MessageKey &key)
{
    return m_connection.query("UPDATE messages SET body = 0, suffix = NULL, in_akonadi = 0, deleted_here = 1, deleted_by_user = 1 WHERE key = ?1")
        .bind(1, key)
        .run();
}

Result<void> MessageTable::setFlags(const MessageKey &key, const Flags &flags, const QByteArray &suffix)
{
    const QByteArray keywords = flags.keywords().join(keywordSeparator);
    return m_connection.query("UPDATE messages SET flags = ?2, keywords = ?3, suffix = ?4 WHERE key = ?1")
        .bind(1, key)
        .bind(2, qint64(flags.bits()))
        .bind(3, keywords)
        .bind(4, suffix)
        .run();
}

Result<void> MessageTable::setUidl(const MessageKey &key, const QByteArray &uidl)
{
    return m_connection.query("UPDATE messages SET uidl = ?2 WHERE key = ?1").bind(1, key).bind(2, uidl).run();
}

Result<void> MessageTable::setFolder(const MessageKey &key, qint64 folder)
{
    // The right hand sides are the values from before.
    return m_connection
        .query(
            "UPDATE messages SET folder = ?2, server_folder = CASE WHEN uid = 0 OR ?2 = iif(server_folder <> 0, server_folder, folder) THEN 0 "
            "ELSE iif(server_folder <> 0, server_folder, folder) END WHERE key = ?1")
        .bind(1, key)
        .bind(2, folder)
        .run();
}

Result<void> MessageTable::setInAkonadi(const MessageKey &key, bool inAkonadi)
{
    return m_connection.query("UPDATE messages SET in_akonadi = ?2 WHERE key = ?1").bind(1, key).bind(2, qint64(inAkonadi)).run();
}

Result<void> MessageTable::clearInAkonadi()
{
    return m_connection.query("UPDATE messages SET in_akonadi = 0 WHERE in_akonadi").run();
}

Result<void> MessageTable::setDeletedByUser(const MessageKey &key, bool deleted)
{
    return m_connection.query("UPDATE messages SET deleted_here = ?2, deleted_by_user = ?2, in_akonadi = in_akonadi AND NOT ?2 WHERE key = ?1")
        .bind(1, key)
        .bind(2, qint64(deleted))
        .run();
}

Result<void> MessageTable::setWriting(const MessageKey &key, Writing writing)
{
    return m_connection.query("UPDATE messages SET writing = ?2 WHERE key = ?1").bind(1, key).bind(2, qint64(writing)).run();
}

Result<void> MessageTable::setPlace(const MessageKey &key, qint64 folder, quint32 uidValidity, quint32 uid, const QByteArray &objectId)
{
    return m_connection
        .query(
            "UPDATE messages SET writing = 0, uid_validity = ?3, uid = ?4, modseq = 0, object_id = coalesce(?5, object_id), "
            "server_folder = iif(?4 = 0 OR folder = ?2, 0, ?2) WHERE key = ?1")
        .bind(1, key)
        .bind(2, folder)
        .bind(3, qint64(uidValidity))
        .bind(4, qint64(uid))
        .bind(5, objectId)
        .run();
}

Result<void> MessageTable::setBaseFlags(const MessageKey &key, const Flags &flags)
{
    const QByteArray keywords = flags.keywords().join(keywordSeparator);
    return m_connection.query("UPDATE messages SET base_flags = ?2, base_keywords = ?3 WHERE key = ?1")
        .bind(1, key)
        .bind(2, qint64(flags.bits()))
        .bind(3, keywords)
        .run();
}

Result<QList<ReplacedCopy>> ReplacedTable::all() const
{
    QList<ReplacedCopy> copies;
    Sqlite::Query query = m_connection.query("SELECT folder, uid_validity, uid, key FROM replaced");
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        copies.append({.folder = query.integer(0), .uidValidity = quint32(query.integer(1)), .uid = quint32(query.integer(2)), .key = query.bytes(3)});
    }
    return row ? Result<QList<ReplacedCopy>>(copies) : std::unexpected(row.error());
}

Result<void> ReplacedTable::write(const ReplacedCopy &copy)
{
    return m_connection.query("INSERT OR REPLACE INTO replaced (folder, uid_validity, uid, key) VALUES (?1, ?2, ?3, ?4)")
        .bind(1, copy.folder)
        .bind(2, qint64(copy.uidValidity))
        .bind(3, qint64(copy.uid))
        .bind(4, copy.key)
        .run();
}

Result<void> ReplacedTable::erase(const ReplacedCopy &copy)
{
    return m_connection.query("DELETE FROM replaced WHERE folder = ?1 AND uid_validity = ?2 AND uid = ?3")
        .bind(1, copy.folder)
        .bind(2, qint64(copy.uidValidity))
        .bind(3, qint64(copy.uid))
        .run();
}

Result<void> MessageTable::writeHeader(const MessageKey &key, const QByteArray &header)
{
    return m_connection.query("INSERT INTO headers (key, header, wanted) VALUES (?1, ?2, 0) ON CONFLICT (key) DO UPDATE SET header = excluded.header")
        .bind(1, key)
        .bind(2, header)
        .run();
}

Result<QByteArray> MessageTable::header(const MessageKey &key) const
{
    Sqlite::Query query = m_connection.query("SELECT header FROM headers WHERE key = ?1");
    return query.bind(1, key).step().transform([&query](bool found) {
        return found ? query.bytes(0) : QByteArray();
    });
}

Result<QHash<MessageKey, bool>> MessageTable::headers() const
{
    QHash<MessageKey, bool> headers;
    Sqlite::Query query = m_connection.query("SELECT key, wanted FROM headers");
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        headers.insert(query.bytes(0), query.integer(1) != 0);
    }
    return row ? Result<QHash<MessageKey, bool>>(headers) : std::unexpected(row.error());
}

Result<void> MessageTable::setWanted(const MessageKey &key)
{
    return m_connection.query("UPDATE headers SET wanted = 1 WHERE key = ?1").bind(1, key).run();
}

Result<QList<PendingRow>> PendingTable::all() const
{
    QList<PendingRow> rows;
    Sqlite::Query query = m_connection.query("SELECT " COLUMNS ", tmp_directory, tmp_name FROM pending ORDER BY rowid");
    Result<bool> row = query.step();
    for (; row && *row; row = query.step()) {
        rows << PendingRow{messageOf(query), query.bytes(columnCount), query.bytes(columnCount + 1)};
    }
    return row ? Result<QList<PendingRow>>(rows) : std::unexpected(row.error());
}

Result<void> PendingTable::write(const PendingRow &pending)
{
    Sqlite::Query query = m_connection.query("INSERT INTO pending (" COLUMNS ", tmp_directory, tmp_name) VALUES (" PARAMETERS ", ?25, ?26)");
    const BoundMessage bound(query, pending.message);
    return query.bind(25, pending.tmpDirectory).bind(26, pending.tmpName).run();
}

Result<void> PendingTable::erase(const MessageKey &key)
{
    return m_connection.query("DELETE FROM pending WHERE key = ?1").bind(1, key).run();
}

Result<void> PendingTable::eraseFolder(qint64 folder)
{
    return m_connection.query("DELETE FROM pending WHERE folder = ?1").bind(1, folder).run();
}

Result<void> PendingTable::clear()
{
    return m_connection.query("DELETE FROM pending").run();
}

Result<void> PendingTable::promote()
{
    // "WHERE true": without it SQLite would read ON CONFLICT as a join's ON
    return m_connection.query("INSERT INTO messages (" COLUMNS ") SELECT " COLUMNS " FROM pending WHERE true ORDER BY rowid " REPLACE_ON_CONFLICT)
        .run()
        .and_then([this] {
            return clear();
        });
}

}
