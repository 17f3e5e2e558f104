// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "accounts/accountlist.h"
#include "accountsservice.h"
#include "checks/checks.h"
#include "jobs/switchjobs.h"
#include "surroundings/surroundingswatch.h"

#include <Akonadi/AgentWidgetBase>

namespace Konto
{

/// The background agent of all Konto accounts: puts its parts together. It holds nothing that must not be lost: killed and started again by Akonadi,
/// it asks the resources anew.
class KontoAgent : public Akonadi::AgentWidgetBase
{
    Q_OBJECT

public:
    explicit KontoAgent(const QString &identifier);

private:
    AccountList m_accounts;
    SurroundingsWatch m_surroundings;
    Checks m_checks;
    SwitchJobs m_switchJobs;
    AccountsService m_service;
};

}
