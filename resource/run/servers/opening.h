// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/login.h"
#include "net/imapsession.h"

#include <functional>
#include <memory>

namespace Konto
{

/// How a connection is opened, for openPatiently().
struct Opening {
    std::function<Task<Result<void>>(const Login &login)> open; ///< may be called several times
    std::function<bool()> isWanted; ///< false: the one who wanted it has gone, or does not want it any more
    /// Whether it is worth another try after closingTime: another connection is closed for this one.
    std::function<bool(const Error &error)> makeRoom;
};

/// Opening::open for a session with \a account's IMAP server.
[[nodiscard]] std::function<Task<Result<void>>(const Login &login)> opener(std::shared_ptr<ImapSession> session, const Account &account);

/// Opens a connection with what the keychain holds for \a account. An OAuth2 token that the server no longer takes is renewed once. Where the server
/// takes few connections, it is tried again, openAttempts times at most, while it notices that others were closed. Cancelled when it is not wanted any
/// more; nothing else of \a how is called then.
[[nodiscard]] Task<Result<void>> openPatiently(Account account, Opening how);

}
