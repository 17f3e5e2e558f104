// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "credentials/login.h"

#include "credentials/keychain.h"
#include "credentials/oauthtoken.h"

namespace Konto
{

static Task<Result<Secret>> readSecret(Account account, bool renew)
{
    switch (account.signIn) {
    case SignIn::OAuth2:
        co_return co_await accessToken(account, renew);
    case SignIn::Kerberos:
        co_return Secret();
    case SignIn::Password:
    case SignIn::ClientCertificate:
        break;
    }
    auto stored = co_await readPassword(account.id);
    const bool optional = account.signIn == SignIn::ClientCertificate;
    if (!stored && optional && stored.error().kind == ErrorKind::NoPassword) {
        co_return Secret();
    }
    co_return stored;
}

Task<Result<Login>> readLogin(Account account, bool renew)
{
    const auto secret = co_await readSecret(account, renew);
    if (!secret) {
        co_return std::unexpected(secret.error());
    }
    co_return loginFor(account, *secret);
}

}
