// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "run/servers/discovery.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>

namespace Konto
{

/// org.kde.konto.Discovery over D-Bus; see org.kde.konto.Discovery.xml. A bridge to Discovery.
class KontoDiscovery : public QObject, protected QDBusContext
{
    Q_OBJECT

public:
    explicit KontoDiscovery(QObject *parent = nullptr);

public Q_SLOTS:
    QString find(const QString &address);
    void cancel();

Q_SIGNALS:
    void found(const QString &servers);

private:
    QCoro::Task<void> answer(QDBusConnection connection, QDBusMessage question, QString address);

    Discovery m_discovery;
};

}
