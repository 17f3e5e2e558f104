// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/login.h"
#include "net/pop3connection.h"

namespace Konto
{

/// From nothing to the transaction state (RFC 1939 section 4): connects, greeting, CAPA, STLS as the endpoint asks,
/// and the strongest login both sides know. Errors as Pop3Session::open(); the connection is closed then.
[[nodiscard]] Task<Result<void>> pop3LogIn(std::shared_ptr<Pop3Connection> connection, Endpoint endpoint, Login login, QByteArrayList pinnedKeys);

}
