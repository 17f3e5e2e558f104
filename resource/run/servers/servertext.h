// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "run/servers/servertest.h"

namespace Konto
{

/// What trying the server of \a account has shown, for the user: what happened, and what to do.
[[nodiscard]] QString serverSentence(const ServerFindings &findings, const Account &account);

/// Why the server's certificate cannot be verified, a sentence each.
[[nodiscard]] QStringList distrustSentences(const TlsPeer &peer);

/// Why a sign-in with the browser came to nothing.
[[nodiscard]] QString browserSentence(const Error &error);

/// What the browser shows when it is done.
[[nodiscard]] QString browserFarewell();

}
