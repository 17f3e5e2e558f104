// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "outcome.h"
#include "request.h"

namespace Konto
{

class Patience;

// One function for each command. It prints what was asked for; what went wrong is the caller's to say.

[[nodiscard]] Outcome<void> listAccounts(const Request &request, Patience &patience);
[[nodiscard]] Outcome<void> showStatus(const Request &request, Patience &patience);
[[nodiscard]] Outcome<void> showNotices(const Request &request, Patience &patience);
[[nodiscard]] Outcome<void> setPaused(const Request &request, Patience &patience);
[[nodiscard]] Outcome<void> synchronize(const Request &request, Patience &patience);
[[nodiscard]] Outcome<void> addAccount(const Request &request, Patience &patience);
[[nodiscard]] Outcome<void> switchMode(const Request &request, Patience &patience);
/// Backup, restore and check.
[[nodiscard]] Outcome<void> workOnMail(const Request &request, Patience &patience);

}
