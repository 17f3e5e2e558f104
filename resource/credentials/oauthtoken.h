// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/secret.h"
#include "net/task.h"

#include <QDateTime>
#include <QUrl>

#include <optional>

namespace Konto
{

/// What an OAuth2 provider gave (RFC 6749 section 5.1), as it stands in the keychain: a JSON object with access_token,
/// refresh_token and expires (ISO 8601, UTC). All of it is secret.
struct OAuthToken {
    QString access;
    QString refresh; ///< may be empty: then it cannot be renewed
    QDateTime expires; ///< invalid: the provider did not say

    /// Nothing when \a json is no token.
    [[nodiscard]] static std::optional<OAuthToken> fromJson(const QByteArray &json);
    [[nodiscard]] QByteArray toJson() const;
    /// Whether it can be used for another minute, as far as is known.
    [[nodiscard]] bool isValidAt(const QDateTime &now) const;

    bool operator==(const OAuthToken &) const = default;
};

/// The account's bearer token, good for at least a minute as far as the provider said. It is renewed when it is not, or
/// when \a renew because the mail server refused it, and the new one is stored: in the keychain with service "konto"
/// and key "<account id>/oauth". Calls for the same account while one is being renewed get the same new one.
/// Errors: NoPassword (none stored, or the provider wants the user to sign in again), Keychain, and those of
/// renewToken().
[[nodiscard]] Task<Result<Secret>> accessToken(Account account, bool renew);

/// Puts it where accessToken() finds it. Errors: Keychain.
[[nodiscard]] Task<Result<void>> storeToken(QString accountId, OAuthToken token);

/// Whether codes and tokens may go there: HTTPS, or this machine.
[[nodiscard]] bool isTrustworthy(const QUrl &url);

/// RFC 6749 section 6. Only over HTTPS, or to this machine. Errors: NoPassword (invalid_grant, or nothing to renew with),
/// Network (the provider cannot be reached or verified), Unavailable (it has a problem of its own), Refused (it does
/// not know the client; Retry::Never), NotConfigured (no usable token URL).
[[nodiscard]] Task<Result<OAuthToken>> renewToken(OAuthClient client, OAuthToken token);

}
