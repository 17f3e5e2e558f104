// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

namespace Konto
{

/// Where the provider of \a account may speak the protocol of \a mode, most likely first: the endpoint the account
/// remembers; the host of its other protocol; the same host by the names that are usual ("pop.", "imap.", "mail."). Encrypted
/// as the account's connection is, never less. Without ports of other kinds than the standard ones (RFC 8314 section 7,
/// RFC 9051, RFC 1939).
[[nodiscard]] QList<Endpoint> otherEndpoints(const Account &account, Mode mode);

/// Whether the server behind both, which speak the protocol of \a mode, is the same one: under the same name, at the same port or
/// at two of the standard ones.
[[nodiscard]] bool isSameServer(const Endpoint &one, const Endpoint &other, Mode mode);

/// Whom to ask when it is none of them: the mail address that the user name is, or else the domain that the server's host is
/// in. Empty: nobody.
[[nodiscard]] QString addressToAsk(const Account &account);

}
