// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "plan/importplan.h"

namespace Konto
{

class SettingsBase;

// The account's settings (kontosettings.kcfg) as a value, and back. They are not saved here.

/// \a name is what Akonadi calls the account: for one that has no name of its own in the settings.
[[nodiscard]] Account accountIn(const SettingsBase &settings, const QString &name);

/// What a switch changes of an account.
void putSwitched(SettingsBase &settings, const Account &account);

/// What an account that is taken over brings; but for its name, which may be taken.
void putImported(SettingsBase &settings, const ImportedSettings &imported);

}
