// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoagent.h"

namespace Konto
{

KontoAgent::KontoAgent(const QString &identifier)
    : AgentWidgetBase(identifier)
    , m_checks(m_accounts)
    , m_switchJobs(m_accounts)
    , m_service(m_accounts, m_checks)
{
    connect(&m_surroundings, &SurroundingsWatch::changed, &m_checks, &Checks::setSurroundings);
    connect(&m_surroundings, &SurroundingsWatch::networkIsNew, &m_checks, &Checks::reconnectAll);
    m_checks.setSurroundings(m_surroundings.now());
}

}
