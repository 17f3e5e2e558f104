// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "looks/looks.h"

#include "link/reply.h"
#include "looks/indexlook.h"
#include "looks/serverlook.h"

#include <QFuture>
#include <QStorageInfo>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr int roundsBetweenIndexLooks = 5;
constexpr std::chrono::hours betweenTries{1};
constexpr std::chrono::hours serverAnew{24};
constexpr std::chrono::hours checkAnew{7 * 24};
/// A check of a very large mailbox may take that long; whatever does not end is given up.
constexpr std::chrono::hours longest{1};

/// A minute, or KONTO_ROUND_MS from the environment (for tests).
std::chrono::milliseconds roundLength()
{
    bool isSet = false;
    const int set = qEnvironmentVariableIntValue("KONTO_ROUND_MS", &isSet);
    return isSet && set > 0 ? std::chrono::milliseconds(set) : std::chrono::minutes(1);
}

bool isIdle(const AccountState &state)
{
    return state.answers && state.facts.mode && state.facts.state == "idle"_L1 && !state.stage.isRunning();
}
}

Looks::Looks(AccountList &accounts, KSharedConfig::Ptr file, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
    , m_memory(std::move(file))
{
    m_longest.setSingleShot(true);
    m_longest.setInterval(longest);
    m_round.setInterval(roundLength());
    connect(&m_round, &QTimer::timeout, this, &Looks::lookAround);
    connect(&accounts, &AccountList::changed, this, &Looks::noteProblems);
    m_round.start();
}

void Looks::setSurroundings(const Surroundings &now)
{
    m_surroundings = now;
}

Observations Looks::of(const QString &account) const
{
    return m_looks.value(account).seen;
}

void Looks::completeIndex(const QString &account)
{
    if (AccountLink *link = m_accounts.link(account)) {
        Konto::completeIndex(this, *link);
    }
}

void Looks::noteProblems()
{
    for (const AccountState &state : m_accounts.states()) {
        Account &looks = m_looks[state.account];
        if (std::exchange(looks.problem, state.facts.problem) != state.facts.problem) {
            looks.seen.problemSince = state.facts.problem.isEmpty() ? QDateTime() : QDateTime::currentDateTimeUtc();
        }
    }
}

void Looks::lookAround()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QSet<QString> accounts;
    for (const AccountState &state : m_accounts.states()) {
        accounts.insert(state.account);
        Account &looks = m_looks[state.account];
        looks.seen.check = m_memory.check(state.account, now);
        if (const auto server = m_memory.server(state.account); server.when.isValid()) {
            looks.seen.server = server.seen;
        }
        if (isIdle(state)) {
            lookBriefly(state);
        }
    }
    forgetOthers(accounts);
    for (const AccountState &state : m_accounts.states()) {
        if (!m_longest.isActive() && isIdle(state) && lookLong(state, now)) {
            break;
        }
    }
    Q_EMIT changed();
}

void Looks::forgetOthers(const QSet<QString> &accounts)
{
    m_memory.forgetOthers(accounts);
    m_looks.removeIf([&accounts](const auto &looks) {
        return !accounts.contains(looks.key());
    });
    if (!accounts.contains(m_lookingLong)) {
        m_longest.stop(); // nobody will tell of its end
    }
}

void Looks::lookBriefly(const AccountState &state)
{
    Account &looks = m_looks[state.account];
    lookAtDisk(state);
    if (looks.rounds++ % roundsBetweenIndexLooks == 0) {
        lookAtIndex(state.account);
    }
}

/// In a thread: the directory may be on another computer.
void Looks::lookAtDisk(const AccountState &state)
{
    if (state.facts.directory.isEmpty()) {
        return;
    }
    QtConcurrent::run([directory = state.facts.directory] {
        const QStorageInfo disk(directory);
        return disk.isReady() ? std::optional<qint64>(disk.bytesAvailable()) : std::nullopt;
    }).then(this, [this, account = state.account](std::optional<qint64> free) {
        m_looks[account].seen.diskFree = free;
    });
}

void Looks::lookAtIndex(const QString &account)
{
    if (AccountLink *link = m_accounts.link(account)) {
        countIndexed(this, *link, [this, account](const std::optional<IndexCount> &count) {
            if (count) {
                takeIndex(account, count->indexed, count->messages);
            }
        });
    }
}

void Looks::takeIndex(const QString &account, qint64 indexed, qint64 messages)
{
    std::optional<IndexSeen> &index = m_looks[account].seen.index;
    const bool stands = index && indexed < messages && indexed <= index->indexed;
    index = {.indexed = indexed, .messages = messages, .standstill = stands ? index->standstill + 1 : 0};
}

bool Looks::lookLong(const AccountState &state, const QDateTime &now)
{
    Account &looks = m_looks[state.account];
    if (!m_surroundings.reachable || m_surroundings.lowPower || (looks.triedLong.isValid() && looks.triedLong + betweenTries > now)) {
        return false;
    }
    const QDateTime asked = m_memory.server(state.account).when;
    if (!asked.isValid() || asked + serverAnew <= now) {
        lookAtServer(state);
    } else if (looks.seen.check && looks.seen.check->when + checkAnew <= now && !m_surroundings.onBattery) {
        checkMail(state.account);
    } else {
        return false;
    }
    return true;
}

void Looks::lookAtServer(const AccountState &state)
{
    AccountLink *link = m_accounts.link(state.account);
    if (!link || !state.facts.mode) {
        return;
    }
    beginLong(state.account);
    Konto::lookAtServer(this, *link, *state.facts.mode, [this, account = state.account](const std::optional<ServerSeen> &seen) {
        if (seen) {
            m_memory.setServer(account, {.when = QDateTime::currentDateTimeUtc(), .seen = *seen});
            m_looks[account].triedLong = {};
        }
        endLong(account);
    });
}

void Looks::checkMail(const QString &account)
{
    AccountLink *link = m_accounts.link(account);
    if (!link) {
        return;
    }
    beginLong(account);
    const auto askOutcome = [this, account, link] {
        onReply(this, link->backup.progress(), [this, account](const QDBusPendingReply<QVariantMap> &reply) {
            if (reply.isValid()) {
                takeCheck(account, reply.value());
            }
            endLong(account);
        });
    };
    const auto ended = connect(&link->backup, &KontoBackupInterface::ended, this, askOutcome, Qt::SingleShotConnection);
    onReply(this, link->backup.check(), [this, account, ended](const QDBusPendingReply<> &reply) {
        if (reply.isError()) { // a backup is under way
            disconnect(ended);
            endLong(account);
        }
    });
}

void Looks::takeCheck(const QString &account, const QVariantMap &progress)
{
    if (!progress.contains(u"differences"_s)) {
        return; // it was stopped, or could not be made
    }
    const auto number = [&progress](const QString &name) {
        return std::max<qint64>(0, progress.value(name).toLongLong());
    };
    m_memory.setCheck(account,
                      {.when = QDateTime::currentDateTimeUtc(),
                       .differences = number(u"differences"_s),
                       .damaged = number(u"damaged"_s),
                       .sentence = progress.value(u"sentence"_s).toString()});
    m_looks[account].triedLong = {};
}

void Looks::beginLong(const QString &account)
{
    m_looks[account].triedLong = QDateTime::currentDateTimeUtc();
    m_lookingLong = account;
    m_longest.start();
}

void Looks::endLong(const QString &account)
{
    if (m_lookingLong == account) {
        m_longest.stop();
        lookAround();
    }
}

}
