// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "plan/switchchoices.h"

#include <optional>

namespace Konto
{

/// What a switch is to do, as it is written down: enough to go on after a restart, and to go back.
struct SwitchIntent {
    Account target; ///< mode, user name, endpoints and rule for server copies are written down; the rest is the account's
    Account before; ///< the same
    SwitchChoices choices;
};

[[nodiscard]] QByteArray toBytes(const SwitchIntent &intent);
/// \a account with what is written down. Nothing when \a bytes are no intent.
[[nodiscard]] std::optional<SwitchIntent> switchIntentFrom(const QByteArray &bytes, const Account &account);

}
