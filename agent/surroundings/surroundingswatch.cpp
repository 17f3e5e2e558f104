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

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr auto propertiesInterface = "org.freedesktop.DBus.Properties"_L1;
constexpr auto networkManager = "org.freedesktop.NetworkManager"_L1;
constexpr auto upower = "org.freedesktop.UPower"_L1;
constexpr auto powerDevice = "org.freedesktop.UPower.Device"_L1;
constexpr auto powerProfiles = "org.freedesktop.UPower.PowerProfiles"_L1;
constexpr auto logind = "org.freedesktop.login1"_L1;

struct Watched {
    QLatin1StringView service;
    QLatin1StringView path;
    QLatin1StringView interface;
};

constexpr std::array watched{
    Watched{networkManager, "/org/freedesktop/NetworkManager"_L1, networkManager},
    Watched{upower, "/org/freedesktop/UPower"_L1, upower},
    Watched{upower, "/org/freedesktop/UPower/devices/DisplayDevice"_L1, powerDevice},
    Watched{powerProfiles, "/org/freedesktop/UPower/PowerProfiles"_L1, powerProfiles},
};

/// UPower's WarningLevel: 0 unknown, 1 none, 2 discharging (a UPS), 3 low, 4 critical, 5 action.
constexpr uint low = 3;
}

SurroundingsWatch::SurroundingsWatch(QObject *parent)
    : QObject(parent)
    , m_bus(QDBusConnection::systemBus())
{
    watchNetwork();
    watchSystemBus();
}

const Surroundings &SurroundingsWatch::now() const
{
    return m_now;
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
    using Reachability = QNetworkInformation::Reachability;
    const QNetworkInformation *network = QNetworkInformation::instance();
    const bool isThere = network->reachability() == Reachability::Online || network->reachability() == Reachability::Unknown;
    Surroundings surroundings = m_now;
    surroundings.reachable = isThere && !network->isBehindCaptivePortal();
    surroundings.metered = network->isMetered();
    m_newWhenReachable = m_newWhenReachable || !surroundings.reachable;
    set(surroundings);
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
        m_bus.connect(each.service, each.path, propertiesInterface, u"PropertiesChanged"_s, this, SLOT(onPropertiesChanged(QString,QVariantMap,QStringList)));
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
    Surroundings surroundings = m_now;
    if (interface == upower && values.contains(u"OnBattery"_s)) {
        surroundings.onBattery = values.value(u"OnBattery"_s).toBool();
    } else if (interface == powerDevice && values.contains(u"WarningLevel"_s)) {
        m_batteryLow = values.value(u"WarningLevel"_s).toUInt() >= low;
    } else if (interface == powerProfiles && values.contains(u"ActiveProfile"_s)) {
        m_powerSaver = values.value(u"ActiveProfile"_s).toString() == "power-saver"_L1;
    } else if (interface == networkManager && values.contains(u"PrimaryConnection"_s)) {
        const QString connection = values.value(u"PrimaryConnection"_s).value<QDBusObjectPath>().path();
        const QString before = std::exchange(m_primaryConnection, connection);
        m_newWhenReachable = m_newWhenReachable || (!before.isEmpty() && before != connection);
    }
    surroundings.lowPower = m_powerSaver || (surroundings.onBattery && m_batteryLow);
    set(surroundings);
}

void SurroundingsWatch::onPrepareForSleep(bool begins)
{
    if (!begins) {
        m_newWhenReachable = true;
        set(m_now);
    }
}

void SurroundingsWatch::set(const Surroundings &surroundings)
{
    if (std::exchange(m_now, surroundings) != surroundings) {
        Q_EMIT changed(m_now);
    }
    if (m_now.reachable && std::exchange(m_newWhenReachable, false)) {
        Q_EMIT networkIsNew();
    }
}

}
