// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoagent.h"

namespace Konto
{

KontoAgent::KontoAgent(const QString &identifier)
    : AgentWidgetBase(identifier)
    , m_checks(m_accounts)
    , m_switchJobs(m_accounts)
    , m_file(KSharedConfig::openConfig(QStringLiteral("kontoagentrc"), KConfig::SimpleConfig))
    , m_looks(m_accounts, m_file)
    , m_notices(m_accounts, m_looks, m_file)
    , m_noticeActions(m_accounts, m_checks, m_looks, m_notices)
    , m_noticeBubbles(m_notices, m_noticeActions)
    , m_sentFolders(m_accounts)
    , m_service(m_accounts, m_checks, m_notices, m_noticeActions)
{
    connect(&m_surroundings, &SurroundingsWatch::changed, &m_checks, &Checks::setSurroundings);
    connect(&m_surroundings, &SurroundingsWatch::changed, &m_looks, &Looks::setSurroundings);
    connect(&m_surroundings, &SurroundingsWatch::networkIsNew, &m_checks, &Checks::reconnectAll);
    m_checks.setSurroundings(m_surroundings.now());
    m_looks.setSurroundings(m_surroundings.now());
}

}
