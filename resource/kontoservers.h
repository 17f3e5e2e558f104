// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "credentials/browsersignin.h"
#include "run/accountsync.h"
#include "run/servers/servertest.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QVariantMap>

namespace Konto
{

/// org.kde.konto.Servers over D-Bus; see org.kde.konto.Servers.xml. A bridge to ServerTest and BrowserSignIn.
class KontoServers : public QObject, protected QDBusContext
{
    Q_OBJECT

public:
    /// \a sync outlives this.
    explicit KontoServers(const AccountSync &sync, QObject *parent = nullptr);

public Q_SLOTS:
    QString test(const QString &protocol, const QVariantMap &options);
    void cancel();
    void signInWithBrowser(const QVariantMap &settings);

Q_SIGNALS:
    void browserNeeded(const QString &address);

private:
    QCoro::Task<void> answerTest(QDBusConnection connection, QDBusMessage question, Account account, bool logIn, bool quietly);
    QCoro::Task<void> answerSignIn(QDBusConnection connection, QDBusMessage question, OAuthSite site);

    const AccountSync &m_sync;
    ServerTest m_test;
    ServerTest m_quietTest;
    BrowserSignIn m_signIn;
};

}
