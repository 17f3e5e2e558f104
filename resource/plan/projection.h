// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

#include <QHash>

namespace Konto
{

/// An item as Akonadi has it.
struct KnownItem {
    qint64 id = 0;
    MessageKey key; ///< the remote id
    Flags flags;
    QDateTime changed = {}; ///< in whatever way, where that was asked for
    int revision = 0; ///< how often it was changed since it was made, in whatever way; where \a changed was asked for
};

/// The steps that make Akonadi show what the store holds.
struct Projection {
    QList<MessageRow> create;
    QList<std::pair<qint64, Flags>> setFlags; ///< by item id
    QList<qint64> remove; ///< items that stand for nothing, or twice for the same message
    QList<MessageKey> confirmed; ///< items that are there although the row did not know it
};

/// Plans from the items there are and, one by one, the rows of the folder: a large one need not stand in memory.
class ProjectionPlanner
{
public:
    explicit ProjectionPlanner(const QList<KnownItem> &items);

    /// Each row once, in any order. Rows that are deletedHere have no item.
    void add(const MessageRow &row);
    /// After the last row.
    [[nodiscard]] Projection finish();

private:
    const QList<KnownItem> m_items;
    QHash<MessageKey, qsizetype> m_unclaimed; ///< where in the items they are
    Projection m_plan;
};

/// The same of a list of rows. Applying and planning again gives the empty plan.
[[nodiscard]] Projection planProjection(const QList<MessageRow> &rows, const QList<KnownItem> &items);

}
