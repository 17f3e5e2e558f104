// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "surroundings/surroundingsrules.h"

#include <QDBusConnection>
#include <QObject>
#include <QTimer>
#include <QVariantMap>

namespace Konto
{

/// Watches the network (QNetworkInformation, and NetworkManager for the change from one network to another), sleep (logind), and power (UPower,
/// power-profiles-daemon). Services that are not there are as the defaults of Surroundings say; those that come later are noticed.
class SurroundingsWatch : public QObject
{
    Q_OBJECT

public:
    explicit SurroundingsWatch(QObject *parent = nullptr);

    [[nodiscard]] Surroundings now() const;

Q_SIGNALS:
    void changed(const Konto::Surroundings &now);
    /// Connections from before lead nowhere: the computer was asleep, the network is back, or it is another one. Told when there is a network.
    void networkIsNew();

private:
    void watchNetwork();
    void watchSystemBus();
    void readNetwork();
    void ask(const QString &service, const QString &path, const QString &interface);
    void take(const QString &interface, const QVariantMap &values);
    void tell();

private Q_SLOTS:
    void onPrepareForSleep(bool begins);
    void onPropertiesChanged(const QString &interface, const QVariantMap &values, const QStringList &invalidated);

private:
    QDBusConnection m_bus;
    SurroundingsRules m_rules;
    Network m_network = Network::There;
    Surroundings m_told;
    QTimer m_settling;
};

}
