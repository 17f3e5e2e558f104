// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "accounts/accountstate.h"
#include "looks/observations.h"
#include "notices/notice.h"

namespace Konto
{

/// What is the matter with an account at \a now; advice is among it whether it is wanted or not. Plain values in, plain values out.
[[nodiscard]] QList<Finding> findingsOf(const AccountState &state, const Observations &seen, const QDateTime &now);

}
