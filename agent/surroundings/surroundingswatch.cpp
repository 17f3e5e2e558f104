// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "surroundings/surroundingswatch.h"

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QNetworkInformation>

#include <array>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
using Rules = SurroundingsRules;
constexpr auto propertiesInterface = "org.freedesktop.DBus.Properties"_L1;
constexpr auto logind = "org.freedesktop.login1"_L1;
/// A change from one network to another is told in several messages, of several services.
constexpr std::chrono::milliseconds settleTime{100};

struct Watched {
    QLatin1StringView service;
    QLatin1StringView path;
    QLatin1StringView interface;
};

constexpr std::array watched{
    Watched{Rules::networkManager, "/org/freedesktop/NetworkManager"_L1, Rules::networkManager},
    Watched{Rules::upower, "/org/freedesktop/UPower"_L1, Rules::upower},
    Watched{Rules::upower, "/org/freedesktop/UPower/devices/DisplayDevice"_L1, Rules::powerDevice},
    Watched{Rules::powerProfiles, "/org/freedesktop/UPower/PowerProfiles"_L1, Rules::powerProfiles},
};
}

SurroundingsWatch::SurroundingsWatch(QObject *parent)
    : QObject(parent)
    , m_bus(QDBusConnection::systemBus())
{
    m_settling.setSingleShot(true);
    m_settling.setInterval(settleTime);
    connect(&m_settling, &QTimer::timeout, this, [this] {
        if (m_rules.takeNewNetwork()) {
            Q_EMIT networkIsNew();
        }
    });
    watchNetwork();
    watchSystemBus();
}

Surroundings SurroundingsWatch::now() const
{
    return m_rules.now();
}

void SurroundingsWatch::watchNetwork()
{
    using Feature = QNetworkInformation::Feature;
    if (!QNetworkInformation::loadBackendByFeatures(Feature::Metered | Feature::Reachability)
        && !QNetworkInformation::loadBackendByFeatures(Feature::Reachability)) {
        return;
    }
    const QNetworkInformation *network = QNetworkInformation::instance();
    connect(network, &QNetworkInformation::reachabilityChanged, this, &SurroundingsWatch::readNetwork);
    connect(network, &QNetworkInformation::isMeteredChanged, this, &SurroundingsWatch::readNetwork);
    connect(network, &QNetworkInformation::isBehindCaptivePortalChanged, this, &SurroundingsWatch::readNetwork);
    readNetwork();
}

void SurroundingsWatch::readNetwork()
{
    const QNetworkInformation *network = QNetworkInformation::instance();
    m_network = networkOf(*network, m_network);
    m_rules.takeNetwork(m_network, network->isMetered());
    tell();
}

void SurroundingsWatch::watchSystemBus()
{
    if (!m_bus.isConnected()) {
        return;
    }
    m_bus.connect(logind, u"/org/freedesktop/login1"_s, u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s, this, SLOT(onPrepareForSleep(bool)));
    auto *services = new QDBusServiceWatcher(this);
    services->setConnection(m_bus);
    services->setWatchMode(QDBusServiceWatcher::WatchForRegistration);
    for (const Watched &each : watched) {
        m_bus.connect(each.service, each.path, propertiesInterface, u"PropertiesChanged"_s, this, SLOT(onPropertiesChanged(QString, QVariantMap, QStringList)));
        services->addWatchedService(each.service);
        ask(each.service, each.path, each.interface);
    }
    connect(services, &QDBusServiceWatcher::serviceRegistered, this, [this](const QString &service) {
        for (const Watched &each : watched) {
            if (each.service == service) {
                ask(each.service, each.path, each.interface);
            }
        }
    });
}

void SurroundingsWatch::ask(const QString &service, const QString &path, const QString &interface)
{
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, propertiesInterface, u"GetAll"_s);
    question.setAutoStartService(false);
    question << interface;
    auto *call = new QDBusPendingCallWatcher(m_bus.asyncCall(question), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, [this, call, interface] {
        call->deleteLater();
        if (const QDBusPendingReply<QVariantMap> reply = *call; reply.isValid()) {
            take(interface, reply.value());
        }
    });
}

void SurroundingsWatch::onPropertiesChanged(const QString &interface, const QVariantMap &values, const QStringList &)
{
    take(interface, values);
}

void SurroundingsWatch::take(const QString &interface, const QVariantMap &values)
{
    m_rules.takeProperties(interface, values);
    tell();
}

void SurroundingsWatch::onPrepareForSleep(bool begins)
{
    if (!begins) {
        m_rules.wakeUp();
        tell();
    }
}

void SurroundingsWatch::tell()
{
    const Surroundings now = m_rules.now();
    if (std::exchange(m_told, now) != now) {
        Q_EMIT changed(now);
    }
    if (!m_settling.isActive()) {
        m_settling.start();
    }
}

}
