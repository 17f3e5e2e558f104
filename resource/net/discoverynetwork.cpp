// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/discoverynetwork.h"

#include "autoconfig/autoconfigparser.h"
#include "net/dnsquestion.h"
#include "net/httpsfetch.h"
#include "net/serverprobe.h"

namespace Konto
{

static constexpr int defaultTimeout = 10'000;

int DiscoveryNetwork::timeout()
{
    return qMin(defaultTimeout, Transport::timeout());
}

Answer<QByteArray> InternetDiscovery::fetch(const QUrl &url)
{
    return (new HttpsFetch(url, largestAutoconfigFile, m_work.get()))->start(timeout());
}

Answer<QList<SrvRecord>> InternetDiscovery::srv(const QString &name)
{
    return (new DnsQuestion<QList<SrvRecord>>(QDnsLookup::SRV, name, m_work.get()))->start(timeout(), &srvRecordsOf);
}

Answer<QStringList> InternetDiscovery::mx(const QString &domain)
{
    return (new DnsQuestion<QStringList>(QDnsLookup::MX, domain, m_work.get()))->start(timeout(), &mxHostsOf);
}

Answer<QList<SignIn>> InternetDiscovery::probe(MailProtocol protocol, const Endpoint &endpoint)
{
    return (new ServerProbe(protocol, endpoint, m_work.get()))->start(timeout());
}

void InternetDiscovery::abort()
{
    m_work = std::make_unique<QObject>();
}

}
