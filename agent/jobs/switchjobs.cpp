// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "jobs/switchjobs.h"

#include "accounts/accountlist.h"
#include "jobs/switchjob.h"
#include "link/reply.h"
#include "link/switchfacts.h"

namespace Konto
{

SwitchJobs::SwitchJobs(AccountList &accounts, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
{
    connect(&accounts, &AccountList::switchProgressed, this, &SwitchJobs::onProgress);
    connect(&accounts, &AccountList::answered, this, &SwitchJobs::endIfOver);
    connect(&accounts, &AccountList::changed, this, &SwitchJobs::showAccounts);
}

void SwitchJobs::onProgress(const QString &account, const SwitchStage &stage)
{
    if (!stage.isRunning()) {
        endIfOver(account);
        return;
    }
    SwitchJob *job = m_jobs.value(account);
    if (!job) {
        job = begin(account);
    }
    job->showProgress(stage);
}

SwitchJob *SwitchJobs::begin(const QString &account)
{
    auto *job = new SwitchJob(this);
    showAccount(*job, account);
    connect(job, &SwitchJob::pauseWanted, this, [this, account](bool pause) {
        m_accounts.setPaused(account, pause);
    });
    connect(job, &SwitchJob::cancelWanted, this, [this, account] {
        if (AccountLink *link = m_accounts.link(account)) {
            link->modeSwitch.cancel();
        }
    });
    m_jobs.insert(account, job);
    m_tracker.registerJob(job);
    job->start();
    return job;
}

void SwitchJobs::endIfOver(const QString &account)
{
    const QPointer<SwitchJob> job = m_jobs.value(account);
    if (!job) {
        return;
    }
    AccountLink *link = m_accounts.link(account);
    if (!link) {
        end(account, {});
        return;
    }
    onReply(job.data(), link->modeSwitch.report(), [this, account](const QDBusPendingReply<QString> &reply) {
        const QList<PastSwitch> switches = reply.isValid() ? pastSwitches(reply.value()) : QList<PastSwitch>();
        const AccountState *state = m_accounts.state(account);
        const bool isRunning = state && state->stage.isRunning();
        if (!isRunning && !switches.isEmpty() && switches.last().isOver()) {
            end(account, switches.last().sentence);
        }
    });
}

void SwitchJobs::end(const QString &account, const QString &failure)
{
    if (const QPointer<SwitchJob> job = m_jobs.take(account)) {
        job->end(failure);
    }
}

void SwitchJobs::showAccounts()
{
    for (auto job = m_jobs.cbegin(); job != m_jobs.cend(); ++job) {
        if (job.value()) {
            showAccount(*job.value(), job.key());
        }
    }
}

void SwitchJobs::showAccount(SwitchJob &job, const QString &account)
{
    if (const AccountState *state = m_accounts.state(account)) {
        job.showAccount(state->name);
        job.showPaused(!state->online);
    }
}

}
