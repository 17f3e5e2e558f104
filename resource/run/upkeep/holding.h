// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/keepplan.h"
#include "store/accountstore.h"

#include <optional>

namespace Konto
{

/// What is held of a folder here, and since when that is so.
struct FolderHolding {
    Holding holding;
    QDateTime since; ///< UTC
};

/// The rule of the folder, or else \a account's; remembers when it was first seen. On the store's thread.
[[nodiscard]] Result<FolderHolding> holdingOf(AccountStore &store, qint64 folder, const Holding &account);
/// The folder's own rule, if it has one.
[[nodiscard]] Result<std::optional<Holding>> ownHolding(AccountStore &store, qint64 folder);
/// A rule of the folder's own, or none.
[[nodiscard]] Result<void> setHolding(AccountStore &store, qint64 folder, const std::optional<Holding> &holding);
/// Frees the bodies in the folder that the rule does not want here. The messages stay, and the server has them.
[[nodiscard]] Result<void> freeBodies(AccountStore &store, qint64 folder, const FolderHolding &rule);

}
