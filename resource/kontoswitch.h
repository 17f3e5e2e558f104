// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "run/servers/discovery.h"
#include "run/switching/accountswitch.h"

#include <QDBusContext>
#include <QVariantMap>

namespace Konto
{

/// org.kde.konto.Switch over D-Bus; see org.kde.konto.Switch.xml. A bridge to AccountSwitch.
class KontoSwitch : public QObject, protected QDBusContext
{
    Q_OBJECT

public:
    explicit KontoSwitch(AccountSync *sync, QObject *parent = nullptr);

    [[nodiscard]] AccountSwitch &work()
    {
        return m_switch;
    }

public Q_SLOTS:
    QString preview(const QString &mode, const QVariantMap &options);
    [[nodiscard]] QVariantMap problem() const;
    void start(const QString &plan, const QVariantMap &choices);
    [[nodiscard]] QVariantMap progress() const;
    void cancel();
    void undo();
    QString undoableUntil();
    QString report();

Q_SIGNALS:
    void progressChanged(const QVariantMap &progress);
    void ended();

private:
    QCoro::Task<void> answerPreview(QDBusConnection connection, QDBusMessage question, QList<Account> targets, SwitchChoices choices, bool mayAsk);
    /// Other endpoints of the account's provider, where \a targets do not answer.
    QCoro::Task<QList<Account>> discovered(QList<Account> targets);
    QCoro::Task<void> answer(QDBusConnection connection, QDBusMessage question, Task<Result<void>> task);
    QCoro::Task<void> answerUntil(QDBusConnection connection, QDBusMessage question);
    QCoro::Task<void> answerReport(QDBusConnection connection, QDBusMessage question);
    void refuse(const QDBusConnection &connection, const QDBusMessage &question, const Error &error, const Account &about) const;

    AccountSync &m_sync;
    AccountSwitch m_switch;
    Discovery m_discovery;
    QVariantMap m_problem; ///< of the last preview
};

}
