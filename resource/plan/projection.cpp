// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/projection.h"

namespace Konto
{

ProjectionPlanner::ProjectionPlanner(const QList<KnownItem> &items)
    : m_items(items)
{
    m_unclaimed.reserve(items.size());
    for (qsizetype i = 0; i < items.size(); ++i) {
        const KnownItem &item = items.at(i);
        if (item.key.isEmpty()) {
            // Another program is just adding it; it gets its key when that change is replayed.
            continue;
        }
        const auto twin = m_unclaimed.find(item.key);
        if (twin == m_unclaimed.end()) {
            m_unclaimed.insert(item.key, i);
        } else if (item.id < items.at(*twin).id) {
            m_plan.remove.append(items.at(std::exchange(*twin, i)).id);
        } else {
            m_plan.remove.append(item.id);
        }
    }
}

void ProjectionPlanner::add(const MessageRow &row)
{
    if (row.deletedHere) {
        return;
    }
    const auto position = m_unclaimed.constFind(row.key);
    if (position == m_unclaimed.constEnd()) {
        m_plan.create.append(row);
        return;
    }
    const KnownItem &item = m_items.at(*position);
    if (item.flags != row.flags) {
        m_plan.setFlags.append({item.id, row.flags});
    }
    if (!row.inAkonadi) {
        m_plan.confirmed.append(row.key);
    }
    m_unclaimed.erase(position);
}

Projection ProjectionPlanner::finish()
{
    for (const qsizetype position : std::as_const(m_unclaimed)) {
        m_plan.remove.append(m_items.at(position).id);
    }
    m_unclaimed.clear();
    return std::move(m_plan);
}

Projection planProjection(const QList<MessageRow> &rows, const QList<KnownItem> &items)
{
    ProjectionPlanner planner(items);
    for (const MessageRow &row : rows) {
        planner.add(row);
    }
    return planner.finish();
}

}
