// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "accounts/accountstate.h"
#include "link/accountlink.h"

#include <Akonadi/AgentInstance>

#include <QDBusServiceWatcher>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace Konto
{

/// All Konto accounts of this desktop and how they are doing, kept up to date by what Akonadi and their resources tell. It asks
/// nothing of a server.
class AccountList : public QObject
{
    Q_OBJECT

public:
    explicit AccountList(QObject *parent = nullptr);
    ~AccountList() override;

    /// Sorted by name.
    [[nodiscard]] QList<AccountState> states() const;
    /// Nothing: there is no such account.
    [[nodiscard]] const AccountState *state(const QString &account) const;
    /// Of this object, until the account is removed; null: there is no such account.
    [[nodiscard]] AccountLink *link(const QString &account) const;
    /// Paused accounts stay so over restarts: Akonadi's "work offline" of one account.
    void setPaused(const QString &account, bool paused);

Q_SIGNALS:
    /// states() are others. At most twice in a second.
    void changed();
    /// The account's resource has come up, or come back; it knows nothing of what was told it before.
    void answered(const QString &account);
    /// The account is being switched, and how far it is; or it is not any more.
    void switchProgressed(const QString &account, const Konto::SwitchStage &stage);

private:
    struct Entry;

    void addInstance(const Akonadi::AgentInstance &instance);
    void updateInstance(const Akonadi::AgentInstance &instance);
    void removeInstance(const Akonadi::AgentInstance &instance);
    void onServiceChanged(const QString &service, const QString &oldOwner, const QString &newOwner);
    void askEverything(Entry *entry);
    void askFigures(Entry *entry, const std::function<void()> &then = {});
    void askUndoable(Entry *entry);
    void takeStage(Entry *entry, const SwitchStage &stage);
    [[nodiscard]] Entry *entry(const QString &account) const;
    void touch();

    std::vector<std::unique_ptr<Entry>> m_entries;
    QDBusServiceWatcher m_services;
    QTimer m_telling;
};

}
