// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/discoverynetwork.h"

#include <QJsonObject>

namespace Konto
{

/// For tests of whole programs: a world in which only what a file says is there, all of it on this machine. Nothing else is asked,
/// DNS neither. The file is read anew for every question; a JSON object of
///
///     "https"   the port here of the server behind all names; https://NAME/PATH is its /NAME/PATH
///     "srv"     {"_imaps._tcp.example.org": [["imap.example.org", 993, priority, weight]]}
///     "mx"      {"example.org": ["mx.example.net"]}, the preferred one first
///     "hosts"   {"imap.example.org:993": the port here of the server that answers}
class MappedDiscovery : public InternetDiscovery
{
public:
    explicit MappedDiscovery(const QString &file);

    [[nodiscard]] Answer<QByteArray> fetch(const QUrl &url) override;
    [[nodiscard]] Answer<QList<SrvRecord>> srv(const QString &name) override;
    [[nodiscard]] Answer<QStringList> mx(const QString &domain) override;
    [[nodiscard]] Answer<QList<SignIn>> probe(MailProtocol protocol, const Endpoint &endpoint) override;

private:
    [[nodiscard]] QJsonObject world() const;

    const QString m_file;
};

/// The internet; or, when KONTO_DISCOVERY_MAP in the environment names a file, the world of that file.
[[nodiscard]] std::unique_ptr<DiscoveryNetwork> discoveryNetwork();

}
