// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/accountsync.h"

#include "core/crashpoint.h"
#include "credentials/login.h"
#include "plan/folderplan.h"
#include "run/bodycollector.h"
#include "run/diskchanges.h"
#include "run/errortext.h"
#include "run/holding.h"
#include "run/imapfeed.h"
#include "run/imapfolderwrites.h"
#include "run/pop3feed.h"
#include "run/readytext.h"
#include "run/retry.h"
#include "run/strayitems.h"
#include "run_debug.h"

#include <KLocalizedString>

#include <QCoroTimer>
#include <QFileInfo>
#include <QPointer>
#include <QTimeZone>

#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

static const QByteArray quietFact = QByteArrayLiteral("changes.until"); // milliseconds since 1970
static constexpr std::chrono::seconds quietMargin{60}; // what takes Akonadi longer to tell us is no change of just now
static constexpr std::chrono::milliseconds settleTime{700};
// Shorter than servers (30 minutes, RFC 9051 section 5.4) and routers take to forget a connection
static constexpr std::chrono::minutes sessionKept{4};
static constexpr int savingFactor = 4; // checks by interval are so much rarer
static constexpr qint64 largestOnMetered = 1'000'000;

namespace
{
/// Messages by the folder they are in.
Result<QMap<qint64, QList<MessageKey>>> placesOf(AccountStore &store, const QList<MessageKey> &keys)
{
    QMap<qint64, QList<MessageKey>> places;
    for (const MessageKey &key : keys) {
        const auto row = store.message(key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row) {
            places[(*row)->folder].append(key);
        }
    }
    return places;
}
}

AccountSync::AccountSync(const QString &resource, const QString &directory, QObject *parent)
    : QObject(parent)
    , m_resource(resource)
    , m_directory(directory)
    , m_projector(m_store, resource)
    , m_bodies(m_store, resource, m_connections)
    , m_search(m_store, m_connections)
    , m_push(m_connections)
{
    declareConnections();
    m_send.setSingleShot(true);
    m_send.setInterval(settleTime);
    connect(&m_send, &QTimer::timeout, this, &AccountSync::requestSync);
    m_sessionIdle.setSingleShot(true);
    m_sessionIdle.setInterval(sessionKept);
    connect(&m_sessionIdle, &QTimer::timeout, this, &AccountSync::dropSession);
    connect(&m_push, &ImapPush::changed, this, &AccountSync::requestSync);
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &AccountSync::requestSync);
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
    m_interval = interval;
    m_failures = 0;
    m_connections.forget();
    m_findings = {};
    m_imapFindings = {};
    m_loginAllowed = QDeadlineTimer(0);
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
        m_next.stop();
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
    if (std::exchange(m_saving, saving) != saving && m_next.isActive() && m_failures == 0) {
        scheduleNext({});
    }
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
        m_next.stop();
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
    m_preferred.removeAll(folder);
    m_preferred.prepend(folder);
    if (m_running && m_account.mode == Mode::Imap) {
        m_openedMeanwhile.removeAll(folder);
        m_openedMeanwhile.append(folder);
    } else if (!m_running) {
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
    const bool better = m_metered && !metered;
    m_metered = metered;
    if (better && (m_findings.postponed > 0 || m_imapFindings.postponed > 0)) {
        requestSync();
    }
}

QDateTime AccountSync::nextCheck() const
{
    return m_next.isActive() ? QDateTime::currentDateTimeUtc().addDuration(m_next.remainingTimeAsDuration()) : QDateTime();
}

void AccountSync::setPendingChanges(std::function<bool()> pending)
{
    m_changesPending = pending;
    m_projector.setPendingChanges(std::move(pending));
}

void AccountSync::showAgain()
{
    m_shown = false;
    m_projector.doubtAll();
}

Task<Result<void>> AccountSync::confirmRetention()
{
    const auto confirmed = co_await inStore([rule = m_account.retention](AccountStore &store) {
        return confirmRule(store, rule);
    });
    requestSync();
    co_return confirmed;
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
    const auto held = co_await inStore([folder, holding](AccountStore &store) {
        return setHolding(store, folder, holding);
    });
    requestSync();
    co_return held;
}

Task<Result<void>> AccountSync::subscribe(qint64 folder, bool on)
{
    const auto noted = co_await inStore([folder, on](AccountStore &store) {
        return noteSubscription(store, folder, on);
    });
    requestSync();
    co_return noted;
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
    qsizetype messages = 0;
    for (const qsizetype gone : m_goneFromDisk) {
        messages += gone;
    }
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
    if (m_running || (m_changesPending && m_changesPending())) {
        requestSync();
        co_return {};
    }
    co_return co_await showTree();
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

Task<Result<QList<AccountSync::ShownFolder>>> AccountSync::folderFigures()
{
    QList<ShownFolder> shown;
    if (!hasStore()) {
        co_return shown;
    }
    const auto states = co_await inStore(readFolders);
    if (!states) {
        co_return std::unexpected(states.error());
    }
    QList<FolderRow> rows;
    for (const FolderState &state : *states) {
        rows.append(state.row);
    }
    const auto collections = co_await findFolders(m_resource, rows);
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    for (const FolderState &state : *states) {
        shown.append({.state = state, .collection = collections->value(state.row.id)});
    }
    co_return shown;
}

Task<Result<void>> AccountSync::fetchWhole(MessageKey key)
{
    const auto wanted = co_await inStore([key](AccountStore &store) {
        return store.setWanted(key);
    });
    requestSync();
    co_return wanted;
}

void AccountSync::abort()
{
    m_again = false;
    m_waitsForRoom = false;
    m_stopped = true;
    if (m_feed) {
        m_feed->abort();
    }
    if (const auto collecting = std::exchange(m_collecting, nullptr)) {
        collecting->abort();
    }
    m_bodies.abort();
    m_search.abort();
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
    m_next.stop();
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
    m_next.stop();
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
    const auto session = std::make_shared<ImapSession>();
    m_collecting = session;
    Result<void> collected = co_await openToCollect(session);
    if (collected) {
        collected = co_await collectBodies(session.get(), &m_store, &m_projector, &m_progress, except);
        co_await session->close();
    }
    if (self && m_collecting == session) {
        m_collecting.reset();
    }
    co_return collected;
}

/// The server may not have noticed yet that the run's connections are closed.
Task<Result<void>> AccountSync::openToCollect(std::shared_ptr<ImapSession> session)
{
    const QPointer<AccountSync> self(this);
    for (int attempt = 1;; ++attempt) {
        if (const auto may = mayConnect(); !may) {
            co_return may;
        }
        const auto login = co_await readLogin(m_account);
        if (!self || m_collecting != session) {
            co_return fail(ErrorKind::Cancelled);
        }
        if (!login) {
            co_return std::unexpected(login.error());
        }
        const auto opened = co_await session->open(m_account.imap, *login, m_account.pinnedKeys);
        if (opened || opened.error().kind != ErrorKind::TooManyConnections || attempt == openAttempts) {
            co_return opened;
        }
        co_await QCoro::sleepFor(closingTime);
        if (!self || m_collecting != session) {
            co_return fail(ErrorKind::Cancelled);
        }
    }
}

Task<Result<void>> AccountSync::showTree()
{
    auto folders = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    folders->removeIf([](const FolderRow &folder) {
        return !folder.isShown();
    });
    const auto collections = co_await syncFolders(m_resource, m_account, *folders);
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    setCollections(*collections);
    co_return {};
}

Task<Result<void>> AccountSync::moveMessages(QList<MessageKey> keys, qint64 folder)
{
    const auto places = co_await m_store.run([keys](AccountStore &store) {
        return placesOf(store, keys);
    });
    if (!places) {
        co_return std::unexpected(places.error());
    }
    for (auto place = places->cbegin(); place != places->cend(); ++place) {
        if (place.key() == folder) {
            continue;
        }
        // Akonadi first: an item that moved before its row has lost its key, and is recognised by that after a crash
        // (run/strayitems). A row that moved before its item would get another item.
        if (auto moved = co_await m_projector.move(place.key(), place.value(), folder); !moved) {
            co_return moved;
        }
        crashPoint("switch.item.moved");
        const auto stored = co_await m_store.run([keys = place.value(), folder](AccountStore &store) {
            return store.move(keys, folder);
        });
        if (!stored) {
            co_return stored;
        }
    }
    co_return {};
}

bool AccountSync::isTooEarly()
{
    if (m_account.mode != Mode::Pop3 || m_loginAllowed.hasExpired()) {
        return false;
    }
    const auto wait = std::chrono::ceil<std::chrono::seconds>(m_loginAllowed.remainingTimeAsDuration());
    m_next.start(wait);
    Q_EMIT stateChanged(State::Idle,
                        i18ncp("@info:status LOGIN-DELAY of RFC 2449; %2 account",
                               "%2: The server asks to be left alone for another second.",
                               "%2: The server asks to be left alone for another %1 seconds.",
                               wait.count(),
                               m_account.name));
    return true;
}

QCoro::Task<void> AccountSync::runAndReport()
{
    const QPointer<AccountSync> self(this);
    m_running = true;
    bool isWell = false;
    do {
        m_again = false;
        m_stopped = false;
        m_begun.start();
        m_progress.reset();
        const Result<void> outcome = co_await runOnce();
        if (!self) {
            co_return;
        }
        m_feed.reset();
        m_sessionIdle.start();
        m_insisting = m_insisting && m_again;
        isWell = outcome.has_value();
        if (isWell && m_network == Network::None) {
            m_network = Network::There; // the system does not know of it
        }
        report(outcome);
        scheduleNext(outcome);
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
    if (m_again) {
        return;
    }
    if (outcome) {
        m_failures = 0;
        m_problem.reset();
        Q_EMIT stateChanged(State::Idle, readySentence(m_account, m_findings, m_imapFindings));
        return;
    }
    ++m_failures;
    qCWarning(KONTO_RUN_LOG) << m_resource << toString(outcome.error().kind) << outcome.error().detail;
    if (outcome.error().kind == ErrorKind::Cancelled) {
        m_problem.reset();
        Q_EMIT stateChanged(State::Idle, m_online ? i18nc("@info:status", "Stopped") : i18nc("@info:status", "Offline"));
    } else {
        m_problem = outcome.error().kind;
        Q_EMIT stateChanged(State::Broken, errorSentence(outcome.error(), m_account));
    }
}

void AccountSync::scheduleNext(const Result<void> &outcome)
{
    std::optional<std::chrono::milliseconds> delay;
    if (m_interval.count() > 0) {
        delay = m_saving ? m_interval * savingFactor : m_interval;
    }
    if (!outcome) {
        const auto retry = retryDelay(outcome.error(), m_failures);
        if (!retry) {
            return;
        }
        delay = delay ? std::min<std::chrono::milliseconds>(*delay, *retry) : *retry;
    }
    if (delay && m_online && mayConnect()) {
        m_next.start(*delay);
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
    if (auto shown = co_await showStored(); !shown) {
        co_return shown;
    }
    if (auto noted = co_await noteQuiet(); !noted) {
        co_return noted;
    }
    m_disappeared = std::exchange(m_nextDisappeared, Disappeared::Held);
    m_again = m_again || m_disappeared == Disappeared::PutBack; // that marks them, and another run uploads them
    m_feed = makeFeed();
    const auto feed = m_feed; // lives as long as this run, whatever happens to the member
    if (!co_await feed->resume()) {
        if (auto opened = co_await logIn(feed); !opened) {
            co_return opened;
        }
    }
    const Result<void> synced = co_await syncAll();
    if (!self) {
        co_return fail(ErrorKind::Cancelled);
    }
    if (!synced && synced.error().scope != Scope::Folder) {
        feed->abort();
        co_return synced;
    }
    const Result<void> closed = co_await feed->close();
    if (self && closed) {
        co_await showQuota();
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

/// Where KMail shows how full a folder is. Not worth an error.
Task<Result<void>> AccountSync::showQuota()
{
    const ImapQuota quota = m_imapFindings.quota;
    if (m_account.mode == Mode::Imap && quota.limit > 0 && quota != m_quotaShown) {
        m_quotaShown = quota;
        co_return co_await showQuotaOf(m_resource, quota);
    }
    co_return {};
}

std::shared_ptr<Feed> AccountSync::makeFeed()
{
    if (m_account.mode == Mode::Pop3) {
        return std::make_shared<Pop3Feed>(m_store, m_projector, m_progress, m_findings, m_metered);
    }
    if (!m_session) {
        m_session = std::make_shared<ImapSession>();
    }
    Holding holding = m_account.holding;
    holding.largest = m_metered ? largestOnMetered : 0;
    const auto feed = std::make_shared<ImapFeed>(m_session, m_store, m_projector, m_progress, m_imapFindings, m_disappeared, holding);
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

/// An OAuth2 token that the server no longer takes is renewed once. Where the server takes few connections, others are
/// closed for this one.
Task<Result<void>> AccountSync::logIn(std::shared_ptr<Feed> feed)
{
    const QPointer<AccountSync> self(this);
    Result<void> opened;
    bool renew = false;
    bool roomMade = false;
    int attempts = 0;
    if (const auto may = mayConnect(); !may) {
        co_return may;
    }
    do {
        if (roomMade) {
            co_await QCoro::sleepFor(closingTime);
        }
        if (!self || m_stopped) {
            co_return fail(ErrorKind::Cancelled);
        }
        const auto login = co_await readLogin(m_account, renew);
        if (!self || m_stopped) {
            co_return fail(ErrorKind::Cancelled);
        }
        if (!login) {
            co_return std::unexpected(login.error());
        }
        opened = co_await feed->open(m_account, *login);
        const bool refused = !opened && opened.error().kind == ErrorKind::WrongPassword;
        renew = refused && m_account.signIn == SignIn::OAuth2 && !renew;
        roomMade = self && !opened && ++attempts < openAttempts && m_connections.refused(ConnectionUse::Run, opened.error());
    } while (self && (renew || roomMade));
    if (self && m_account.mode == Mode::Pop3) {
        m_loginAllowed = QDeadlineTimer(std::chrono::seconds(m_findings.capabilities.loginDelay.value_or(0)));
    }
    co_return opened;
}

Task<Result<void>> AccountSync::showStored()
{
    if (m_shown) {
        co_return {};
    }
    const bool leftOut = m_changesPending && m_changesPending(); // by adoptStrays(): then another run is to do it
    if (auto adopted = co_await adoptStrays(); !adopted) {
        co_return adopted;
    }
    const auto folders = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    Result<void> shown;
    if (!folders->isEmpty()) {
        shown = co_await showFolders(*folders);
    }
    m_shown = shown.has_value() && !leftOut && !(m_changesPending && m_changesPending());
    co_return shown;
}

Task<Result<void>> AccountSync::adoptStrays()
{
    if (m_changesPending && m_changesPending()) {
        co_return {};
    }
    if (auto adopted = co_await adoptStrayFolders(&m_store, m_account.mode, m_resource); !adopted) {
        co_return adopted;
    }
    const auto folders = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    const auto collections = co_await findFolders(m_resource, *folders);
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    if (auto adopted = co_await adoptStrayItems(&m_store, m_account.mode, *collections); !adopted) {
        co_return adopted;
    }
    co_return co_await adoptLostEdits(*collections);
}

/// Once: while this process lives, edits come through.
Task<Result<void>> AccountSync::adoptLostEdits(QHash<qint64, Akonadi::Collection> collections)
{
    if (m_editsAdopted) {
        co_return {};
    }
    const auto until = co_await m_store.run([](AccountStore &store) {
        return store.fact(quietFact);
    });
    if (!until) {
        co_return std::unexpected(until.error());
    }
    if (!until->isEmpty()) {
        const QDateTime since = QDateTime::fromMSecsSinceEpoch(until->toLongLong(), QTimeZone::UTC);
        if (auto adopted = co_await adoptEdits(&m_store, m_account.mode, collections, since); !adopted) {
            co_return adopted;
        }
    }
    m_editsAdopted = true;
    co_return {};
}

/// Up to now every change of the user's has come through.
Task<Result<void>> AccountSync::noteQuiet()
{
    if (!m_editsAdopted || (m_quietNoted.isValid() && m_quietNoted.durationElapsed() < quietMargin) || (m_changesPending && m_changesPending())) {
        co_return {};
    }
    m_quietNoted.start();
    const QDateTime until = QDateTime::currentDateTimeUtc().addDuration(-quietMargin);
    co_return co_await m_store.run([until](AccountStore &store) {
        return store.setFact(quietFact, QByteArray::number(until.toMSecsSinceEpoch()));
    });
}

Task<Result<void>> AccountSync::showFolders(QList<FolderRow> folders)
{
    folders.removeIf([](const FolderRow &folder) {
        return !folder.isShown();
    });
    const bool pending = m_changesPending && m_changesPending();
    if (pending) {
        const auto found = co_await findFolders(m_resource, folders);
        if (!found) {
            co_return std::unexpected(found.error());
        }
        setCollections(*found);
        co_return {};
    }
    const auto collections = co_await syncFolders(m_resource, m_account, folders);
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    setCollections(*collections);
    for (const FolderRow &folder : std::as_const(folders)) {
        if (!folder.selectable) {
            continue;
        }
        if (auto shown = co_await m_projector.reconcile(folder.id); !shown) {
            co_return shown;
        }
    }
    co_return {};
}

void AccountSync::setCollections(const QHash<qint64, Akonadi::Collection> &collections)
{
    m_projector.setCollections(collections);
    m_hidden.clear();
    for (auto collection = collections.cbegin(); collection != collections.cend(); ++collection) {
        if (!collection->enabled()) {
            m_hidden.insert(collection.key());
        }
    }
}

Task<Result<void>> AccountSync::syncAll()
{
    const auto feed = m_feed;
    Result<void> outcome = co_await feed->sendChanges();
    if (!outcome && outcome.error().scope != Scope::Folder) {
        co_return outcome;
    }
    const auto folders = co_await feed->updateFolders();
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    if (auto shown = co_await showFolders(*folders); !shown) {
        co_return shown;
    }
    const QList<FolderRow> inOrder = ordered(*folders);
    m_openedMeanwhile.clear();
    for (const FolderRow &folder : inOrder) {
        const auto page = co_await feed->newestPage(folder);
        if (!page && page.error().scope != Scope::Folder) {
            co_return page;
        }
    }
    QList<FolderRow> left = inOrder;
    while (const auto folder = takeNext(left, inOrder)) {
        if (m_stopped) {
            co_return fail(ErrorKind::Cancelled);
        }
        const Result<void> one = co_await syncOne(*folder);
        if (!one && one.error().scope != Scope::Folder) {
            co_return one;
        }
        if (!one) {
            outcome = one; // the other folders go on; the user reads about the last one
        }
    }
    const Result<void> settled = co_await feed->settle();
    co_return settled ? outcome : settled;
}

Task<Result<void>> AccountSync::syncOne(FolderRow folder)
{
    if (!folder.selectable) {
        co_return {};
    }
    m_progress.setText(i18nc("@info:status %1 folder", "Checking “%1”", folder.path.join(u'/')));
    const auto feed = m_feed;
    qsizetype gone = 0;
    const Result<void> disk = co_await takeDiskChanges(&m_store, &m_projector, m_account.mode, folder, m_disappeared == Disappeared::Removed, &gone);
    m_goneFromDisk.insert(folder.id, gone);
    if (!disk) {
        co_return disk;
    }
    // newestPage() may have changed what is known of the folder
    const auto fresh = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!fresh) {
        co_return std::unexpected(fresh.error());
    }
    const auto row = std::ranges::find(*fresh, folder.id, &FolderRow::id);
    if (row == fresh->end()) {
        co_return {};
    }
    co_return co_await feed->syncFolder(*row);
}

std::optional<FolderRow> AccountSync::takeNext(QList<FolderRow> &left, const QList<FolderRow> &all)
{
    while (!m_openedMeanwhile.isEmpty()) {
        const qint64 opened = m_openedMeanwhile.takeLast();
        left.removeIf([opened](const FolderRow &folder) {
            return folder.id == opened;
        });
        if (const auto row = std::ranges::find(all, opened, &FolderRow::id); row != all.end()) {
            return *row;
        }
    }
    return left.isEmpty() ? std::nullopt : std::optional(left.takeFirst());
}

QList<FolderRow> AccountSync::ordered(QList<FolderRow> folders) const
{
    folders.removeIf([this](const FolderRow &folder) {
        return folder.change == FolderChange::Hidden || (m_account.mode == Mode::Imap && m_hidden.contains(folder.id));
    });
    QList<FolderRow> inOrder = inSyncOrder(std::move(folders));
    std::ranges::stable_sort(inOrder, std::ranges::greater(), [this](const FolderRow &folder) {
        return m_preferred.contains(folder.id);
    });
    return inOrder;
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

Task<Result<void>> AccountSync::changeFlags(QList<MessageKey> keys, Flags added, Flags removed)
{
    if (auto opened = co_await openStore(); !opened) {
        co_return opened;
    }
    const Result<void> done = co_await m_store.run([keys, added, removed](AccountStore &store) -> Result<void> {
        QHash<MessageKey, Flags> changed;
        for (const MessageKey &key : keys) {
            const auto row = store.message(key);
            if (!row) {
                return std::unexpected(row.error());
            }
            if (*row) {
                changed.insert(key, changedFlags((*row)->flags, added, removed));
            }
        }
        return store.setFlags(changed);
    });
    sendSoon();
    co_return done;
}

}
