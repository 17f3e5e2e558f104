// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/switchintent.h"
#include "plan/switchplan.h"
#include "run/accountsync.h"
#include "store/switchjournal.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace Konto
{

class SwitchLook;

/// How far a switch is.
struct SwitchProgress {
    enum class Phase {
        None, ///< there is none
        Fetching, ///< to POP3: what is not here yet is fetched
        Comparing, ///< both sides are compared
        Waiting, ///< for the network, or for a server; it goes on by itself
        Placing, ///< committed: messages go to their folders
        Synchronizing, ///< committed: the first run in the new mode
        Checking,
    };
    Phase phase = Phase::None;
    int percent = 0; ///< of the phase
    bool canCancel = false; ///< until the commit point
    QString sentence; ///< what is being done, or waited for
};

/// Switches an account between POP3 and IMAP, or to another server, in place. The steps are in the journal
/// (store/switchjournal.h); killed at any moment, the next start goes on: before the commit point from the beginning, after it
/// with the next step. Before the commit point a failure that waiting does not mend ends the switch, and everything is as
/// before; after it everything goes forward. No message is deleted anywhere but what the user deleted here and chose to delete there.
class AccountSwitch : public QObject
{
    Q_OBJECT

public:
    /// Days after the commit point in which a switch can be undone.
    static constexpr int undoDays = 30;

    /// \a sync outlives this.
    explicit AccountSwitch(AccountSync *sync, QObject *parent = nullptr);
    ~AccountSwitch() override;

    /// What a switch to \a target (its mode, and the endpoints it has then) would do. Changes nothing.
    [[nodiscard]] Task<Result<SwitchPlan>> preview(Account target, SwitchChoices choices);
    /// Ends when the switch is written down; then it goes on by itself. Errors: Storage when one is under way.
    [[nodiscard]] Task<Result<void>> start(Account target, SwitchChoices choices);
    /// The last switch back. Errors: Storage when there is none that can be undone.
    [[nodiscard]] Task<Result<void>> undo();
    /// Before the commit point: the switch ends, and everything is as before. After it: nothing.
    void cancel();
    [[nodiscard]] const SwitchProgress &progress() const
    {
        return m_progress;
    }
    /// The switches so far, oldest first, with their reports.
    [[nodiscard]] Task<Result<QList<SwitchEntry>>> history();
    /// Until when the last switch can be undone; invalid: it cannot.
    [[nodiscard]] Task<Result<QDateTime>> undoableUntil();

Q_SIGNALS:
    void progressChanged();
    /// The switch has ended: well, or without having changed anything.
    void ended();
    /// The account is to have the mode, the user name, the endpoints and the rule for server copies of \a account from now on. The settings are to
    /// be saved, and given to AccountSync, before this returns.
    void settingsChanged(const Konto::Account &account);

private:
    /// Before the first run of this process.
    [[nodiscard]] Task<Result<void>> prepare();
    [[nodiscard]] Task<Result<void>> begin(Account target, SwitchChoices choices, qint64 undoes);
    QCoro::Task<void> goOn(SwitchEntry entry);
    [[nodiscard]] Task<Result<void>> commit(SwitchEntry entry, SwitchIntent intent);
    [[nodiscard]] Task<Result<void>> fetchFirst(SwitchIntent intent, qint64 undoes);
    [[nodiscard]] Task<Result<void>> compareAndCommit(SwitchEntry entry, SwitchIntent intent);
    /// \a about: the account as it was, or is to be, when the error came.
    [[nodiscard]] Task<Result<void>> rollBack(SwitchEntry entry, Error error, Account about);
    [[nodiscard]] Task<Result<void>> finish(SwitchEntry entry, SwitchIntent intent);
    [[nodiscard]] Task<Result<void>> placeUntilDone(SwitchEntry entry);
    [[nodiscard]] Task<Result<void>> place(SwitchEntry entry);
    [[nodiscard]] Task<Result<void>> synchronizeUntilDone();
    [[nodiscard]] Task<Result<void>> synchronize();
    [[nodiscard]] Task<Result<void>> check(SwitchEntry entry, Result<void> synced);
    /// Whether \a error may pass without the user changing anything.
    [[nodiscard]] bool mayPass(const Error &error, int failures) const;
    void onOnlineChanged(bool online);
    /// Until it is worth another try: after a while, or when AccountSync says so. False: the switch was cancelled, or this is no more.
    [[nodiscard]] Task<bool> wait(Error error, int failures, Account about);
    void endWait(bool goOn);
    [[nodiscard]] Task<Result<void>> forgetWhatIsOld();
    void show(SwitchProgress::Phase phase, const QString &sentence = {}, int percent = 0);
    void showPercent(int percent);

    AccountSync &m_sync;
    SwitchProgress m_progress;
    std::shared_ptr<SwitchLook> m_look;
    QTimer m_wait;
    std::optional<AnswerPromise<bool>> m_waiting;
    bool m_prepared = false;
    bool m_active = false;
    bool m_cancelled = false;
    bool m_wentOffline = false; ///< in this attempt
    bool m_beginsAnew = false; ///< this attempt's connections lead nowhere
};

}
