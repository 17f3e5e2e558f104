// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "import.h"

#include <Akonadi/ServerManager>

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Konto::Probe
{

static QJsonValue jsonOf(const QVariant &answer)
{
    if (answer.metaType() != QMetaType::fromType<QDBusArgument>()) {
        return QJsonValue::fromVariant(answer);
    }
    const auto argument = answer.value<QDBusArgument>();
    if (argument.currentSignature() == "a{sv}"_L1) {
        return QJsonObject::fromVariantMap(qdbus_cast<QVariantMap>(argument));
    }
    QJsonArray maps;
    const auto list = qdbus_cast<QList<QVariantMap>>(argument);
    for (const QVariantMap &map : list) {
        maps.append(QJsonObject::fromVariantMap(map));
    }
    return maps;
}

void callImport(const Arguments &arguments)
{
    using Akonadi::ServerManager;
    const QString service = ServerManager::agentServiceName(ServerManager::Resource, arguments.word(0));
    auto message = QDBusMessage::createMethodCall(service, u"/Import"_s, u"org.kde.konto.Import"_s, arguments.word(1));
    if (arguments.words.size() > 2) {
        message << arguments.word(2);
    }
    const QDBusMessage reply = QDBusConnection::sessionBus().call(message, QDBus::Block, arguments.timeout * 1000);
    if (reply.type() == QDBusMessage::ErrorMessage) {
        fail(reply.errorName() + u": "_s + reply.errorMessage());
        return;
    }
    finish({{u"answer"_s, jsonOf(reply.arguments().value(0))}});
}

}
