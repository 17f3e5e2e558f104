// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/servers/opening.h"

#include "credentials/login.h"
#include "run/servers/connections.h"

#include <QCoroTimer>

#include <utility>

namespace Konto
{

std::function<Task<Result<void>>(const Login &login)> opener(std::shared_ptr<ImapSession> session, const Account &account)
{
    return [session = std::move(session), account](const Login &login) {
        return session->open(account.imap, login, account.pinnedKeys);
    };
}

Task<Result<void>> openPatiently(Account account, Opening how)
{
    bool mayRenew = account.signIn == SignIn::OAuth2;
    bool renew = false;
    for (int attempt = 1;;) {
        const auto login = co_await readLogin(account, std::exchange(renew, false));
        if (!how.isWanted()) {
            co_return fail(ErrorKind::Cancelled);
        }
        if (!login) {
            co_return std::unexpected(login.error());
        }
        const Result<void> opened = co_await how.open(*login);
        if (opened || !how.isWanted()) {
            co_return opened;
        }
        if (mayRenew && opened.error().kind == ErrorKind::WrongPassword) {
            mayRenew = false;
            renew = true;
            continue;
        }
        if (attempt++ == openAttempts || !how.makeRoom(opened.error())) {
            co_return opened;
        }
        co_await QCoro::sleepFor(closingTime);
        if (!how.isWanted()) {
            co_return fail(ErrorKind::Cancelled);
        }
    }
}

}
