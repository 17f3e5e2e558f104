// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/accountstore.h"

#include <optional>

namespace Konto
{

/// Where folders of the store are in the tree. All functions run on the store's thread; done again, they change nothing.
namespace FolderPlaces
{
[[nodiscard]] Result<std::optional<FolderRow>> find(AccountStore &store, const FolderPath &path);
[[nodiscard]] Result<std::optional<FolderRow>> find(AccountStore &store, qint64 id);

/// \a path, or one beside it that no other folder than \a except has.
[[nodiscard]] Result<FolderPath> freePath(AccountStore &store, const FolderPath &path, qint64 except);
/// The folder of that path, made if it is not there; with the levels of the tree above it.
[[nodiscard]] Result<FolderRow> level(AccountStore &store, const FolderPath &path, bool selectable);
/// Whoever has the path gives way, with everything below it; but not \a except.
[[nodiscard]] Result<void> makeRoom(AccountStore &store, const FolderPath &path, qint64 except);

/// Gives the folder the path, whoever has it, and takes along what is below it. False: it had it, or is no more.
[[nodiscard]] Result<bool> moveTo(AccountStore &store, qint64 id, const FolderPath &path);
/// Gives all of them their paths; parents before children, and no path twice.
[[nodiscard]] Result<void> moveAll(AccountStore &store, const QList<std::pair<qint64, FolderPath>> &paths);
}

}
