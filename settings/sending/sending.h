// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/passwordstore.h"
#include "core/account.h"

#include <optional>

namespace Konto
{

// What it takes to send mail from an address: an identity, which says who writes, and an outgoing server. Konto sends nothing itself;
// both are in the settings that KMail and the other mail programs of the desktop share, and are theirs from then on.

struct OutgoingServer {
    Endpoint endpoint;
    QString userName;
    SignIn signIn = SignIn::Password;
};

/// What shall be there.
struct Sending {
    QString address;
    QString accountName; ///< what the user calls it; empty: the address
    QString account; ///< whose folders a new identity is to use, see sentfolder.h; empty: nobody's
    std::optional<OutgoingServer> server;
};

/// What of it is not there yet.
struct MissingForSending {
    bool identity = false; ///< none has the address, not as an alias either
    bool server = false; ///< none has the host and the user name

    [[nodiscard]] bool isAnything() const
    {
        return identity || server;
    }
};

/// Reads the settings, and changes nothing.
[[nodiscard]] MissingForSending missingForSending(const Sending &wanted);

/// The entries of outgoing servers in the desktop's keychain.
[[nodiscard]] KeychainPasswords outgoingPasswords();

/// Makes what is missing, and nothing twice. The identity uses the server, unless it has another; one without an address, which KMail makes
/// when it starts for the first time, becomes this one. \a password goes to \a passwords under the server's number; none: the mail program asks for it.
void setUpSending(const Sending &wanted, const Secret &password, PasswordStore &passwords);

}
