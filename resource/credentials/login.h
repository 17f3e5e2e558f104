// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/login.h"
#include "net/task.h"

namespace Konto
{

/// All that is needed to sign \a account in, whatever its SignIn: the password, a token that is good for at least a
/// minute, the passphrase of the certificate's file (empty when none is stored), or nothing for Kerberos. \a renew: the
/// server refused the token; there is nothing to renew for the others. Errors as readPassword() and accessToken().
[[nodiscard]] Task<Result<Login>> readLogin(Account account, bool renew = false);

}
