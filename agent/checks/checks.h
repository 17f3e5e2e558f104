// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "checks/checkturns.h"
#include "surroundings/surroundings.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace Konto
{

class AccountList;

/// Has accounts look for mail when there is a reason that concerns them all: the computer woke up, the network is back or another one. And
/// tells them when power is to be saved. Their interval, retries and push are their resources' own.
class Checks : public QObject
{
    Q_OBJECT

public:
    /// \a accounts outlives this.
    explicit Checks(AccountList &accounts, QObject *parent = nullptr);

    void setSurroundings(const Surroundings &now);
    /// Connections from before lead nowhere.
    void reconnectAll();
    /// The user asks, for one account or all that are not paused.
    void check(const QString &account);
    void checkAll();

private:
    void goOn();
    void begin(const QString &account);
    void end(const QString &account, quint64 turn);
    void tellSaving(const QString &account);

    AccountList &m_accounts;
    CheckTurns m_turns;
    QSet<QString> m_reconnecting; ///< whose connections lead nowhere
    QHash<QString, quint64> m_running; ///< number of the turn
    quint64 m_lastTurn = 0;
    bool m_saving = false;
};

}
