// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "accounts/accountlist.h"
#include "accountsservice.h"
#include "checks/checks.h"
#include "jobs/switchjobs.h"
#include "looks/looks.h"
#include "notices/noticeactions.h"
#include "notices/noticebubbles.h"
#include "notices/notices.h"
#include "sending/sentfolders.h"
#include "surroundings/surroundingswatch.h"

#include <Akonadi/AgentWidgetBase>

namespace Konto
{

/// The background agent of all Konto accounts: puts its parts together. It holds nothing that must not be lost: killed and started again by Akonadi,
/// it asks the resources anew. What the user was told and has put away, and what was looked at when, is in the file kontoagentrc.
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
    KSharedConfig::Ptr m_file;
    Looks m_looks;
    Notices m_notices;
    NoticeActions m_noticeActions;
    NoticeBubbles m_noticeBubbles;
    SentFolders m_sentFolders;
    AccountsService m_service;
};

}
