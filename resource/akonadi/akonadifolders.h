// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/imap.h"
#include "core/message.h"
#include "net/task.h"

#include <Akonadi/Collection>

#include <QHash>

namespace Konto
{

/// Makes Akonadi's tree of the resource equal to the account's folders. A collection's remote id is the
/// folder's row id, so a renamed folder stays the same collection. Collections that stand for no folder are
/// removed with their items, but for those another program is just making. In POP3 mode, where this computer is the
/// master, everything may be done in the folders; in IMAP mode what the server's rights allow. Returns the collection of every folder row that is in \a
/// folders, as enabled or not as the user wants it. Errors: Akonadi.
[[nodiscard]] Task<Result<QHash<qint64, Akonadi::Collection>>> syncFolders(QString resource, Account account, QList<FolderRow> folders);

/// The same without changing anything: for the time in which changes of the user have not come through yet.
[[nodiscard]] Task<Result<QHash<qint64, Akonadi::Collection>>> findFolders(QString resource, QList<FolderRow> folders);

/// Collections of the resource that stand for no folder: another program has made them, and that has not come through yet, or
/// was lost. Parents before children.
[[nodiscard]] Task<Result<QList<Akonadi::Collection>>> strayFolders(QString resource);

/// From now on the collection is that of \a folder.
[[nodiscard]] Task<Result<void>> nameFolder(Akonadi::Collection collection, FolderRow folder, Mode mode);

/// \a collection, made by another program, as that of \a folder: remote id, rights, icon and role.
[[nodiscard]] Akonadi::Collection asFolder(Akonadi::Collection collection, const FolderRow &folder, Mode mode);

/// The role another program gave the collection, by the names of KMail's special folders.
[[nodiscard]] Role roleOf(const Akonadi::Collection &collection);

/// Removes a collection with its items; one that is gone already is no error.
[[nodiscard]] Task<Result<void>> removeCollection(Akonadi::Collection collection);

/// Shows how full the account is on the server, at its own collection and the inbox.
[[nodiscard]] Task<Result<void>> showQuotaOf(QString resource, ImapQuota quota);

/// Shows the collection, or hides it. Errors: Akonadi.
[[nodiscard]] Task<Result<void>> enableCollection(qint64 collection, bool on);

/// The folder row id which the collection with id \a collection stands for, as folderOf(). Errors: Akonadi.
[[nodiscard]] Task<Result<qint64>> folderOfCollection(qint64 collection);

/// The folder row id which the collection stands for; 0 for the account's root or a foreign collection.
[[nodiscard]] qint64 folderOf(const Akonadi::Collection &collection);

}
