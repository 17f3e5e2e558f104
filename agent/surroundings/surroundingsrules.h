// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/network.h"
#include "surroundings/surroundings.h"

#include <QString>
#include <QVariantMap>

namespace Konto
{

/// Puts together what the system's services tell. Plain values: what they are asked, and when, is SurroundingsWatch's.
class SurroundingsRules
{
public:
    void takeNetwork(Network network, bool metered);
    /// Properties of one of the D-Bus interfaces below; what else there is in it does not matter.
    void takeProperties(const QString &interface, const QVariantMap &values);
    /// The computer was asleep.
    void wakeUp();

    [[nodiscard]] Surroundings now() const;
    /// Whether there is a network to which connections from before do not lead. Told once.
    [[nodiscard]] bool takeNewNetwork();

    static constexpr auto networkManager = QLatin1StringView("org.freedesktop.NetworkManager");
    static constexpr auto upower = QLatin1StringView("org.freedesktop.UPower");
    static constexpr auto powerDevice = QLatin1StringView("org.freedesktop.UPower.Device");
    static constexpr auto powerProfiles = QLatin1StringView("org.freedesktop.UPower.PowerProfiles");

private:
    Network m_network = Network::There;
    QString m_connection; ///< the last one that NetworkManager used; empty: not told yet
    bool m_metered = false;
    bool m_onBattery = false;
    bool m_batteryLow = false;
    bool m_powerSaver = false;
    bool m_isNew = false;
};

}
