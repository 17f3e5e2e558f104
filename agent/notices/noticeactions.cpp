// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "notices/noticeactions.h"

#include "accounts/accountlist.h"
#include "checks/checks.h"
#include "looks/looks.h"
#include "notices/notices.h"

#include <KIO/CommandLauncherJob>
#include <KIO/OpenUrlJob>

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

NoticeActions::NoticeActions(AccountList &accounts, Checks &checks, Looks &looks, Notices &notices, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
    , m_checks(checks)
    , m_looks(looks)
    , m_notices(notices)
{
}

bool NoticeActions::act(const QString &notice, const QString &action, const QString &token)
{
    const Notice *found = m_notices.find(notice);
    if (!found || !std::ranges::contains(found->actions, action, &NoticeAction::id)) {
        return false;
    }
    const QString account = found->account;
    if (action == "settings"_L1 || action == "switch"_L1 || action == "undo"_L1) {
        show(account, action, token);
    } else {
        actAtOnce(account, action);
    }
    return true;
}

void NoticeActions::show(const QString &account, const QString &what, const QString &token)
{
    const QString words = what.isEmpty() ? account : account + u' ' + what;
    auto *job = new KIO::CommandLauncherJob(u"systemsettings"_s, {u"kcm_konto"_s, u"--args"_s, words}, this);
    job->setDesktopName(u"systemsettings"_s);
    job->setStartupId(token.toUtf8());
    job->start();
}

void NoticeActions::actAtOnce(const QString &account, const QString &action)
{
    AccountLink *link = m_accounts.link(account);
    if (action == "check"_L1) {
        m_checks.check(account);
    } else if (action == "index"_L1) {
        m_looks.completeIndex(account);
    } else if (action == "noAdvice"_L1) {
        m_notices.setAdviceWanted(false);
    } else if (action == "confirmRetention"_L1 && link) {
        link->account.confirmRetention();
    } else if (action == "acceptDisappeared"_L1 && link) {
        link->account.acceptDisappeared();
    } else if (action == "putBackDisappeared"_L1 && link) {
        link->account.putBackDisappeared();
    } else if (action == "openFolder"_L1 && link) {
        (new KIO::OpenUrlJob(QUrl::fromLocalFile(m_accounts.state(account)->facts.directory), this))->start();
    }
}

}
