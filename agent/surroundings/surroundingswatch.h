// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "surroundings/surroundings.h"

#include <QDBusConnection>
#include <QObject>
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

    [[nodiscard]] const Surroundings &now() const;

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
    void set(const Surroundings &surroundings);

private Q_SLOTS:
    void onPrepareForSleep(bool begins);
    void onPropertiesChanged(const QString &interface, const QVariantMap &values, const QStringList &invalidated);

private:
    QDBusConnection m_bus;
    Surroundings m_now;
    QString m_primaryConnection;
    bool m_batteryLow = false;
    bool m_powerSaver = false;
    bool m_newWhenReachable = false;
};

}
