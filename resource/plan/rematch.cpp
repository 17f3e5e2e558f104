// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/rematch.h"

#include <QMultiHash>

#include <algorithm>

namespace Konto
{

Rematch rematch(const QList<MessageIdentity> &server, const QList<MessageRow> &rows, quint32 uidValidity)
{
    using Identity = std::pair<QByteArray, qint64>;
    QHash<Identity, QList<MessageRow>> candidates;
    for (const MessageRow &row : rows) {
        candidates[{row.headerHash, row.size}].append(row);
    }
    for (QList<MessageRow> &group : candidates) {
        std::ranges::sort(group, {}, [](const MessageRow &row) {
            return std::pair(row.uid, row.key);
        });
    }
    QList<MessageIdentity> byUid = server;
    std::ranges::sort(byUid, {}, &MessageIdentity::uid);

    Rematch result;
    for (const MessageIdentity &message : std::as_const(byUid)) {
        const auto group = candidates.find({message.headerHash, message.size});
        if (group == candidates.end() || group->isEmpty()) {
            result.fetch.prepend(message.uid);
            continue;
        }
        MessageRow row = group->takeFirst();
        row.uid = message.uid;
        row.uidValidity = uidValidity;
        row.flags = merge(row.baseFlags, row.flags, message.flags);
        row.baseFlags = message.flags;
        result.matched.append(row);
    }
    for (const QList<MessageRow> &group : std::as_const(candidates)) {
        for (MessageRow row : group) {
            row.uid = 0;
            result.unmatched.append(row);
        }
    }
    std::ranges::sort(result.unmatched, {}, &MessageRow::key);
    return result;
}

}
