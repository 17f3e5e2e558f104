// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "looks/serverlook.h"

#include "link/accountlink.h"
#include "link/answertext.h"
#include "link/reply.h"

#include <QJsonArray>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
const QVariantMap withoutSigningIn{{u"logIn"_s, false}, {u"quietly"_s, true}};

QDateTime validUntil(const QJsonObject &server)
{
    const QString until = server["certificates"_L1].toArray().first()["validUntil"_L1].toString();
    return QDateTime::fromString(until, Qt::ISODate);
}
}

void lookAtServer(QObject *context, AccountLink &link, Mode mode, std::function<void(std::optional<ServerSeen>)> then)
{
    const QPointer<KontoServersInterface> servers(&link.servers);
    const auto take = [context, servers, mode, then](const QDBusPendingReply<QString> &reply) {
        const QJsonObject server = reply.isValid() ? objectOf(reply.value()) : QJsonObject();
        if (!servers || !server["reached"_L1].toBool()) {
            then(std::nullopt);
            return;
        }
        const ServerSeen seen{.certificateUntil = validUntil(server), .speaksOther = false};
        onReply(context, servers->test(modeName(otherMode(mode)), withoutSigningIn), [seen, then](const QDBusPendingReply<QString> &other) {
            const QJsonObject answer = other.isValid() ? objectOf(other.value()) : QJsonObject();
            ServerSeen both = seen;
            both.speaksOther = answer["reached"_L1].toBool() && answer["problem"_L1].toString().isEmpty();
            then(both);
        });
    };
    onReply(context, link.servers.test(modeName(mode), withoutSigningIn), take);
}

}
