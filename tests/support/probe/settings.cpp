// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "settings.h"

#include "statuswaiter.h"

#include <Akonadi/ServerManager>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QHash>
#include <QXmlStreamReader>

#include <optional>

using namespace Qt::StringLiterals;

namespace Konto::Probe
{

namespace
{

/// One call to an agent's /Settings; answers the error's text or nothing.
QDBusMessage callSettings(const QString &identifier, const QString &interface, const QString &method, const QVariantList &values = {})
{
    using Akonadi::ServerManager;
    const QString service = ServerManager::agentServiceName(ServerManager::Resource, identifier);
    auto message = QDBusMessage::createMethodCall(service, u"/Settings"_s, interface, method);
    message.setArguments(values);
    return QDBusConnection::sessionBus().call(message);
}

struct SettingsInterface {
    QString name;
    QHash<QString, QString> setters; ///< method to the D-Bus type of its argument
    QString error;
};

/// Asks the agent which settings it has: the interface is the only one not from D-Bus itself.
SettingsInterface introspect(const QString &identifier)
{
    const QDBusMessage reply = callSettings(identifier, u"org.freedesktop.DBus.Introspectable"_s, u"Introspect"_s);
    SettingsInterface found;
    if (reply.type() == QDBusMessage::ErrorMessage) {
        found.error = reply.errorMessage();
        return found;
    }
    QXmlStreamReader xml(reply.arguments().value(0).toString());
    QString interface;
    QString method;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.name() == "interface"_L1) {
            interface = attributes.value("name"_L1).toString();
        } else if (xml.name() == "method"_L1) {
            method = attributes.value("name"_L1).toString();
            if (method == "save"_L1) {
                found.name = interface;
            }
        } else if (xml.name() == "arg"_L1 && method.startsWith("set"_L1) && attributes.value("direction"_L1) != "out"_L1) {
            found.setters.insert(method, attributes.value("type"_L1).toString());
        }
    }
    return found;
}

std::optional<QVariant> convert(const QString &value, const QString &type)
{
    if (type == "s"_L1) {
        return value;
    }
    if (type == "b"_L1) {
        return value == "true"_L1 || value == "1"_L1;
    }
    if (type == "i"_L1) {
        return value.toInt();
    }
    if (type == "u"_L1) {
        return value.toUInt();
    }
    if (type == "x"_L1) {
        return value.toLongLong();
    }
    if (type == "as"_L1) {
        return value.split(u',', Qt::SkipEmptyParts);
    }
    return std::nullopt;
}

}

void configure(const Arguments &arguments)
{
    auto instance = findAgent(arguments.word(0));
    if (!instance) {
        return;
    }
    const SettingsInterface settings = introspect(instance->identifier());
    const QString interface = arguments.interface.isEmpty() ? settings.name : arguments.interface;
    if (!settings.error.isEmpty() || interface.isEmpty()) {
        fail(u"no settings on D-Bus: "_s + settings.error);
        return;
    }
    for (const QString &assignment : arguments.words.mid(1)) {
        const qsizetype equals = assignment.indexOf(u'=');
        const QString key = assignment.left(equals);
        const QString setter = u"set"_s + key.left(1).toUpper() + key.mid(1);
        const auto value = convert(assignment.mid(equals + 1), settings.setters.value(setter));
        if (equals < 1 || !value) {
            fail(u"no such setting: "_s + assignment);
            return;
        }
        const QDBusMessage reply = callSettings(instance->identifier(), interface, setter, {*value});
        if (reply.type() == QDBusMessage::ErrorMessage) {
            fail(setter + u": "_s + reply.errorMessage());
            return;
        }
    }
    const QDBusMessage saved = callSettings(instance->identifier(), interface, u"save"_s);
    if (saved.type() == QDBusMessage::ErrorMessage) {
        fail(saved.errorMessage());
        return;
    }
    instance->reconfigure();
    finish({{u"interface"_s, interface}});
}

void readSetting(const Arguments &arguments)
{
    const auto instance = findAgent(arguments.word(0));
    if (!instance) {
        return;
    }
    const QString key = arguments.word(1);
    const QString getter = key.left(1).toLower() + key.mid(1);
    const QString interface = arguments.interface.isEmpty() ? introspect(instance->identifier()).name : arguments.interface;
    const QDBusMessage reply = callSettings(instance->identifier(), interface, getter);
    if (reply.type() == QDBusMessage::ErrorMessage) {
        fail(reply.errorMessage());
        return;
    }
    finish({{key, QJsonValue::fromVariant(reply.arguments().value(0))}});
}

}
