// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "checks/checks.h"

#include "accounts/accountlist.h"
#include "link/reply.h"

#include <QTimer>

namespace Konto
{

namespace
{
/// An account that has much to fetch, or whose server does not answer, does not keep the others waiting for longer.
constexpr std::chrono::seconds longestTurn{3};
}

Checks::Checks(AccountList &accounts, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
{
    connect(&accounts, &AccountList::answered, this, &Checks::tellSaving);
}

void Checks::setSurroundings(const Surroundings &now)
{
    if (std::exchange(m_saving, now.lowPower) != now.lowPower) {
        for (const AccountState &state : m_accounts.states()) {
            tellSaving(state.account);
        }
    }
}

void Checks::tellSaving(const QString &account)
{
    if (AccountLink *link = m_accounts.link(account)) {
        link->account.setSaving(m_saving);
    }
}

void Checks::reconnectAll()
{
    for (const AccountState &state : m_accounts.states()) {
        if (state.online) {
            m_reconnecting.insert(state.account);
        }
    }
    checkAll();
}

void Checks::checkAll()
{
    for (const AccountState &state : m_accounts.states()) {
        if (state.online) {
            m_turns.ask(state.account);
        }
    }
    goOn();
}

void Checks::check(const QString &account)
{
    m_turns.ask(account);
    goOn();
}

void Checks::goOn()
{
    for (const QString &account : m_turns.next()) {
        begin(account);
    }
}

void Checks::begin(const QString &account)
{
    AccountLink *link = m_accounts.link(account);
    if (!link) {
        m_turns.end(account); // it is gone
        return;
    }
    const quint64 turn = ++m_lastTurn;
    m_running.insert(account, turn);
    onReply(this, link->account.checkMail(m_reconnecting.remove(account)), [this, account, turn](const QDBusPendingReply<> &) {
        end(account, turn); // how it went is in the account's state
    });
    QTimer::singleShot(longestTurn, this, [this, account, turn] {
        end(account, turn);
    });
}

void Checks::end(const QString &account, quint64 turn)
{
    if (m_running.value(account) == turn) {
        m_running.remove(account);
        m_turns.end(account);
        goOn();
    }
}

}
