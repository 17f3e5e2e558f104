// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "autoconfig/providers.h"

#include <algorithm>

namespace Konto
{

namespace
{
QList<ServerSettings> serversOf(const Provider &provider, const MailAddress &address)
{
    const auto file = parseAutoconfig(provider.file, address);
    return file ? file->servers : QList<ServerSettings>();
}
}

QList<Provider> readProviders(const QByteArrayList &files)
{
    QList<Provider> providers;
    for (const QByteArray &bytes : files) {
        if (const auto file = parseAutoconfig(bytes, {})) {
            providers.append({.file = bytes, .domains = file->domains, .mxDomains = file->mxDomains});
        }
    }
    return providers;
}

QList<ServerSettings> providerServers(const QList<Provider> &providers, const MailAddress &address)
{
    const auto provider = std::ranges::find_if(providers, [&address](const Provider &provider) {
        return provider.domains.contains(address.domain);
    });
    return provider == providers.end() ? QList<ServerSettings>() : serversOf(*provider, address);
}

QList<ServerSettings> providerServersByMx(const QList<Provider> &providers, const QStringList &mxHosts, const MailAddress &address)
{
    for (const QString &host : mxHosts) {
        const QString name = hostNameOf(host.endsWith(u'.') ? host.chopped(1) : host);
        for (const Provider &provider : providers) {
            const bool takes = std::ranges::any_of(provider.mxDomains, [&name](const QString &domain) {
                return isWithin(name, domain);
            });
            if (takes) {
                return serversOf(provider, address);
            }
        }
    }
    return {};
}

}
