// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <KUiServerV2JobTracker>

#include <QHash>
#include <QObject>
#include <QPointer>

namespace Konto
{

class AccountList;
class SwitchJob;
struct SwitchStage;

/// Shows every switch that is under way as a job in the notification area, also those that were interrupted and go on at login.
class SwitchJobs : public QObject
{
    Q_OBJECT

public:
    /// \a accounts outlives this.
    explicit SwitchJobs(AccountList &accounts, QObject *parent = nullptr);

private:
    void onProgress(const QString &account, const SwitchStage &stage);
    [[nodiscard]] SwitchJob *begin(const QString &account);
    /// Nothing is told of a switch; it may be over, or its resource is just being started again.
    void endIfOver(const QString &account);
    void end(const QString &account, const QString &failure);
    /// Names and pauses, which change while a switch is under way.
    void showAccounts();
    void showAccount(SwitchJob &job, const QString &account);

    AccountList &m_accounts;
    KUiServerV2JobTracker m_tracker;
    QHash<QString, QPointer<SwitchJob>> m_jobs;
};

}
