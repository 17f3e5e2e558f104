// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "jobs/switchjobs.h"

#include "accounts/accountlist.h"
#include "jobs/switchjob.h"
#include "link/reply.h"
#include "link/switchfacts.h"

namespace Konto
{

namespace
{
/// What went wrong with the newest switch; empty: nothing did.
QString failureOf(const QString &report)
{
    const QList<PastSwitch> switches = pastSwitches(report);
    return switches.isEmpty() ? QString() : switches.last().sentence;
}
}

SwitchJobs::SwitchJobs(AccountList &accounts, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
{
    connect(&accounts, &AccountList::switchProgressed, this, &SwitchJobs::onProgress);
}

void SwitchJobs::onProgress(const QString &account, const SwitchStage &stage)
{
    SwitchJob *job = m_jobs.value(account);
    if (!stage.isRunning()) {
        if (job) {
            end(account);
        }
        return;
    }
    if (!job) {
        job = begin(account);
    }
    job->showProgress(stage);
}

SwitchJob *SwitchJobs::begin(const QString &account)
{
    const AccountState *state = m_accounts.state(account);
    auto *job = new SwitchJob(state ? state->name : account, this);
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

void SwitchJobs::end(const QString &account)
{
    const QPointer<SwitchJob> job = m_jobs.take(account);
    AccountLink *link = m_accounts.link(account);
    if (!link) {
        job->end({});
        return;
    }
    onReply(job.data(), link->modeSwitch.report(), [job](const QDBusPendingReply<QString> &reply) {
        job->end(reply.isValid() ? failureOf(reply.value()) : QString());
    });
}

}
