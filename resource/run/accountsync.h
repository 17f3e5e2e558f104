// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/network.h"
#include "net/await.h"
#include "plan/searchterms.h"
#include "plan/vanish.h"
#include "run/bodyfetcher.h"
#include "run/checkclock.h"
#include "run/feed.h"
#include "run/folderpass.h"
#include "run/imap/imapfindings.h"
#include "run/imap/imappush.h"
#include "run/imap/imapsearch.h"
#include "run/pop3/pop3findings.h"
#include "run/runprogress.h"
#include "run/servers/connections.h"
#include "run/shown/shownaccount.h"
#include "run/storeworker.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace Konto
{

/// An account at work: starts runs when asked, by interval and to retry; serves bodies at any time. One run at
/// a time; asking during a run starts another one after it. Everything is asynchronous; nothing here blocks.
class AccountSync : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle,
        Running,
        Broken,
        NotConfigured,
    };

    AccountSync(const QString &resource, const QString &directory, QObject *parent = nullptr);
    ~AccountSync() override;

    /// New settings: a running sync is stopped; the next one uses them.
    void configure(const Account &account, std::chrono::minutes interval);
    void setOnline(bool online);
    void requestSync();
    /// The user asks: as requestSync(), and who waits to try again does so at once.
    void tryNow();
    /// As tryNow(), and ends with the run.
    [[nodiscard]] Task<Result<void>> lookNow();
    /// The computer was asleep or the network is another one: connections from before lead nowhere and are closed, a run that uses them is begun
    /// anew, and whoever waits for it waits on. Then as lookNow().
    [[nodiscard]] Task<Result<void>> reconnect();
    /// Power is to be saved: the interval is longer.
    void setSaving(bool saving);
    /// As long as there is no network, nothing is asked of servers, but for what the user asks: the system may be wrong, and is taken to be once a run
    /// has ended well. Behind a portal nothing is asked at all, since it answers in the servers' place. When the network is back: reconnect().
    void setNetwork(Network network);
    /// Whether a server may be asked now; else why not.
    [[nodiscard]] Result<void> mayConnect() const;
    /// The user wants something of a server: the next run tries, whatever the system says of the network.
    void insist();
    /// The user changed something that the server has to be told: a run begins shortly, one for all that comes together.
    void sendSoon();
    /// The user looks at the folder: it is synchronised at once (in a run that goes on: as soon as the folder before it is done), first from now on,
    /// and watched where only one can be.
    void open(qint64 folder);
    /// What the next run does with messages that are held back as a suspicious mass disappearance.
    void settleDisappeared(Disappeared what);
    /// Whether the network costs by the byte: then Account::meteredBudget counts, and large messages of an IMAP account
    /// are fetched when they are opened.
    void setMetered(bool metered);
    /// The user agrees to what the account's rule for server copies takes away; the next run does it.
    [[nodiscard]] Task<Result<void>> confirmRetention();
    /// How many messages \a rule would remove from the POP3 server; -1 before the server was asked.
    [[nodiscard]] Task<Result<qsizetype>> messagesToRemove(Retention rule);
    /// What is held of a folder other than Account::holding says; nothing: as that says. The next run brings or frees it.
    [[nodiscard]] Task<Result<void>> hold(qint64 folder, std::optional<Holding> holding);
    /// The user wants to see the folder, or not: the server is told, and what is hidden is not synchronised.
    [[nodiscard]] Task<Result<void>> subscribe(qint64 folder, bool on);
    /// The user gives the folder a role, or takes it: chooseRole(). It is shown at once.
    [[nodiscard]] Task<Result<void>> setRole(qint64 folder, Role role);
    /// Nothing of an account that has never run.
    [[nodiscard]] Task<Result<AccountFigures>> figures();
    /// The folders in numbers, with their collections; none of an account that has never run.
    [[nodiscard]] Task<Result<QList<ShownAccount::Folder>>> folderFigures();
    /// Messages that the last run has held back as a suspicious mass disappearance.
    [[nodiscard]] qsizetype setAside() const;
    /// Where the account's mail lies.
    [[nodiscard]] QString mailDirectory() const;
    /// The user wants a message of which only the header is here; a run begins to fetch it.
    [[nodiscard]] Task<Result<void>> fetchWhole(MessageKey key);
    void abort();

    // For a switch of the mode (run/switching/accountswitch.h)

    /// No run begins until resumeRuns(), and one that goes on is stopped. Ends when there is none.
    [[nodiscard]] Task<Result<void>> pauseRuns();
    void resumeRuns();
    /// As requestSync(), and tells how the run ended. Cancelled when none can begin now, TooManyConnections when the server takes
    /// no connection for it before another one is closed.
    [[nodiscard]] Task<Result<void>> runNow();
    /// What comes before anything else in every run of this process.
    void setPreparation(std::function<Task<Result<void>>()> preparation);
    /// Everything of an IMAP account that is not here yet, but for the folders \a except. The connection kept between runs is
    /// closed: the server may take no other.
    [[nodiscard]] Task<Result<void>> fetchEverything(QSet<qint64> except);
    /// What Akonadi shows of the account. Of use when the store is open.
    [[nodiscard]] ShownAccount &shown()
    {
        return m_shown;
    }
    [[nodiscard]] StoreWorker &store()
    {
        return m_store;
    }

    /// Changes made by the user are still on their way as long as \a pending says so: what Akonadi shows is then not
    /// brought in line with the store.
    void setPendingChanges(std::function<bool()> pending);
    /// Akonadi shows something else than the store holds: the next run looks at everything again.
    void showAgain();
    /// co_await inStore([](AccountStore &store) { return store.folders(); }), at any time.
    template<class Work>
    [[nodiscard]] Task<std::invoke_result_t<Work, AccountStore &>> inStore(Work work)
    {
        if (auto opened = co_await openStore(); !opened) {
            co_return std::unexpected(opened.error());
        }
        co_return co_await m_store.run(std::move(work));
    }

    [[nodiscard]] Task<Result<QByteArray>> body(MessageKey key);
    /// Messages of \a folder that the IMAP server finds. None at once offline, in POP3 mode and when the server cannot be
    /// asked.
    [[nodiscard]] Task<QList<MessageKey>> search(qint64 folder, SearchTerm term);

    /// When the next check by interval, or the next try, is planned; invalid: none.
    [[nodiscard]] QDateTime nextCheck() const;
    [[nodiscard]] bool isOnline() const
    {
        return m_online;
    }
    [[nodiscard]] bool isRunning() const
    {
        return m_running;
    }
    /// Whether a run began so shortly ago that it answers a question asked now.
    [[nodiscard]] bool hasJustBegun() const
    {
        return m_running && !m_stopped && m_begun.durationElapsed() < std::chrono::seconds(2);
    }
    /// Why the last run did not end well; nothing: it did, or none has ended, or it was stopped.
    [[nodiscard]] std::optional<ErrorKind> problem() const
    {
        return m_problem;
    }
    struct Refusal {
        Error error;
        QDateTime when; ///< UTC
    };
    /// What a server did not do last, of what the rest of a run did not depend on; nothing: it has done everything since this process began.
    [[nodiscard]] const std::optional<Refusal> &refusal() const
    {
        return m_refusal;
    }
    [[nodiscard]] const Account &account() const
    {
        return m_account;
    }
    [[nodiscard]] const Pop3Findings &findings() const
    {
        return m_findings;
    }
    [[nodiscard]] const ImapFindings &imapFindings() const
    {
        return m_imapFindings;
    }

Q_SIGNALS:
    void stateChanged(Konto::AccountSync::State state, const QString &sentence);
    void percentChanged(int percent);
    void finished();
    void onlineChanged(bool online);
    /// Who waits to try again may do so now.
    void worthTrying();
    /// Connections from before lead nowhere and are closed; what used them begins anew.
    void connectionsLost();

private:
    /// The next run does what follows from the change.
    template<class Change>
    [[nodiscard]] Task<Result<void>> changeAndSync(Change change)
    {
        const auto changed = co_await inStore(std::move(change));
        requestSync();
        co_return changed;
    }
    /// Stops what goes on over connections, and ends when the run has ended.
    [[nodiscard]] Task<void> stopRun();
    /// What the run that goes on does with the server.
    void stopPass();
    QCoro::Task<void> runAndReport();
    [[nodiscard]] Task<Result<void>> runOnce();
    void tellWaiting(const Result<void> &outcome);
    [[nodiscard]] Task<Result<void>> noteEnd();
    [[nodiscard]] bool hasStore() const;
    [[nodiscard]] std::shared_ptr<Feed> makeFeed(Disappeared disappeared);
    [[nodiscard]] Task<Result<void>> logIn(std::shared_ptr<Feed> feed);
    [[nodiscard]] Task<Result<void>> openStore();
    void report(const Result<void> &outcome);
    /// Whether the server does not want to be asked yet (RFC 2449 section 6.5); then it is asked when it does.
    [[nodiscard]] bool isTooEarly();
    void dropSession();
    void declareConnections();
    /// A connection for a message or a search is not needed any more.
    void onRoom();
    /// What happens on the server from now on is heard of.
    void watch();
    QCoro::Task<void> watchFolder(qint64 folder);

    QString m_resource;
    QString m_directory;
    Account m_account;
    StoreWorker m_store;
    ShownAccount m_shown;
    Connections m_connections;
    BodyFetcher m_bodies;
    ImapSearch m_search;
    RunProgress m_progress;
    std::shared_ptr<Feed> m_feed;
    Pop3Findings m_findings;
    ImapFindings m_imapFindings;
    QElapsedTimer m_begun;
    CheckClock m_clock;
    QTimer m_send;
    std::shared_ptr<ImapSession> m_session; ///< kept for a while between runs
    QTimer m_sessionIdle;
    std::shared_ptr<ImapSession> m_collecting; ///< of fetchEverything()
    ImapPush m_push;
    FolderPass m_pass;
    std::optional<ErrorKind> m_problem;
    std::optional<Refusal> m_refusal;
    bool m_online = true;
    Network m_network = Network::There;
    bool m_insisting = false; ///< until a run has ended
    bool m_metered = false;
    bool m_running = false;
    bool m_again = false;
    bool m_waitsForRoom = false; ///< a run, for a connection
    bool m_stopped = false;
    Disappeared m_nextDisappeared = Disappeared::Held; ///< in the next run
    bool m_paused = false;
    std::function<Task<Result<void>>()> m_preparation;
    QList<AnswerPromise<void>> m_waiting; ///< for the end of the run
};

}
