// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "accountsservice.h"

#include "accounts/accountlist.h"
#include "accountsadaptor.h"
#include "checks/checks.h"
#include "notices/noticeactions.h"
#include "notices/notices.h"

#include <KLocalizedString>

#include <QDBusConnection>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
const QString errorName = u"org.kde.konto.Error"_s;

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODate) : QString();
}

/// What the resource tells of itself, and what only the agent knows.
QJsonObject describe(const AccountState &state)
{
    QJsonObject described = state.figures;
    described["account"_L1] = state.account;
    described["name"_L1] = state.name;
    described["online"_L1] = state.online;
    described["answers"_L1] = state.answers;
    described["switch"_L1] = state.stage.phase;
    described["percent"_L1] = state.stage.percent;
    described["undoableUntil"_L1] = timeText(state.undoableUntil);
    return described;
}

QJsonObject describe(const Notice &notice)
{
    QJsonArray actions;
    for (const NoticeAction &action : notice.actions) {
        actions.append(QJsonObject{{u"id"_s, action.id}, {u"label"_s, action.label}, {u"question"_s, action.question}});
    }
    return {{u"id"_s, notice.id},
            {u"account"_s, notice.account},
            {u"cause"_s, causeName(notice.finding.cause)},
            {u"severity"_s, severityName(notice.finding.severity)},
            {u"title"_s, notice.title},
            {u"text"_s, notice.text},
            {u"since"_s, timeText(notice.since)},
            {u"actions"_s, actions}};
}
}

AccountsService::AccountsService(AccountList &accounts, Checks &checks, Notices &notices, NoticeActions &actions, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
    , m_checks(checks)
    , m_notices(notices)
    , m_actions(actions)
{
    new AccountsAdaptor(this);
    connect(&accounts, &AccountList::changed, this, &AccountsService::accountsChanged);
    connect(&notices, &Notices::changed, this, &AccountsService::noticesChanged);
    QDBusConnection::sessionBus().registerObject(u"/Accounts"_s, this, QDBusConnection::ExportAdaptors);
    QDBusConnection::sessionBus().registerService(u"org.kde.konto"_s);
}

QString AccountsService::accounts()
{
    QJsonArray all;
    for (const AccountState &state : m_accounts.states()) {
        all.append(describe(state));
    }
    return QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact));
}

void AccountsService::check(const QString &account)
{
    if (isThere(account)) {
        m_checks.check(account);
    }
}

void AccountsService::checkAll()
{
    m_checks.checkAll();
}

void AccountsService::setPaused(const QString &account, bool paused)
{
    if (isThere(account)) {
        m_accounts.setPaused(account, paused);
    }
}

QString AccountsService::notices()
{
    QJsonArray all;
    for (const Notice &notice : m_notices.all()) {
        all.append(describe(notice));
    }
    return QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact));
}

void AccountsService::act(const QString &notice, const QString &action)
{
    if (!m_actions.act(notice, action)) {
        sendErrorReply(errorName, i18n("This is not to be done any more."));
    }
}

void AccountsService::dismiss(const QString &notice)
{
    m_notices.dismiss(notice);
}

void AccountsService::setAdvice(bool wanted)
{
    m_notices.setAdviceWanted(wanted);
}

bool AccountsService::isAdviceWanted()
{
    return m_notices.isAdviceWanted();
}

bool AccountsService::isThere(const QString &account)
{
    if (m_accounts.state(account)) {
        return true;
    }
    sendErrorReply(errorName, i18n("There is no such account."));
    return false;
}

}
