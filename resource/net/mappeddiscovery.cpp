// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/mappeddiscovery.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
template<class T>
Answer<T> settled(Result<T> result)
{
    const AnswerPromise<T> promise;
    promise.settle(std::move(result));
    return promise.answer();
}
}

MappedDiscovery::MappedDiscovery(const QString &file)
    : m_file(file)
{
}

QJsonObject MappedDiscovery::world() const
{
    QFile file(m_file);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

Answer<QByteArray> MappedDiscovery::fetch(const QUrl &url)
{
    const int port = world().value("https"_L1).toInt();
    if (port == 0) {
        return settled<QByteArray>(fail(ErrorKind::UnknownHost));
    }
    QUrl local(url);
    local.setHost(u"localhost"_s);
    local.setPort(port);
    local.setPath(u'/' + url.host() + url.path());
    return InternetDiscovery::fetch(local);
}

Answer<QList<SrvRecord>> MappedDiscovery::srv(const QString &name)
{
    QList<SrvRecord> records;
    const QJsonArray listed = world().value("srv"_L1).toObject().value(name).toArray();
    for (const auto &value : listed) {
        const QJsonArray record = value.toArray();
        records.append({.target = record.at(0).toString(),
                        .port = quint16(record.at(1).toInt()),
                        .priority = quint16(record.at(2).toInt()),
                        .weight = quint16(record.at(3).toInt())});
    }
    return settled<QList<SrvRecord>>(records);
}

Answer<QStringList> MappedDiscovery::mx(const QString &domain)
{
    return settled<QStringList>(world().value("mx"_L1).toObject().value(domain).toVariant().toStringList());
}

Answer<QList<SignIn>> MappedDiscovery::probe(MailProtocol protocol, const Endpoint &endpoint)
{
    const QString name = u"%1:%2"_s.arg(endpoint.host).arg(endpoint.port);
    const int port = world().value("hosts"_L1).toObject().value(name).toInt();
    if (port == 0) {
        return settled<QList<SignIn>>(fail(ErrorKind::UnknownHost));
    }
    return InternetDiscovery::probe(protocol, {.host = u"localhost"_s, .port = quint16(port), .security = endpoint.security});
}

std::unique_ptr<DiscoveryNetwork> discoveryNetwork()
{
    const QString file = qEnvironmentVariable("KONTO_DISCOVERY_MAP");
    if (file.isEmpty()) {
        return std::make_unique<InternetDiscovery>();
    }
    return std::make_unique<MappedDiscovery>(file);
}

}
