// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "accounts/accountlist.h"

#include "link/answertext.h"
#include "link/reply.h"

#include <Akonadi/AgentManager>
#include <Akonadi/AgentType>

#include <QDBusConnection>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr std::chrono::milliseconds betweenTellings{500};

Akonadi::AgentManager &agents()
{
    return *Akonadi::AgentManager::self();
}

QString nameOf(const Akonadi::AgentInstance &instance)
{
    return accountName(plain(instance.name()), instance.identifier());
}
}

struct AccountList::Entry : public QObject {
    explicit Entry(const Akonadi::AgentInstance &agent)
        : instance(agent)
        , link(agent.identifier())
        , state{.account = agent.identifier(), .name = nameOf(agent), .online = agent.isOnline()}
    {
    }

    Akonadi::AgentInstance instance;
    AccountLink link;
    AccountState state;
};

AccountList::AccountList(QObject *parent)
    : QObject(parent)
{
    m_telling.setSingleShot(true);
    m_telling.setInterval(betweenTellings);
    connect(&m_telling, &QTimer::timeout, this, &AccountList::changed);
    m_services.setConnection(QDBusConnection::sessionBus());
    m_services.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    connect(&m_services, &QDBusServiceWatcher::serviceOwnerChanged, this, &AccountList::onServiceChanged);
    using Akonadi::AgentManager;
    connect(&agents(), &AgentManager::instanceAdded, this, &AccountList::addInstance);
    connect(&agents(), &AgentManager::instanceRemoved, this, &AccountList::removeInstance);
    connect(&agents(), &AgentManager::instanceNameChanged, this, &AccountList::updateInstance);
    connect(&agents(), &AgentManager::instanceOnline, this, &AccountList::updateInstance);
    for (const Akonadi::AgentInstance &instance : agents().instances()) {
        addInstance(instance);
    }
}

AccountList::~AccountList() = default;

QList<AccountState> AccountList::states() const
{
    QList<AccountState> states;
    for (const std::unique_ptr<Entry> &entry : m_entries) {
        states.append(entry->state);
    }
    std::ranges::sort(states, [](const AccountState &a, const AccountState &b) {
        const int order = QString::localeAwareCompare(a.name, b.name);
        return order != 0 ? order < 0 : a.account < b.account;
    });
    return states;
}

const AccountState *AccountList::state(const QString &account) const
{
    const Entry *found = entry(account);
    return found ? &found->state : nullptr;
}

AccountLink *AccountList::link(const QString &account) const
{
    Entry *found = entry(account);
    return found ? &found->link : nullptr;
}

void AccountList::setPaused(const QString &account, bool paused)
{
    if (Entry *found = entry(account)) {
        found->instance.setIsOnline(!paused);
    }
}

AccountList::Entry *AccountList::entry(const QString &account) const
{
    const auto found = std::ranges::find_if(m_entries, [&account](const std::unique_ptr<Entry> &entry) {
        return entry->state.account == account;
    });
    return found == m_entries.end() ? nullptr : found->get();
}

void AccountList::addInstance(const Akonadi::AgentInstance &instance)
{
    if (instance.type().identifier() != resourceType || entry(instance.identifier())) {
        return;
    }
    Entry *added = m_entries.emplace_back(std::make_unique<Entry>(instance)).get();
    connect(&added->link.figures, &KontoFiguresInterface::changed, added, [this, added] {
        askFigures(added);
    });
    connect(&added->link.modeSwitch, &KontoSwitchInterface::progressChanged, added, [this, added](const QVariantMap &progress) {
        takeStage(added, switchStage(progress));
    });
    m_services.addWatchedService(added->link.figures.service());
    askEverything(added);
}

void AccountList::updateInstance(const Akonadi::AgentInstance &instance)
{
    Entry *changed = entry(instance.identifier());
    if (!changed) {
        addInstance(instance); // its type may have come late
        return;
    }
    changed->instance = instance;
    changed->state.name = nameOf(instance);
    changed->state.online = instance.isOnline();
    touch();
}

void AccountList::removeInstance(const Akonadi::AgentInstance &instance)
{
    const Entry *removed = entry(instance.identifier());
    if (!removed) {
        return;
    }
    m_services.removeWatchedService(removed->link.figures.service());
    const bool wasSwitched = removed->state.stage.isRunning();
    std::erase_if(m_entries, [removed](const std::unique_ptr<Entry> &entry) {
        return entry.get() == removed;
    });
    if (wasSwitched) {
        Q_EMIT switchProgressed(instance.identifier(), {});
    }
    touch();
}

void AccountList::onServiceChanged(const QString &service, const QString &, const QString &newOwner)
{
    for (const std::unique_ptr<Entry> &entry : m_entries) {
        if (entry->link.figures.service() == service) {
            entry->state.answers = false;
            touch();
            if (!newOwner.isEmpty()) {
                askEverything(entry.get());
            }
        }
    }
}

/// The resource has come up: what it tells by signals is not known yet.
void AccountList::askEverything(Entry *entry)
{
    askFigures(entry);
    askUndoable(entry);
    onReply(entry, entry->link.modeSwitch.progress(), [this, entry](const QDBusPendingReply<QVariantMap> &reply) {
        if (reply.isValid()) {
            takeStage(entry, switchStage(reply.value()));
        }
    });
}

void AccountList::askFigures(Entry *entry, const std::function<void()> &then)
{
    onReply(entry, entry->link.figures.figures(), [this, entry, then](const QDBusPendingReply<QString> &reply) {
        const bool answeredBefore = std::exchange(entry->state.answers, reply.isValid());
        if (reply.isValid()) {
            entry->state.figures = objectOf(reply.value());
            entry->state.facts = accountFacts(entry->state.figures);
            if (!answeredBefore) {
                Q_EMIT answered(entry->state.account);
            }
        }
        touch();
        if (then) {
            then();
        }
    });
}

void AccountList::askUndoable(Entry *entry)
{
    onReply(entry, entry->link.modeSwitch.undoableUntil(), [this, entry](const QDBusPendingReply<QString> &reply) {
        if (reply.isValid()) {
            entry->state.undoableUntil = QDateTime::fromString(reply.value(), Qt::ISODate);
            touch();
        }
    });
}

void AccountList::takeStage(Entry *entry, const SwitchStage &stage)
{
    const SwitchStage before = std::exchange(entry->state.stage, stage);
    if (stage.isRunning() != before.isRunning()) {
        // The mode first: else it would be told for a moment that the account can go back to what it still seems to be.
        askFigures(entry, [this, entry] {
            askUndoable(entry);
        });
    }
    if (stage != before) {
        touch();
    }
    Q_EMIT switchProgressed(entry->state.account, stage);
}

void AccountList::touch()
{
    if (!m_telling.isActive()) {
        m_telling.start();
    }
}

}
