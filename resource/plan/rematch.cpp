// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/rematch.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <optional>
#include <tuple>

namespace Konto
{

namespace
{
using Identity = std::pair<QByteArray, qint64>;

/// Rows by what identifies them, of which each is given away once.
class Candidates
{
public:
    Candidates(const QList<MessageRow> &rows, QByteArray MessageRow::*id)
    {
        for (const MessageRow &row : rows) {
            if (!(row.*id).isEmpty()) {
                m_rows[{row.*id, row.size}].append(row);
            }
        }
        for (QList<MessageRow> &group : m_rows) {
            std::ranges::sort(group, {}, [](const MessageRow &row) {
                return std::pair(row.uid, row.key);
            });
        }
    }

    [[nodiscard]] std::optional<MessageRow> take(const QByteArray &id, qint64 size)
    {
        const auto group = m_rows.find({id, size});
        return group == m_rows.end() || group->isEmpty() ? std::nullopt : std::optional(group->takeFirst());
    }

private:
    QHash<Identity, QList<MessageRow>> m_rows;
};

/// Which message each row is, as far as \a id tells; removes both from the lists.
QList<std::pair<MessageIdentity, MessageRow>>
pairUp(QList<MessageIdentity> &server, QList<MessageRow> &rows, QByteArray MessageIdentity::*id, QByteArray MessageRow::*rowId)
{
    QList<std::pair<MessageIdentity, MessageRow>> pairs;
    Candidates candidates(rows, rowId);
    QSet<MessageKey> given;
    server.removeIf([&](const MessageIdentity &message) {
        const auto row = (message.*id).isEmpty() ? std::nullopt : candidates.take(message.*id, message.size);
        if (row) {
            pairs.append({message, *row});
            given.insert(row->key);
        }
        return row.has_value();
    });
    rows.removeIf([&given](const MessageRow &row) {
        return given.contains(row.key);
    });
    return pairs;
}

MessageRow placed(MessageRow row, const MessageIdentity &message, quint32 uidValidity)
{
    row.uid = message.uid;
    row.uidValidity = uidValidity;
    row.objectId = message.objectId.isEmpty() ? row.objectId : message.objectId;
    row.flags = merge(row.baseFlags, row.flags, message.flags);
    row.baseFlags = message.flags;
    return row;
}
}

QList<quint32> headersToRead(const QList<MessageIdentity> &server, const QList<MessageRow> &rows)
{
    QList<MessageIdentity> unknown = server;
    QList<MessageRow> left = rows;
    std::ranges::sort(unknown, {}, &MessageIdentity::uid);
    std::ignore = pairUp(unknown, left, &MessageIdentity::objectId, &MessageRow::objectId);
    QSet<qint64> sizes;
    for (const MessageRow &row : std::as_const(left)) {
        sizes.insert(row.size);
    }
    QList<quint32> uids;
    for (const MessageIdentity &message : std::as_const(unknown)) {
        if (sizes.contains(message.size)) {
            uids.prepend(message.uid);
        }
    }
    return uids;
}

Rematch rematch(const QList<MessageIdentity> &server, const QList<MessageRow> &rows, quint32 uidValidity)
{
    QList<MessageIdentity> unknown = server;
    std::ranges::sort(unknown, {}, &MessageIdentity::uid);
    Rematch result{.matched = {}, .unmatched = rows, .fetch = {}};
    const auto pairs = pairUp(unknown, result.unmatched, &MessageIdentity::objectId, &MessageRow::objectId)
        + pairUp(unknown, result.unmatched, &MessageIdentity::headerHash, &MessageRow::headerHash);
    for (const auto &[message, row] : pairs) {
        result.matched.append(placed(row, message, uidValidity));
    }
    for (const MessageIdentity &message : std::as_const(unknown)) {
        result.fetch.prepend(message.uid);
    }
    for (MessageRow &row : result.unmatched) {
        row.uid = 0;
    }
    std::ranges::sort(result.matched, {}, &MessageRow::uid);
    std::ranges::sort(result.unmatched, {}, &MessageRow::key);
    return result;
}

}
