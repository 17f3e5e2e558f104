// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <KSharedConfig>

#include <QString>
#include <QStringList>

#include <optional>

namespace Konto
{

/// Where one signs in with the browser, and as which program.
struct OAuthProvider {
    QString name;
    QStringList hosts; ///< of mail servers: these, and those below them
    QString authorizationUrl;
    QString tokenUrl;
    QString scope;
    QString clientId; ///< empty: nobody has registered this installation there
    QString clientSecret; ///< no secret (RFC 8252 section 8.5); may be empty
};

/// The provider of a mail server. What Konto knows by itself is without client id; the configuration ("kontooauthrc", one group a
/// provider, with Hosts, AuthorizationUrl, TokenUrl, Scope, ClientId, ClientSecret) adds to it and goes before it.
[[nodiscard]] std::optional<OAuthProvider> oauthProviderOf(const QString &host, const KSharedConfigPtr &config);

}
