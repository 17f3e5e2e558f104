// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/pop3plan.h"

#include <QHash>

#include <algorithm>

namespace Konto
{

Pop3Plan planPop3(const QList<Pop3Entry> &listing, const QList<MessageRow> &rows)
{
    QHash<QByteArray, int> known;
    for (const MessageRow &row : rows) {
        if (!row.uidl.isEmpty() && (row.body != Body::OnServer || row.deletedHere)) {
            ++known[row.uidl];
        }
    }
    Pop3Plan plan;
    for (const Pop3Entry &entry : listing) {
        const auto count = entry.uidl.isEmpty() ? known.end() : known.find(entry.uidl);
        if (count != known.end() && *count > 0) {
            --*count;
            continue;
        }
        plan.download.append(entry);
        plan.bytes += entry.size;
    }
    // RFC 1939 numbers messages in the mailbox's order: the highest is the newest
    std::ranges::sort(plan.download, std::greater(), &Pop3Entry::number);
    return plan;
}

}
