// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/secret.h"

namespace Konto
{

/// What a session needs to prove who the user is.
struct Login {
    SignIn method = SignIn::Password;
    QString userName; ///< as it is sent
    Secret secret; ///< password, bearer token, or passphrase of the certificate file; none for Kerberos
    QString certificateFile; ///< with ClientCertificate, as Account::certificateFile
};

/// The login of \a account in its mode.
[[nodiscard]] Login loginFor(const Account &account, const Secret &secret);

}
