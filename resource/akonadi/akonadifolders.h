// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/message.h"
#include "net/task.h"

#include <Akonadi/Collection>

#include <QHash>

namespace Konto
{

/// What the user may do in the account's folders.
enum class FolderRights {
    Read, ///< read, and change flags
};

/// Makes Akonadi's tree of the resource equal to the account's folders. A collection's remote id is the
/// folder's row id, so a renamed folder stays the same collection. Collections that stand for no folder are
/// removed with their items. Returns the collection of every folder row that is in \a folders.
/// Errors: Akonadi.
[[nodiscard]] Task<Result<QHash<qint64, Akonadi::Collection>>> syncFolders(QString resource, Account account, QList<FolderRow> folders);

/// Removes a collection with its items; one that is gone already is no error.
[[nodiscard]] Task<Result<void>> removeCollection(Akonadi::Collection collection);

/// The folder row id which the collection stands for; 0 for the account's root or a foreign collection.
[[nodiscard]] qint64 folderOf(const Akonadi::Collection &collection);

}
