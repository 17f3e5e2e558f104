// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "credentials/login.h"

#include "credentials/keychain.h"

namespace Konto
{

Task<Result<Login>> readLogin(Account account, bool)
{
    const auto password = co_await readPassword(account.id);
    co_return password.transform([&account](const Secret &secret) {
        return loginFor(account, secret);
    });
}

}
