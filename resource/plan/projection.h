// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

namespace Konto
{

/// An item as Akonadi has it.
struct KnownItem {
    qint64 id = 0;
    MessageKey key; ///< the remote id
    Flags flags;
    QDateTime changed = {}; ///< in whatever way, where that was asked for
};

/// The steps that make Akonadi show what the store holds.
struct Projection {
    QList<MessageRow> create;
    QList<std::pair<qint64, Flags>> setFlags; ///< by item id
    QList<qint64> remove; ///< items that stand for nothing, or twice for the same message
    QList<MessageKey> confirmed; ///< items that are there although the row did not know it
};

/// Rows that are deletedHere have no item. Applying and planning again gives the empty plan.
[[nodiscard]] Projection planProjection(const QList<MessageRow> &rows, const QList<KnownItem> &items);

}
