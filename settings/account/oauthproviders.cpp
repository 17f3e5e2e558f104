// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/oauthproviders.h"

#include "autoconfig/mailaddress.h"

#include <KConfigGroup>

#include <QList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QList<OAuthProvider> knownProviders()
{
    return {{.name = u"Google"_s,
             .hosts = {u"gmail.com"_s, u"googlemail.com"_s},
             .authorizationUrl = u"https://accounts.google.com/o/oauth2/v2/auth"_s,
             .tokenUrl = u"https://oauth2.googleapis.com/token"_s,
             .scope = u"https://mail.google.com/"_s,
             .clientId = {},
             .clientSecret = {}},
            {.name = u"Microsoft"_s,
             .hosts = {u"outlook.com"_s, u"office365.com"_s, u"office.com"_s},
             .authorizationUrl = u"https://login.microsoftonline.com/common/oauth2/v2.0/authorize"_s,
             .tokenUrl = u"https://login.microsoftonline.com/common/oauth2/v2.0/token"_s,
             .scope = u"offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/POP.AccessAsUser.All"_s,
             .clientId = {},
             .clientSecret = {}},
            {.name = u"Yahoo"_s,
             .hosts = {u"yahoo.com"_s, u"aol.com"_s},
             .authorizationUrl = u"https://api.login.yahoo.com/oauth2/request_auth"_s,
             .tokenUrl = u"https://api.login.yahoo.com/oauth2/get_token"_s,
             .scope = u"mail-w"_s,
             .clientId = {},
             .clientSecret = {}}};
}

OAuthProvider configured(const KConfigGroup &group, OAuthProvider provider)
{
    provider.name = group.name();
    provider.hosts = group.readEntry("Hosts", provider.hosts);
    provider.authorizationUrl = group.readEntry("AuthorizationUrl", provider.authorizationUrl);
    provider.tokenUrl = group.readEntry("TokenUrl", provider.tokenUrl);
    provider.scope = group.readEntry("Scope", provider.scope);
    provider.clientId = group.readEntry("ClientId", provider.clientId);
    provider.clientSecret = group.readEntry("ClientSecret", provider.clientSecret);
    return provider;
}

bool serves(const OAuthProvider &provider, const QString &host)
{
    return std::ranges::any_of(provider.hosts, [&host](const QString &domain) {
        return isWithin(host, domain);
    });
}
}

std::optional<OAuthProvider> oauthProviderOf(const QString &host, const KSharedConfigPtr &config)
{
    QList<OAuthProvider> providers = knownProviders();
    const QStringList groups = config->groupList();
    for (const QString &name : groups) {
        const auto known = std::ranges::find(providers, name, &OAuthProvider::name);
        const OAuthProvider provider = configured(config->group(name), known == providers.end() ? OAuthProvider() : *known);
        providers.removeIf([&name](const OAuthProvider &other) {
            return other.name == name;
        });
        providers.prepend(provider);
    }
    const QString wanted = host.toLower();
    const auto found = std::ranges::find_if(providers, [&wanted](const OAuthProvider &provider) {
        return serves(provider, wanted);
    });
    return found == providers.end() ? std::nullopt : std::optional(*found);
}

}
