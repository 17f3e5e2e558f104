// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/switching/switchlook.h"
#include "store/switchjournal.h"

namespace Konto
{

/// What a switch does to the folders of the store, before its commit point and to take it back. All functions run on the
/// store's thread, and may be asked again after a crash.
namespace SwitchFolderWork
{
/// Makes the folders those of \a picture, and returns what the commit point is to change. Undone by rollBack().
[[nodiscard]] Result<SwitchMap> prepare(AccountStore &store, const SwitchPicture &picture, const FolderPath &branch);

/// The folders are again as they were when the switch began. New ones are removed; one into which something has come
/// meanwhile stays, for this computer.
[[nodiscard]] Result<void> rollBack(AccountStore &store, qint64 switchId);

/// For a switch that undoes another, after prepare(): folders that had been moved to the branch of this computer are where they
/// were, with their roles, as far as no other has that name now; and \a map takes messages back to their folders, as far as they
/// are where the other switch had put them. Undone by rollBack().
[[nodiscard]] Result<SwitchMap> withPlacesBefore(AccountStore &store, SwitchMap map, qint64 undone);
}

}
