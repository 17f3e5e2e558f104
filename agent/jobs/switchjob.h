// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "link/switchfacts.h"

#include <KJob>

namespace Konto
{

/// A switch of one account as a job in the notification area: how far it is, with pause (the account works offline until it goes on) and, until
/// the commit point, cancel. It shows what goes on in the resource: the job's end ends nothing there.
class SwitchJob : public KJob
{
    Q_OBJECT

public:
    explicit SwitchJob(QObject *parent = nullptr);

    void start() override;
    /// A resource that has just started has no name of its own yet: the account's comes a moment later.
    void showAccount(const QString &name);
    void showProgress(const SwitchStage &stage);
    /// What the user has done elsewhere; no pauseWanted() comes.
    void showPaused(bool paused);
    /// The switch has ended; \a failure is why it did not succeed (empty: it did).
    void end(const QString &failure);

Q_SIGNALS:
    void pauseWanted(bool pause);
    void cancelWanted();

protected:
    bool doKill() override;
    bool doSuspend() override;
    bool doResume() override;

private:
    void describe();

    QString m_accountName;
    QString m_sentence;
    bool m_showing = false; ///< a pause that is there already
};

}
