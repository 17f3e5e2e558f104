// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/settingspage.h"

namespace Konto
{

void SettingsPage::showFigures(const AccountFacts &)
{
}

void SettingsPage::saved()
{
}

}

#include "moc_settingspage.cpp"
