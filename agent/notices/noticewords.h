// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "accounts/accountstate.h"
#include "looks/observations.h"
#include "notices/notice.h"

namespace Konto
{

/// A finding as the user reads it, with the account's own numbers, and what can be done about it.
[[nodiscard]] Notice noticeOf(const Finding &finding, const AccountState &state, const Observations &seen, const QDateTime &since);

}
