// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "autoconfig/srvrecords.h"
#include "net/await.h"

#include <QUrl>

#include <memory>

namespace Konto
{

/// What looking for mail servers needs of the network: the seam for tests. Every answer comes within timeout().
class DiscoveryNetwork
{
public:
    DiscoveryNetwork() = default;
    Q_DISABLE_COPY_MOVE(DiscoveryNetwork)
    virtual ~DiscoveryNetwork() = default;

    /// An autoconfiguration file; see HttpsFetch.
    [[nodiscard]] virtual Answer<QByteArray> fetch(const QUrl &url) = 0;
    /// See DnsQuestion.
    [[nodiscard]] virtual Answer<QList<SrvRecord>> srv(const QString &name) = 0;
    [[nodiscard]] virtual Answer<QStringList> mx(const QString &domain) = 0;
    /// How one signs in there; see ServerProbe.
    [[nodiscard]] virtual Answer<QList<SignIn>> probe(MailProtocol protocol, const Endpoint &endpoint) = 0;
    /// Ends everything under way, with Cancelled.
    virtual void abort() = 0;

    /// Milliseconds: 10,000, or KONTO_TIMEOUT_MS from the environment if that is less (for tests).
    [[nodiscard]] static int timeout();
};

/// The real one.
class InternetDiscovery : public DiscoveryNetwork
{
public:
    [[nodiscard]] Answer<QByteArray> fetch(const QUrl &url) override;
    [[nodiscard]] Answer<QList<SrvRecord>> srv(const QString &name) override;
    [[nodiscard]] Answer<QStringList> mx(const QString &domain) override;
    [[nodiscard]] Answer<QList<SignIn>> probe(MailProtocol protocol, const Endpoint &endpoint) override;
    void abort() override;

private:
    std::unique_ptr<QObject> m_work = std::make_unique<QObject>(); // parent of what is under way
};

}
