// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/switchplan.h"

#include <QStringList>

namespace Konto
{

/// What a switch would do, in sentences for the user: numbers first, then what to know.
[[nodiscard]] QStringList switchSentences(const SwitchPlan &plan, const Account &account);

}
