// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/error.h"

namespace Konto
{

/// One sentence for the user: what happened, to which account, and what to do. What the server said is quoted,
/// one line of at most 200 characters without control characters, and never interpreted as markup.
[[nodiscard]] QString errorSentence(const Error &error, const Account &account);

}
