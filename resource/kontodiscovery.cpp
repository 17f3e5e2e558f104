// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontodiscovery.h"

#include "net/mappeddiscovery.h"

#include <KLocalizedString>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QJsonObject toJson(const FoundServer &server)
{
    const ServerSettings &settings = server.candidate.settings;
    QJsonArray signIn;
    for (const SignIn method : settings.signIn) {
        signIn.append(int(method));
    }
    QJsonObject json{{u"protocol"_s, toString(settings.protocol)},
                     {u"host"_s, settings.endpoint.host},
                     {u"port"_s, settings.endpoint.port},
                     {u"security"_s, int(settings.endpoint.security)},
                     {u"userName"_s, settings.userName},
                     {u"signIn"_s, signIn},
                     {u"source"_s, toString(server.candidate.source)},
                     {u"certainty"_s, toString(certaintyOf(server.candidate))},
                     {u"verified"_s, server.verified},
                     {u"toBeConfirmed"_s, server.candidate.toBeConfirmed}};
    if (server.problem) {
        json.insert(u"problem"_s, toString(server.problem->kind));
    }
    return json;
}

QString toJson(const QList<FoundServer> &servers)
{
    QJsonArray array;
    for (const FoundServer &server : servers) {
        array.append(toJson(server));
    }
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QString sentenceOf(const Error &error)
{
    if (error.kind == ErrorKind::Cancelled) {
        return i18nc("@info", "The search for the mail server was stopped.");
    }
    return i18nc("@info", "This does not look like a mail address. One is written like anna@example.org.");
}
}

KontoDiscovery::KontoDiscovery(QObject *parent)
    : QObject(parent)
    , m_discovery(discoveryNetwork())
{
    connect(&m_discovery, &Discovery::found, this, [this] {
        Q_EMIT found(toJson(m_discovery.servers()));
    });
}

QString KontoDiscovery::find(const QString &address)
{
    setDelayedReply(true);
    answer(connection(), message(), address);
    return {}; // not what is sent
}

QCoro::Task<void> KontoDiscovery::answer(QDBusConnection connection, QDBusMessage question, QString address)
{
    const auto servers = co_await m_discovery.find(address, {MailProtocol::Imap, MailProtocol::Pop3, MailProtocol::Smtp});
    if (servers) {
        connection.send(question.createReply(toJson(*servers)));
    } else {
        connection.send(question.createErrorReply(u"org.kde.konto.Error"_s, sentenceOf(servers.error())));
    }
}

void KontoDiscovery::cancel()
{
    m_discovery.cancel();
}

}

#include "moc_kontodiscovery.cpp"
