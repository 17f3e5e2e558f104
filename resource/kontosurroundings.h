// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "core/network.h"
#include "run/accountsync.h"

namespace Konto
{

/// Tells AccountSync what is around it: how the network is, and whether power is to be saved, which the agent of all accounts
/// (org.kde.konto.Accounts) says. While the agent is there, it also has the accounts go on one after the other when the network is back.
class KontoSurroundings : public QObject
{
    Q_OBJECT

public:
    /// \a sync outlives this.
    explicit KontoSurroundings(AccountSync &sync, QObject *parent = nullptr);

    /// The agent calls, so it is there. When it goes, nothing is saved any more.
    void setSaving(bool saving);

private:
    void watchNetwork();
    void readNetwork();
    void watchAgent();

    AccountSync &m_sync;
    Network m_network = Network::There;
    bool m_agentIsThere = false;
};

}
