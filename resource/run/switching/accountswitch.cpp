// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/switching/accountswitch.h"

#include "core/crashpoint.h"
#include "credentials/login.h"
#include "run/errortext.h"
#include "run/retry.h"
#include "run/shown/strayitems.h"
#include "run/switching/switchcheck.h"
#include "run/switching/switchfolderwork.h"
#include "run/switching/switchlook.h"
#include "run_debug.h"

#include <KLocalizedString>

#include <QJsonDocument>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QByteArray compact(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QJsonObject reportOf(const SwitchEntry &entry)
{
    return QJsonDocument::fromJson(entry.report).object();
}

Result<QSet<qint64>> foldersToLeave(AccountStore &store, const SwitchChoices &choices)
{
    const auto stored = readForSwitch(store);
    if (!stored) {
        return std::unexpected(stored.error());
    }
    QSet<qint64> left;
    for (const SwitchFolder &folder : foldersForPop3(stored->folders, onlyHere(stored->rows), choices)) {
        if (folder.fate == FolderFate::LeftThere) {
            left.insert(folder.row.id);
        }
    }
    return left;
}

QDateTime undoEnd(const SwitchEntry &entry)
{
    return entry.committed.isValid() ? entry.committed.addDays(AccountSwitch::undoDays) : QDateTime();
}
}

AccountSwitch::AccountSwitch(AccountSync *sync, QObject *parent)
    : QObject(parent)
    , m_sync(*sync)
{
    m_wait.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, [this] {
        endWait(true);
    });
    connect(sync, &AccountSync::percentChanged, this, &AccountSwitch::showPercent);
    connect(sync, &AccountSync::onlineChanged, this, &AccountSwitch::onOnlineChanged);
    connect(sync, &AccountSync::worthTrying, this, [this] {
        endWait(true);
    });
    connect(sync, &AccountSync::connectionsLost, this, [this] {
        m_beginsAnew = true;
        if (m_look) {
            m_look->abort();
        }
    });
    m_sync.setPreparation([this] {
        return prepare();
    });
}

AccountSwitch::~AccountSwitch()
{
    m_sync.setPreparation({});
    cancel();
}

void AccountSwitch::show(SwitchProgress::Phase phase, const QString &sentence, int percent)
{
    using Phase = SwitchProgress::Phase;
    m_progress = {.phase = phase,
                  .percent = percent,
                  .canCancel = phase == Phase::Fetching || phase == Phase::Comparing || (phase == Phase::Waiting && m_progress.canCancel),
                  .sentence = sentence};
    Q_EMIT progressChanged();
}

void AccountSwitch::showPercent(int percent)
{
    if (m_active && m_progress.percent != percent) {
        m_progress.percent = percent;
        Q_EMIT progressChanged();
    }
}

Task<Result<SwitchPlan>> AccountSwitch::preview(Account target, SwitchChoices choices)
{
    const QPointer<AccountSwitch> self(this);
    if (m_active) {
        co_return fail(ErrorKind::SwitchUnderWay);
    }
    const auto opened = co_await m_sync.inStore([](AccountStore &store) {
        return store.switches().last();
    });
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    m_sync.insist(); // the user waits for the answer
    if (const auto may = m_sync.mayConnect(); !may) {
        co_return std::unexpected(may.error());
    }
    const Account account = m_sync.account();
    const auto login = co_await readLogin(target);
    if (!self) {
        co_return fail(ErrorKind::Cancelled);
    }
    if (!login) {
        co_return std::unexpected(login.error());
    }
    const auto look = std::make_shared<SwitchLook>(m_sync.store(), account, target, choices);
    const auto picture = co_await look->look(*login);
    co_return picture.transform([](const SwitchPicture &seen) {
        return seen.plan;
    });
}

Task<Result<void>> AccountSwitch::start(Account target, SwitchChoices choices)
{
    co_return co_await begin(target, choices, 0);
}

Task<Result<void>> AccountSwitch::begin(Account target, SwitchChoices choices, qint64 undoes)
{
    const QPointer<AccountSwitch> self(this);
    if (m_active) {
        co_return fail(ErrorKind::SwitchUnderWay);
    }
    SwitchEntry entry;
    entry.from = m_sync.account().mode;
    entry.to = target.mode;
    entry.undoes = undoes;
    entry.begun = QDateTime::currentDateTimeUtc();
    entry.intent = toBytes({.target = target, .before = m_sync.account(), .choices = choices});
    const auto begun = co_await m_sync.inStore([entry](AccountStore &store) {
        return store.switches().begin(entry);
    });
    if (!self) {
        co_return fail(ErrorKind::Cancelled);
    }
    if (!begun) {
        co_return std::unexpected(begun.error());
    }
    crashPoint("switch.begun");
    m_cancelled = false;
    m_sync.insist();
    goOn(*begun);
    co_return {};
}

Task<Result<void>> AccountSwitch::undo()
{
    const auto entry = co_await m_sync.inStore([](AccountStore &store) {
        return store.switches().last();
    });
    if (!entry) {
        co_return std::unexpected(entry.error());
    }
    const bool possible = *entry && (*entry)->step == SwitchStep::Finished && undoEnd(**entry) > QDateTime::currentDateTimeUtc();
    const auto intent = possible ? switchIntentFrom((*entry)->intent, m_sync.account()) : std::nullopt;
    if (!intent) {
        co_return fail(ErrorKind::NothingToUndo);
    }
    Account target = m_sync.account();
    target.mode = intent->before.mode;
    target.userName = intent->before.userName;
    target.pop3 = intent->before.pop3;
    target.imap = intent->before.imap;
    target.retention = intent->before.retention;
    // Back to IMAP: what is only here stays here. Back to POP3: what came from the server goes from view again.
    const SwitchChoices choices{.uploadMessages = false, .uploadFolders = false, .deleteThere = false, .keepCopies = false};
    co_return co_await begin(target, choices, (*entry)->id);
}

void AccountSwitch::cancel()
{
    if (m_active && m_progress.canCancel) {
        m_cancelled = true;
        if (m_look) {
            m_look->abort();
        }
        if (m_progress.phase == SwitchProgress::Phase::Fetching) {
            m_sync.abort();
        }
    }
    if (m_cancelled) {
        endWait(false);
    }
}

void AccountSwitch::endWait(bool goOn)
{
    m_wait.stop();
    if (const auto waiting = std::exchange(m_waiting, std::nullopt)) {
        waiting->settle(goOn);
    }
}

Task<Result<QList<SwitchEntry>>> AccountSwitch::history()
{
    co_return co_await m_sync.inStore([](AccountStore &store) {
        return store.switches().all();
    });
}

Task<Result<QDateTime>> AccountSwitch::undoableUntil()
{
    const auto entries = co_await history();
    if (!entries) {
        co_return std::unexpected(entries.error());
    }
    const bool possible = !entries->isEmpty() && entries->last().step == SwitchStep::Finished && undoEnd(entries->last()) > QDateTime::currentDateTimeUtc();
    co_return possible ? undoEnd(entries->last()) : QDateTime();
}

Task<Result<void>> AccountSwitch::prepare()
{
    if (m_prepared) {
        co_return {};
    }
    const QPointer<AccountSwitch> self(this);
    const Mode configured = m_sync.account().mode;
    struct Found {
        std::optional<SwitchEntry> last;
        std::optional<Mode> mode;
    };
    const auto found = co_await m_sync.store().run([configured](AccountStore &store) -> Result<Found> {
        const auto last = store.switches().last();
        const auto mode = store.switches().mode();
        if (!last || !mode) {
            return std::unexpected(last ? mode.error() : last.error());
        }
        const auto noted = *mode ? Result<void>() : store.switches().setMode(configured);
        return noted.transform([&] {
            return Found{.last = *last, .mode = *mode};
        });
    });
    if (!self) {
        co_return fail(ErrorKind::Cancelled);
    }
    if (!found) {
        co_return std::unexpected(found.error());
    }
    m_prepared = true;
    if (found->last && found->last->isUnderWay()) {
        goOn(*found->last); // which stops this run, and begins one in time
        co_return fail(ErrorKind::Cancelled);
    }
    if (found->mode && *found->mode != configured) {
        // Who is master is decided by a switch, and not by a line in a file.
        qCWarning(KONTO_RUN_LOG) << "the mode in the settings is not that of the mail here; it is set back";
        Account account = m_sync.account();
        account.mode = *found->mode;
        Q_EMIT settingsChanged(account);
        co_return fail(ErrorKind::Cancelled);
    }
    co_return co_await forgetWhatIsOld();
}

/// A switch can no longer be undone: what was noted for that goes. The mail of folders that were left on the server stays, though
/// nobody sees it: whether the server still has it is not known here.
Task<Result<void>> AccountSwitch::forgetWhatIsOld()
{
    const auto now = QDateTime::currentDateTimeUtc();
    co_return co_await m_sync.store().run([now](AccountStore &store) -> Result<void> {
        const auto last = store.switches().last();
        if (!last || !*last || (*last)->isUnderWay() || !undoEnd(**last).isValid() || undoEnd(**last) > now) {
            return last ? Result<void>() : std::unexpected(last.error());
        }
        return store.switches().forgetSnapshot();
    });
}

QCoro::Task<void> AccountSwitch::goOn(SwitchEntry entry)
{
    const QPointer<AccountSwitch> self(this);
    m_active = true;
    const auto intent = switchIntentFrom(entry.intent, m_sync.account());
    Result<void> done;
    if (!intent) {
        done = co_await rollBack(entry, makeError(ErrorKind::Storage, u"the journal cannot be read"_s), m_sync.account());
    } else if (entry.step == SwitchStep::Begun) {
        done = co_await commit(entry, *intent);
    }
    if (!self) {
        co_return;
    }
    if (intent && done) {
        done = co_await finish(entry, *intent);
    }
    if (!self) {
        co_return;
    }
    if (!done) {
        qCWarning(KONTO_RUN_LOG) << "the switch ended:" << toString(done.error().kind) << done.error().detail;
    }
    m_active = false;
    m_sync.resumeRuns();
    show(SwitchProgress::Phase::None);
    m_sync.showAgain();
    m_sync.requestSync();
    Q_EMIT ended();
}

/// Until the commit point: again, as long as waiting helps.
Task<Result<void>> AccountSwitch::commit(SwitchEntry entry, SwitchIntent intent)
{
    const QPointer<AccountSwitch> self(this);
    for (int failures = 0;;) {
        m_wentOffline = false;
        m_beginsAnew = false;
        Account about = intent.before;
        Result<void> done = co_await fetchFirst(intent, entry.undoes);
        if (self && done && !m_cancelled) {
            about = intent.target;
            done = co_await compareAndCommit(entry, intent);
        }
        if (!self) {
            co_return fail(ErrorKind::Cancelled);
        }
        if (done) {
            co_return done;
        }
        if (m_beginsAnew && !m_cancelled && m_sync.isOnline() && done.error().scope == Scope::Cancelled) {
            continue;
        }
        ++failures;
        const bool again = !m_cancelled && mayPass(done.error(), failures) && co_await wait(done.error(), failures, about);
        if (!self) {
            co_return fail(ErrorKind::Cancelled);
        }
        if (!again) {
            const Error error = m_cancelled ? makeError(ErrorKind::Cancelled) : done.error();
            std::ignore = co_await rollBack(entry, error, about);
            co_return std::unexpected(error);
        }
    }
}

/// To POP3: the server is told what was changed here, and everything comes that is not here yet.
Task<Result<void>> AccountSwitch::fetchFirst(SwitchIntent intent, qint64 undoes)
{
    if (intent.before.mode != Mode::Imap) {
        co_return {};
    }
    const QPointer<AccountSwitch> self(this);
    show(SwitchProgress::Phase::Fetching, i18nc("@info:progress", "Fetching what is not on this computer yet"));
    m_sync.resumeRuns();
    const Result<void> synced = co_await m_sync.runNow();
    if (!self) {
        co_return fail(ErrorKind::Cancelled);
    }
    // What the server refused, or what was held back, stays here, and the plan says so.
    if (intent.target.mode != Mode::Pop3) {
        co_return {}; // to another server; the old one may be no more
    }
    if (!synced && synced.error().scope != Scope::Folder) {
        co_return synced;
    }
    QSet<qint64> except;
    if (undoes == 0) {
        const auto left = co_await m_sync.store().run([choices = intent.choices](AccountStore &store) {
            return foldersToLeave(store, choices);
        });
        if (!left) {
            co_return std::unexpected(left.error());
        }
        except = *left;
    }
    co_return co_await m_sync.fetchEverything(except);
}

Task<Result<void>> AccountSwitch::compareAndCommit(SwitchEntry entry, SwitchIntent intent)
{
    const QPointer<AccountSwitch> self(this);
    if (!m_sync.isOnline()) {
        co_return fail(ErrorKind::Cancelled);
    }
    if (const auto may = m_sync.mayConnect(); !may) {
        co_return may;
    }
    show(SwitchProgress::Phase::Comparing, i18nc("@info:progress", "Comparing this computer with the server"));
    if (auto paused = co_await m_sync.pauseRuns(); !paused || !self) {
        co_return paused ? fail(ErrorKind::Cancelled) : paused;
    }
    const auto login = co_await readLogin(intent.target);
    if (!login || !self) {
        co_return login ? fail(ErrorKind::Cancelled) : std::unexpected(login.error());
    }
    const auto look = std::make_shared<SwitchLook>(m_sync.store(), intent.before, intent.target, intent.choices);
    look->setUndoes(entry.undoes);
    m_look = look;
    auto picture = co_await look->look(*login);
    if (!self) {
        co_return fail(ErrorKind::Cancelled);
    }
    m_look.reset();
    if (!picture) {
        co_return std::unexpected(picture.error());
    }
    crashPoint("switch.compared");
    SwitchCheck check(m_sync.store(), [this](int percent) {
        showPercent(percent);
    });
    if (auto noted = co_await check.note(); !noted || !self || m_cancelled) {
        co_return noted ? fail(ErrorKind::Cancelled) : noted;
    }
    crashPoint("switch.noted");
    m_progress.canCancel = false;
    const auto shared = std::make_shared<SwitchPicture>(std::move(*picture));
    co_return co_await m_sync.store().run([entry, shared, branch = branchOfThisComputer()](AccountStore &store) {
        return SwitchFolderWork::prepare(store, *shared, branch)
            .and_then([&](const SwitchMap &map) {
                return entry.undoes == 0 ? Result<SwitchMap>(map) : SwitchFolderWork::withPlacesBefore(store, map, entry.undoes);
            })
            .and_then([&](const SwitchMap &map) {
                crashPoint("switch.prepared");
                return store.switches().commit(entry, map);
            })
            .and_then([&] {
                return store.switches().setReport(entry.id, compact({{u"plan"_s, toJson(shared->plan)}}));
            });
    });
}

Task<Result<void>> AccountSwitch::rollBack(SwitchEntry entry, Error error, Account about)
{
    const QString sentence =
        error.kind == ErrorKind::Cancelled ? i18nc("@info", "The switch was cancelled. Nothing has changed.") : errorSentence(error, about);
    const QJsonObject report{{u"outcome"_s, u"nothing changed"_s}, {u"sentence"_s, sentence}, {u"problem"_s, toString(error.kind)}};
    co_return co_await m_sync.store().run([entry, report](AccountStore &store) {
        return SwitchFolderWork::rollBack(store, entry.id).and_then([&] {
            crashPoint("switch.rolling-back");
            return store.switches().rollBack(entry.id, compact(report));
        });
    });
}

bool AccountSwitch::mayPass(const Error &error, int failures) const
{
    const bool offline = error.scope == Scope::Cancelled && (m_wentOffline || !m_sync.isOnline());
    return offline || retryDelay(error, failures).has_value();
}

/// Working offline stops a switch, too, as far as it needs the server.
void AccountSwitch::onOnlineChanged(bool online)
{
    if (online) {
        endWait(true);
        return;
    }
    m_wentOffline = true;
    if (m_look) {
        m_look->abort();
    }
}

Task<bool> AccountSwitch::wait(Error error, int failures, Account about)
{
    const bool offline = error.scope == Scope::Cancelled && !m_sync.isOnline();
    show(SwitchProgress::Phase::Waiting, offline ? i18nc("@info:progress", "Waiting until you no longer work offline") : errorSentence(error, about));
    const AnswerPromise<bool> promise;
    m_waiting = promise;
    if (!offline && m_sync.mayConnect()) { // else AccountSync says when there is a network
        m_wait.start(retryDelay(error, failures).value_or(std::chrono::seconds(30)));
    }
    const auto goesOn = co_await promise.answer();
    co_return goesOn.value_or(false);
}

/// From the commit point on. Each step is tried until it is done.
Task<Result<void>> AccountSwitch::finish(SwitchEntry entry, SwitchIntent intent)
{
    const QPointer<AccountSwitch> self(this);
    Account account = m_sync.account();
    account.mode = intent.target.mode;
    account.userName = intent.target.userName;
    account.pop3 = intent.target.pop3;
    account.imap = intent.target.imap;
    account.retention = intent.target.mode == Mode::Pop3 && entry.undoes == 0 ? Retention() : intent.target.retention;
    m_progress.canCancel = false;
    if (auto paused = co_await m_sync.pauseRuns(); !paused || !self) {
        co_return paused ? fail(ErrorKind::Cancelled) : paused;
    }
    Q_EMIT settingsChanged(account);
    crashPoint("switch.settings");
    if (entry.step < SwitchStep::Placed) {
        if (auto placed = co_await placeUntilDone(entry); !placed || !self) {
            co_return placed ? fail(ErrorKind::Cancelled) : placed;
        }
    }
    crashPoint("switch.placed");
    Result<void> synced;
    if (entry.step < SwitchStep::Synchronized) {
        synced = co_await synchronizeUntilDone();
        // What the server refused of the uploads stays here, and the report says so.
        if (!self || (!synced && synced.error().scope != Scope::Folder)) {
            co_return self ? synced : fail(ErrorKind::Cancelled);
        }
    }
    const auto noted = co_await m_sync.store().run([id = entry.id](AccountStore &store) {
        return store.switches().setStep(id, SwitchStep::Synchronized);
    });
    if (!noted || !self) {
        co_return noted ? fail(ErrorKind::Cancelled) : noted;
    }
    crashPoint("switch.synchronized");
    co_return co_await check(entry, synced);
}

Task<Result<void>> AccountSwitch::placeUntilDone(SwitchEntry entry)
{
    const QPointer<AccountSwitch> self(this);
    for (int failures = 1;; ++failures) {
        const Result<void> placed = co_await place(entry);
        if (placed || !self) {
            co_return placed;
        }
        if (!co_await wait(placed.error(), failures, m_sync.account())) {
            co_return fail(ErrorKind::Cancelled);
        }
    }
}

/// Ends well, or with what the server refused.
Task<Result<void>> AccountSwitch::synchronizeUntilDone()
{
    const QPointer<AccountSwitch> self(this);
    for (int failures = 1;; ++failures) {
        const Result<void> synced = co_await synchronize();
        if (synced || !self || synced.error().scope == Scope::Folder) {
            co_return synced;
        }
        if (!co_await wait(synced.error(), failures, m_sync.account())) {
            co_return fail(ErrorKind::Cancelled);
        }
    }
}

Task<Result<void>> AccountSwitch::place(SwitchEntry entry)
{
    show(SwitchProgress::Phase::Placing, i18nc("@info:progress", "Putting messages into their folders"));
    if (auto shown = co_await m_sync.shown().showTree(); !shown) {
        co_return shown;
    }
    const auto moves = co_await m_sync.store().run([](AccountStore &store) {
        return store.switches().moves();
    });
    if (!moves) {
        co_return std::unexpected(moves.error());
    }
    for (auto move = moves->cbegin(); move != moves->cend(); ++move) {
        if (auto moved = co_await m_sync.shown().moveMessages(move.value(), move.key()); !moved) {
            co_return moved;
        }
    }
    co_return co_await m_sync.store().run([id = entry.id](AccountStore &store) {
        return store.switches().setStep(id, SwitchStep::Placed);
    });
}

Task<Result<void>> AccountSwitch::synchronize()
{
    show(SwitchProgress::Phase::Synchronizing, i18nc("@info:progress", "Checking the account in its new mode"));
    m_sync.showAgain();
    m_sync.resumeRuns();
    co_return co_await m_sync.runNow();
}

Task<Result<void>> AccountSwitch::check(SwitchEntry entry, Result<void> synced)
{
    const QPointer<AccountSwitch> self(this);
    show(SwitchProgress::Phase::Checking, i18nc("@info:progress", "Checking that nothing is missing"));
    SwitchCheck check(m_sync.store(), [self](int percent) {
        if (self) {
            self->showPercent(percent);
        }
    });
    const auto compared = co_await check.compare();
    if (!compared || !self) {
        co_return compared ? fail(ErrorKind::Cancelled) : std::unexpected(compared.error());
    }
    const QString sentence = synced ? QString() : errorSentence(synced.error(), m_sync.account());
    co_return co_await m_sync.store().run([id = entry.id, compared = *compared, sentence](AccountStore &store) -> Result<void> {
        const auto last = store.switches().last();
        if (!last || !*last) {
            return last ? Result<void>() : std::unexpected(last.error());
        }
        QJsonObject report = reportOf(**last);
        report.insert(u"outcome"_s, u"switched"_s);
        report.insert(u"check"_s, compared);
        report.insert(u"finished"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
        if (!sentence.isEmpty()) {
            report.insert(u"sentence"_s, sentence);
        }
        return store.switches().setReport(id, compact(report)).and_then([&] {
            return store.switches().setStep(id, SwitchStep::Finished);
        });
    });
}

}
