// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "akonadi/akonadiitems.h"
#include "core/account.h"
#include "run/storeworker.h"

#include <QHash>

namespace Konto
{

/// Gives items without a key what belongs to them. Akonadi takes the key away when
/// an item is added or moved, until the resource has committed the change; a crash in between, or a disk that was full,
/// leaves the item so, and what Akonadi had recorded of the change is lost. An item whose header is that of a message
/// without item is that message, moved to where the item is; any other is a new message. To be called before items
/// and rows are compared. \a collections by folder; \a store outlives the task.
[[nodiscard]] Task<Result<void>> adoptStrayItems(StoreWorker *store, Mode mode, QHash<qint64, Akonadi::Collection> collections);

/// Edits and flags that never came through, because this process was killed, or began after the mail program: Akonadi cannot read back
/// what it recorded of them, records nothing for who is not there, and would show another message than there is. Looks at
/// items that were changed after \a since. To be called once, after adoptStrayItems().
[[nodiscard]] Task<Result<void>> adoptChanges(StoreWorker *store, Mode mode, QHash<qint64, Akonadi::Collection> collections, QDateTime since);

/// The same for folders: collections without a folder get one. Before adoptStrayItems().
[[nodiscard]] Task<Result<void>> adoptStrayFolders(StoreWorker *store, Mode mode, QString resource);

}
