// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "surroundings/surroundingsrules.h"

#include <QDBusObjectPath>

#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// UPower's WarningLevel: 0 unknown, 1 none, 2 discharging (a UPS), 3 low, 4 critical, 5 action.
constexpr uint low = 3;
}

void SurroundingsRules::takeNetwork(Network network, bool metered)
{
    m_network = network;
    m_metered = metered;
    m_isNew = m_isNew || network != Network::There;
}

void SurroundingsRules::takeProperties(const QString &interface, const QVariantMap &values)
{
    if (interface == upower && values.contains(u"OnBattery"_s)) {
        m_onBattery = values.value(u"OnBattery"_s).toBool();
    } else if (interface == powerDevice && values.contains(u"WarningLevel"_s)) {
        m_batteryLow = values.value(u"WarningLevel"_s).toUInt() >= low;
    } else if (interface == powerProfiles && values.contains(u"ActiveProfile"_s)) {
        m_powerSaver = values.value(u"ActiveProfile"_s).toString() == "power-saver"_L1;
    } else if (interface == networkManager && values.contains(u"PrimaryConnection"_s)) {
        const QString connection = values.value(u"PrimaryConnection"_s).value<QDBusObjectPath>().path();
        if (connection == "/"_L1) {
            return; // none; the network's state tells whether there is any
        }
        const QString before = std::exchange(m_connection, connection);
        m_isNew = m_isNew || (!before.isEmpty() && before != connection);
    }
}

void SurroundingsRules::wakeUp()
{
    m_isNew = true;
}

Surroundings SurroundingsRules::now() const
{
    return {.reachable = m_network == Network::There,
            .metered = m_metered,
            .onBattery = m_onBattery,
            .lowPower = m_powerSaver || (m_onBattery && m_batteryLow)};
}

bool SurroundingsRules::takeNewNetwork()
{
    return m_network == Network::There && std::exchange(m_isNew, false);
}

}
