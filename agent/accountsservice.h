// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QDBusContext>
#include <QObject>

namespace Konto
{

class AccountList;
class Checks;
class NoticeActions;
class Notices;

/// org.kde.konto.Accounts over D-Bus; see org.kde.konto.Accounts.xml. A bridge.
class AccountsService : public QObject, protected QDBusContext
{
    Q_OBJECT

public:
    /// What it is given outlives it.
    AccountsService(AccountList &accounts, Checks &checks, Notices &notices, NoticeActions &actions, QObject *parent = nullptr);

public Q_SLOTS:
    QString accounts();
    void check(const QString &account);
    void checkAll();
    void setPaused(const QString &account, bool paused);
    QString notices();
    void act(const QString &notice, const QString &action);
    void dismiss(const QString &notice);
    void setAdvice(bool wanted);
    bool isAdviceWanted();

Q_SIGNALS:
    void accountsChanged();
    void noticesChanged();

private:
    /// Answers the caller with an error when there is no such account.
    [[nodiscard]] bool isThere(const QString &account);

    AccountList &m_accounts;
    Checks &m_checks;
    Notices &m_notices;
    NoticeActions &m_actions;
};

}
