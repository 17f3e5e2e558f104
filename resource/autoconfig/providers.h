// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "autoconfig/autoconfigparser.h"

#include <QByteArrayList>

namespace Konto
{

/// A provider whose settings come with Konto.
struct Provider {
    QByteArray file; ///< its autoconfiguration, see parseAutoconfig()
    QStringList domains;
    QStringList mxDomains;
};

/// From the files that are resources, in :/konto/providers. One that cannot be read is left out.
[[nodiscard]] QList<Provider> readProviders(const QByteArrayList &files);

/// What is known of the provider whose domain the address has; empty: there is none.
[[nodiscard]] QList<ServerSettings> providerServers(const QList<Provider> &providers, const MailAddress &address);

/// What is known of the provider that takes the mail of the address's domain, as \a mxHosts say, the preferred one first. Only
/// where its servers are those of such customers, too. An MX record is not signed; but all it can do is to choose one of the
/// providers here.
[[nodiscard]] QList<ServerSettings> providerServersByMx(const QList<Provider> &providers, const QStringList &mxHosts, const MailAddress &address);

}
