// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "jobs/switchjob.h"

#include <KLocalizedString>

#include <QScopedValueRollback>

#include <utility>

namespace Konto
{

SwitchJob::SwitchJob(QObject *parent)
    : KJob(parent)
{
    setCapabilities(Suspendable | Killable);
    setProperty("desktopFileName", QStringLiteral("kcm_konto"));
}

void SwitchJob::start()
{
}

void SwitchJob::showAccount(const QString &name)
{
    if (std::exchange(m_accountName, name) != name && !m_sentence.isEmpty()) {
        describe();
    }
}

void SwitchJob::showProgress(const SwitchStage &stage)
{
    setCapabilities(stage.canCancel ? Suspendable | Killable : Capabilities(Suspendable));
    if (std::exchange(m_sentence, stage.sentence) != stage.sentence) {
        describe();
        Q_EMIT infoMessage(this, stage.sentence);
    }
    setPercent(ulong(stage.percent));
}

void SwitchJob::describe()
{
    Q_EMIT description(this,
                       i18nc("@title:window progress of a job", "Changing how mail is kept"),
                       {i18nc("@label progress of a job", "Account"), m_accountName},
                       {i18nc("@label progress of a job: what is being done", "Now"), m_sentence});
}

void SwitchJob::showPaused(bool paused)
{
    if (paused == isSuspended()) {
        return;
    }
    const QScopedValueRollback showing(m_showing, true);
    if (paused) {
        suspend();
    } else {
        resume();
    }
}

void SwitchJob::end(const QString &failure)
{
    if (!failure.isEmpty()) {
        setError(UserDefinedError);
        setErrorText(failure);
    }
    emitResult();
}

bool SwitchJob::doKill()
{
    Q_EMIT cancelWanted();
    return true;
}

bool SwitchJob::doSuspend()
{
    if (!m_showing) {
        Q_EMIT pauseWanted(true);
    }
    return true;
}

bool SwitchJob::doResume()
{
    if (!m_showing) {
        Q_EMIT pauseWanted(false);
    }
    return true;
}

}
