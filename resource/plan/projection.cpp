// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/projection.h"

#include <QHash>

namespace Konto
{

Projection planProjection(const QList<MessageRow> &rows, const QList<KnownItem> &items)
{
    Projection plan;
    QHash<MessageKey, KnownItem> byKey;
    for (const KnownItem &item : items) {
        if (item.key.isEmpty()) {
            // Another program is just adding it; it gets its key when that change is replayed.
            continue;
        }
        const auto twin = byKey.find(item.key);
        if (twin == byKey.end()) {
            byKey.insert(item.key, item);
        } else if (item.id < twin->id) {
            plan.remove.append(std::exchange(*twin, item).id);
        } else {
            plan.remove.append(item.id);
        }
    }
    for (const MessageRow &row : rows) {
        if (row.deletedHere) {
            continue;
        }
        const auto item = byKey.constFind(row.key);
        if (item == byKey.constEnd()) {
            plan.create.append(row);
            continue;
        }
        if (item->flags != row.flags) {
            plan.setFlags.append({item->id, row.flags});
        }
        if (!row.inAkonadi) {
            plan.confirmed.append(row.key);
        }
        byKey.erase(item);
    }
    for (const KnownItem &item : std::as_const(byKey)) {
        plan.remove.append(item.id);
    }
    return plan;
}

}
