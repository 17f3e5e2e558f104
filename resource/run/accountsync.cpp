// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/accountsync.h"

#include "run/errortext.h"
#include "run/imap/bodycollector.h"
#include "run/imap/imapfeed.h"
#include "run/imap/imapfolderwrites.h"
#include "run/pop3/pop3feed.h"
#include "run/readytext.h"
#include "run/servers/opening.h"
#include "run/upkeep/holding.h"
#include "run_debug.h"

#include <KLocalizedString>

#include <QFileInfo>
#include <QPointer>

#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr std::chrono::milliseconds settleTime{700};
// Shorter than servers (30 minutes, RFC 9051 section 5.4) and routers take to forget a connection
static constexpr std::chrono::minutes sessionKept{4};
static constexpr qint64 largestOnMetered = 1'000'000;

AccountSync::AccountSync(const QString &resource, const QString &directory, QObject *parent)
    : QObject(parent)
    , m_resource(resource)
    , m_directory(directory)
    , m_shown(m_store, resource)
    , m_bodies(m_store, resource, m_connections)
    , m_search(m_store, m_connections)
    , m_push(m_connections)
    , m_pass(m_store, m_shown, m_progress)
{
    declareConnections();
    m_send.setSingleShot(true);
    m_send.setInterval(settleTime);
    connect(&m_send, &QTimer::timeout, this, &AccountSync::requestSync);
    m_sessionIdle.setSingleShot(true);
    m_sessionIdle.setInterval(sessionKept);
    connect(&m_sessionIdle, &QTimer::timeout, this, &AccountSync::dropSession);
    connect(&m_push, &ImapPush::changed, this, &AccountSync::requestSync);
    connect(&m_clock, &CheckClock::due, this, &AccountSync::requestSync);
    connect(&m_progress, &RunProgress::percentChanged, this, &AccountSync::percentChanged);
    connect(&m_progress, &RunProgress::textChanged, this, [this](const QString &text) {
        Q_EMIT stateChanged(State::Running, text);
    });
}

/// What is in each other's way only where the server takes few connections.
void AccountSync::declareConnections()
{
    m_connections.add(ConnectionUse::Run,
                      {.isOpen =
                           [this] {
                               return m_running || (m_session && m_session->isOpen());
                           },
                       .giveWay =
                           [this] {
                               dropSession();
                           }});
    connect(&m_bodies, &BodyFetcher::rested, this, &AccountSync::onRoom);
    connect(&m_search, &ImapSearch::rested, this, &AccountSync::onRoom);
}

void AccountSync::onRoom()
{
    m_bodies.goOn();
    if (std::exchange(m_waitsForRoom, false)) {
        Q_EMIT worthTrying();
        requestSync();
    } else if (!m_running) {
        m_push.resume();
    }
}

AccountSync::~AccountSync()
{
    abort();
}

void AccountSync::configure(const Account &account, std::chrono::minutes interval)
{
    abort();
    dropSession();
    m_push.stop();
    m_account = account;
    m_clock.configure(interval);
    m_connections.forget();
    m_findings = {};
    m_imapFindings = {};
    m_shown.configure(account);
    m_bodies.configure(account);
    m_search.configure(account);
    if (m_account.endpoint().host.isEmpty() || m_account.userName.isEmpty()) {
        Q_EMIT stateChanged(State::NotConfigured, errorSentence(makeError(ErrorKind::NotConfigured), m_account));
    }
}

void AccountSync::setOnline(bool online)
{
    const bool changed = online != std::exchange(m_online, online);
    m_bodies.setOnline(online);
    if (!online) {
        m_clock.stop();
        m_push.stop();
        abort();
        dropSession();
        if (!m_running) {
            Q_EMIT stateChanged(State::Idle, i18nc("@info:status", "Offline"));
        }
    }
    if (changed) {
        m_insisting = online;
        Q_EMIT onlineChanged(online);
    }
}

void AccountSync::tryNow()
{
    insist();
    Q_EMIT worthTrying();
    requestSync();
}

Task<Result<void>> AccountSync::lookNow()
{
    insist();
    Q_EMIT worthTrying();
    return runNow();
}

Task<Result<void>> AccountSync::reconnect()
{
    m_network = Network::There;
    m_connections.setBehindPortal(false);
    m_push.stop();
    Q_EMIT connectionsLost();
    abort();
    dropSession();
    co_return co_await lookNow();
}

void AccountSync::setSaving(bool saving)
{
    m_clock.setSaving(saving);
}

void AccountSync::setNetwork(Network network)
{
    if (std::exchange(m_network, network) == network) {
        return;
    }
    m_insisting = false;
    m_connections.setBehindPortal(network == Network::Portal);
    if (network == Network::There) {
        std::ignore = reconnect();
    } else {
        m_clock.stop();
        m_push.stop();
        dropSession();
    }
}

Result<void> AccountSync::mayConnect() const
{
    if (m_network == Network::None && !m_insisting) {
        return fail(ErrorKind::Network, u"there is no network"_s);
    }
    return m_connections.mayOpen();
}

void AccountSync::insist()
{
    m_insisting = true;
}

void AccountSync::open(qint64 folder)
{
    if (m_running && m_account.mode == Mode::Imap) {
        m_pass.order().preferNow(folder);
    } else {
        m_pass.order().prefer(folder);
    }
    if (!m_running) {
        requestSync();
    }
    if (m_account.mode == Mode::Imap && m_store.isOpen()) {
        watchFolder(folder);
    }
}

QCoro::Task<void> AccountSync::watchFolder(qint64 folder)
{
    const QPointer<AccountSync> self(this);
    const auto folders = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!self || !folders) {
        co_return;
    }
    const auto row = std::ranges::find(*folders, folder, &FolderRow::id);
    if (row != folders->end() && row->selectable && !row->mailbox.isEmpty()) {
        m_push.setOpenMailbox(row->mailbox);
    }
}

void AccountSync::settleDisappeared(Disappeared what)
{
    m_nextDisappeared = what;
    requestSync();
}

void AccountSync::sendSoon()
{
    if (m_account.mode == Mode::Imap) {
        m_send.start();
    }
}

void AccountSync::setMetered(bool metered)
{
    const bool was = std::exchange(m_metered, metered);
    qCInfo(KONTO_RUN_LOG) << m_resource << "metered:" << metered;
    const bool canGoOn = was && !metered && (m_findings.postponed > 0 || m_imapFindings.postponed > 0);
    const bool costsMore = !was && metered && m_feed;
    if (costsMore) {
        stopPass(); // the next one plans with what may be fetched now
    }
    if (canGoOn || costsMore) {
        requestSync();
    }
}

QDateTime AccountSync::nextCheck() const
{
    return m_clock.next();
}

void AccountSync::setPendingChanges(std::function<bool()> pending)
{
    m_shown.setPendingChanges(std::move(pending));
}

void AccountSync::showAgain()
{
    m_shown.doubt();
}

Task<Result<void>> AccountSync::confirmRetention()
{
    return changeAndSync([rule = m_account.retention](AccountStore &store) {
        return confirmRule(store, rule);
    });
}

Task<Result<qsizetype>> AccountSync::messagesToRemove(Retention rule)
{
    if (!m_findings.listing || !m_store.isOpen()) {
        co_return -1;
    }
    co_return co_await m_store.run([findings = m_findings, rule](AccountStore &store) {
        return countRemovals(store, findings, rule);
    });
}

Task<Result<void>> AccountSync::hold(qint64 folder, std::optional<Holding> holding)
{
    return changeAndSync([folder, holding](AccountStore &store) {
        return setHolding(store, folder, holding);
    });
}

Task<Result<void>> AccountSync::subscribe(qint64 folder, bool on)
{
    return changeAndSync([folder, on](AccountStore &store) {
        return noteSubscription(store, folder, on);
    });
}

bool AccountSync::hasStore() const
{
    return m_store.isOpen() || QFileInfo::exists(m_directory + u"/state.db"_s);
}

QString AccountSync::mailDirectory() const
{
    return m_directory + u"/mail"_s;
}

qsizetype AccountSync::setAside() const
{
    qsizetype messages = m_pass.goneFromDisk();
    for (const qsizetype gone : m_imapFindings.setAside) {
        messages += gone;
    }
    return messages;
}

Task<Result<void>> AccountSync::setRole(qint64 folder, Role role)
{
    const auto chosen = co_await inStore([folder, role](AccountStore &store) {
        return chooseRole(store, folder, role);
    });
    if (!chosen) {
        co_return chosen;
    }
    if (m_running || m_shown.hasPendingChanges()) {
        requestSync();
        co_return {};
    }
    co_return co_await m_shown.showTree();
}

Task<Result<AccountFigures>> AccountSync::figures()
{
    if (!hasStore()) {
        co_return AccountFigures();
    }
    co_return co_await inStore([mode = m_account.mode, findings = m_findings](AccountStore &store) {
        return readFigures(store, mode, findings);
    });
}

Task<Result<QList<ShownAccount::Folder>>> AccountSync::folderFigures()
{
    if (!hasStore()) {
        co_return QList<ShownAccount::Folder>();
    }
    if (auto opened = co_await openStore(); !opened) {
        co_return std::unexpected(opened.error());
    }
    co_return co_await m_shown.folders();
}

Task<Result<void>> AccountSync::fetchWhole(MessageKey key)
{
    return changeAndSync([key](AccountStore &store) {
        return store.setWanted(key);
    });
}

void AccountSync::abort()
{
    m_again = false;
    m_waitsForRoom = false;
    stopPass();
    if (const auto collecting = std::exchange(m_collecting, nullptr)) {
        collecting->abort();
    }
    m_bodies.abort();
    m_search.abort();
}

void AccountSync::stopPass()
{
    m_stopped = true;
    m_pass.stop();
    if (m_feed) {
        m_feed->abort();
    }
}

void AccountSync::requestSync()
{
    if (m_paused || !m_online || m_account.endpoint().host.isEmpty() || m_account.userName.isEmpty()) {
        if (!m_running) { // else who waits is told when the run has ended
            tellWaiting(fail(ErrorKind::Cancelled));
        }
        return;
    }
    if (m_running) {
        m_again = true;
        return;
    }
    const bool isOpen = m_session && m_session->isOpen();
    if (m_account.mode == Mode::Imap && !isOpen && !m_connections.hasRoomFor(ConnectionUse::Run)) {
        m_waitsForRoom = true;
        tellWaiting(fail(ErrorKind::TooManyConnections));
        return;
    }
    m_clock.stop();
    m_sessionIdle.stop();
    if (isTooEarly()) {
        tellWaiting(fail(ErrorKind::Unavailable, u"LOGIN-DELAY"_s));
        Q_EMIT finished();
        return;
    }
    runAndReport();
}

void AccountSync::tellWaiting(const Result<void> &outcome)
{
    const QList<AnswerPromise<void>> waiting = std::exchange(m_waiting, {});
    for (const AnswerPromise<void> &promise : waiting) {
        promise.settle(outcome);
    }
}

Task<Result<void>> AccountSync::pauseRuns()
{
    m_paused = true;
    m_clock.stop();
    m_push.stop();
    co_await stopRun();
    dropSession();
    co_return {};
}

Task<void> AccountSync::stopRun()
{
    abort();
    if (m_running) {
        const AnswerPromise<void> promise;
        m_waiting.append(promise);
        std::ignore = co_await promise.answer();
    }
}

void AccountSync::resumeRuns()
{
    m_paused = false;
}

Task<Result<void>> AccountSync::runNow()
{
    const AnswerPromise<void> promise;
    m_waiting.append(promise);
    requestSync();
    co_return co_await promise.answer();
}

void AccountSync::setPreparation(std::function<Task<Result<void>>()> preparation)
{
    m_preparation = std::move(preparation);
}

Task<Result<void>> AccountSync::fetchEverything(QSet<qint64> except)
{
    const QPointer<AccountSync> self(this);
    m_push.stop();
    dropSession();
    if (const auto may = mayConnect(); !may) {
        co_return may;
    }
    const auto session = std::make_shared<ImapSession>();
    m_collecting = session;
    const Opening opening{
        .open = opener(session, m_account),
        .isWanted =
            [self, session] {
                return self && self->m_collecting == session;
            },
        .makeRoom =
            [](const Error &error) {
                return error.kind == ErrorKind::TooManyConnections; // it may not have noticed yet that the run's connections are closed
            },
    };
    Result<void> collected = co_await openPatiently(m_account, opening);
    if (self && collected) {
        collected = co_await collectBodies(session.get(), &m_store, &m_shown.projector(), &m_progress, except);
        co_await session->close();
    }
    if (self && m_collecting == session) {
        m_collecting.reset();
    }
    co_return collected;
}

bool AccountSync::isTooEarly()
{
    const auto wait = m_account.mode == Mode::Pop3 ? m_clock.waitForLogin() : std::nullopt;
    if (!wait) {
        return false;
    }
    Q_EMIT stateChanged(State::Idle,
                        i18ncp("@info:status LOGIN-DELAY of RFC 2449; %2 account",
                               "%2: The server asks to be left alone for another second.",
                               "%2: The server asks to be left alone for another %1 seconds.",
                               wait->count(),
                               m_account.name));
    return true;
}

QCoro::Task<void> AccountSync::runAndReport()
{
    const QPointer<AccountSync> self(this);
    m_running = true;
    bool isWell = false;
    Result<void> undone; // what a server did not do is told, also when another run follows at once and ends well
    do {
        m_again = false;
        m_stopped = false;
        m_begun.start();
        m_progress.reset();
        const Result<void> outcome = co_await runOnce();
        if (!self) {
            co_return;
        }
        m_again = m_again || (outcome && m_pass.order().hasMissed());
        m_feed.reset();
        m_sessionIdle.start();
        m_insisting = m_insisting && m_again;
        isWell = outcome.has_value();
        if (isWell && m_network == Network::None) {
            m_network = Network::There; // the system does not know of it
        }
        if (!outcome && !endsRun(outcome)) {
            undone = outcome;
            m_refusal = Refusal{.error = outcome.error(), .when = QDateTime::currentDateTimeUtc()};
        }
        if (!m_again) {
            m_clock.count(outcome);
            report(outcome ? undone : outcome);
        }
        if (m_online && mayConnect()) {
            m_clock.plan(outcome);
        }
        if (!m_again) {
            m_running = false;
            tellWaiting(outcome);
        }
    } while (m_again && !m_paused && !isTooEarly());
    m_running = false;
    m_bodies.goOn();
    if (isWell && !m_paused) {
        watch();
    }
    tellWaiting(fail(ErrorKind::Cancelled)); // who began to wait for a run that is not to be
    Q_EMIT finished();
}

void AccountSync::report(const Result<void> &outcome)
{
    if (outcome) {
        m_problem.reset();
        Q_EMIT stateChanged(State::Idle, readySentence(m_account, m_findings, m_imapFindings));
        return;
    }
    qCWarning(KONTO_RUN_LOG) << m_resource << toString(outcome.error().kind) << outcome.error().detail;
    if (outcome.error().kind == ErrorKind::Cancelled) {
        m_problem.reset();
        Q_EMIT stateChanged(State::Idle, m_online ? i18nc("@info:status", "Stopped") : i18nc("@info:status", "Offline"));
    } else {
        m_problem = outcome.error().kind;
        Q_EMIT stateChanged(State::Broken, errorSentence(outcome.error(), m_account));
    }
}

Task<Result<void>> AccountSync::openStore()
{
    const bool opened = m_store.isOpen();
    const auto report = co_await m_store.open(m_directory);
    if (!report) {
        co_return std::unexpected(report.error());
    }
    if (!opened) {
        qCInfo(KONTO_RUN_LOG) << m_resource << "store opened; torn files removed:" << report->tornFilesRemoved << "files adopted:" << report->filesAdopted
                              << "bodies missing:" << report->bodiesMissing << "flags taken:" << report->flagsTaken;
    }
    co_return {};
}

Task<Result<void>> AccountSync::runOnce()
{
    const QPointer<AccountSync> self(this);
    m_progress.setText(i18nc("@info:status", "Connecting to %1", m_account.endpoint().host));
    if (auto opened = co_await openStore(); !opened) {
        co_return opened;
    }
    if (const auto prepare = m_preparation) {
        if (auto prepared = co_await prepare(); !prepared || !self) {
            co_return prepared ? fail(ErrorKind::Cancelled) : prepared;
        }
    }
    if (auto shown = co_await m_shown.showStored(); !shown || !self || m_stopped) {
        co_return shown ? fail(ErrorKind::Cancelled) : shown;
    }
    const Disappeared disappeared = std::exchange(m_nextDisappeared, Disappeared::Held);
    m_again = m_again || disappeared == Disappeared::PutBack; // that marks them, and another run uploads them
    m_feed = makeFeed(disappeared);
    const auto feed = m_feed; // lives as long as this run, whatever happens to the member
    if (!co_await feed->resume()) {
        if (auto opened = co_await logIn(feed); !opened) {
            co_return opened;
        }
    }
    const Result<void> synced = co_await m_pass.go({.feed = feed, .mode = m_account.mode, .disappeared = disappeared});
    if (!self) {
        co_return fail(ErrorKind::Cancelled);
    }
    if (endsRun(synced)) {
        feed->abort();
        co_return synced;
    }
    const Result<void> closed = co_await feed->close();
    if (self && closed) {
        std::ignore = co_await m_shown.showQuota(m_imapFindings.quota); // not worth an error
    }
    if (self && closed && synced) {
        co_return co_await noteEnd();
    }
    co_return synced ? closed : synced;
}

Task<Result<void>> AccountSync::noteEnd()
{
    co_return co_await m_store.run([when = QDateTime::currentDateTimeUtc(), findings = m_findings](AccountStore &store) {
        return noteCheck(store, when, findings);
    });
}

std::shared_ptr<Feed> AccountSync::makeFeed(Disappeared disappeared)
{
    if (m_account.mode == Mode::Pop3) {
        return std::make_shared<Pop3Feed>(m_store, m_shown.projector(), m_progress, m_findings, m_metered);
    }
    if (!m_session) {
        m_session = std::make_shared<ImapSession>();
    }
    Holding holding = m_account.holding;
    holding.largest = m_metered ? largestOnMetered : 0;
    const auto feed = std::make_shared<ImapFeed>(m_session, m_store, m_shown.projector(), m_progress, m_imapFindings, disappeared, holding);
    feed->setBorrower(&m_bodies);
    return feed;
}

void AccountSync::dropSession()
{
    m_sessionIdle.stop();
    if (m_session && !m_running) {
        m_session->abort();
    }
}

void AccountSync::watch()
{
    if (m_account.mode == Mode::Imap && m_account.push && m_online) {
        m_push.start(m_account);
    }
}

/// Where the server takes few connections, others are closed for this one.
Task<Result<void>> AccountSync::logIn(std::shared_ptr<Feed> feed)
{
    const QPointer<AccountSync> self(this);
    if (const auto may = mayConnect(); !may) {
        co_return may;
    }
    const Opening opening{
        .open =
            [feed, account = m_account](const Login &login) {
                return feed->open(account, login);
            },
        .isWanted =
            [self] {
                return self && !self->m_stopped;
            },
        .makeRoom =
            [self](const Error &error) {
                return self->m_connections.refused(ConnectionUse::Run, error);
            },
    };
    const Result<void> opened = co_await openPatiently(m_account, opening);
    if (self && m_account.mode == Mode::Pop3) {
        m_clock.setLoginDelay(std::chrono::seconds(m_findings.capabilities.loginDelay.value_or(0)));
    }
    co_return opened;
}

Task<Result<QByteArray>> AccountSync::body(MessageKey key)
{
    if (auto opened = co_await openStore(); !opened) {
        co_return std::unexpected(opened.error());
    }
    co_return co_await m_bodies.fetch(key);
}

Task<QList<MessageKey>> AccountSync::search(qint64 folder, SearchTerm term)
{
    const auto keys = searchKeys(term);
    // The store opens with the first run. Waiting for that would be no answer "at once".
    if (!keys || folder == 0 || !m_online || m_account.mode != Mode::Imap || !m_store.isOpen()) {
        co_return {};
    }
    const auto found = co_await m_search.find(folder, *keys);
    if (!found) {
        qCInfo(KONTO_RUN_LOG) << "not searched on the server:" << toString(found.error().kind) << found.error().detail;
    }
    co_return found.value_or(QList<MessageKey>());
}

}
