// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/login.h"
#include "net/task.h"

namespace Konto
{

/// What the account signs in with, from the keychain. Errors as readPassword(). \a renew: what was stored is no longer
/// accepted by the server, and a new one is to be got where that is possible.
[[nodiscard]] Task<Result<Login>> readLogin(Account account, bool renew = false);

}
