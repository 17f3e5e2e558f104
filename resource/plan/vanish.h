// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QtGlobal>

namespace Konto
{

/// What becomes of messages that are held back because suspiciously many disappeared at once. The user says so for one run.
enum class Disappeared {
    Held, ///< they stay as they are, and the user is asked
    Removed, ///< they go here, too
    PutBack, ///< those that are here as a whole go to the server again; the others cannot
};

/// Whether so many messages of a folder disappearing at once is to be held back until the user has confirmed:
/// more than half of the folder and more than 20 messages (invariant 5).
[[nodiscard]] constexpr bool isMassVanish(qsizetype vanished, qsizetype total)
{
    return vanished > 20 && vanished * 2 > total;
}

}
