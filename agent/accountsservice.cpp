// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "accountsservice.h"

#include "accounts/accountlist.h"
#include "accountsadaptor.h"
#include "checks/checks.h"

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
QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODate) : QString();
}

QJsonObject describe(const AccountState &state)
{
    const AccountFacts &facts = state.facts;
    return {{u"account"_s, state.account},
            {u"name"_s, state.name},
            {u"online"_s, state.online},
            {u"answers"_s, state.answers},
            {u"switch"_s, state.stage.phase},
            {u"percent"_s, state.stage.percent},
            {u"undoableUntil"_s, timeText(state.undoableUntil)},
            {u"mode"_s, facts.mode ? modeName(*facts.mode) : QString()},
            {u"state"_s, facts.state},
            {u"sentence"_s, facts.sentence},
            {u"problem"_s, facts.problem},
            {u"lastCheck"_s, timeText(facts.lastCheck)},
            {u"directory"_s, facts.directory},
            {u"bytes"_s, facts.bytes},
            {u"messagesHere"_s, facts.messagesHere},
            {u"bodiesHere"_s, facts.bodiesHere},
            {u"onServer"_s, facts.onServer},
            {u"onlyHere"_s, facts.onlyHere},
            {u"foldersHere"_s, facts.foldersHere},
            {u"foldersOnServer"_s, facts.foldersOnServer},
            {u"quotaUsed"_s, facts.quotaUsed},
            {u"quotaLimit"_s, facts.quotaLimit},
            {u"setAside"_s, facts.setAside},
            {u"heldRemovals"_s, facts.heldRemovals},
            {u"waiting"_s, facts.waiting}};
}
}

AccountsService::AccountsService(AccountList &accounts, Checks &checks, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
    , m_checks(checks)
{
    new AccountsAdaptor(this);
    connect(&accounts, &AccountList::changed, this, &AccountsService::accountsChanged);
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
    return u"[]"_s;
}

void AccountsService::act(const QString &, const QString &)
{
}

void AccountsService::dismiss(const QString &)
{
}

void AccountsService::setAdvice(bool)
{
}

bool AccountsService::isAdviceWanted()
{
    return true;
}

bool AccountsService::isThere(const QString &account)
{
    if (m_accounts.state(account)) {
        return true;
    }
    sendErrorReply(u"org.kde.konto.Error"_s, i18n("There is no such account."));
    return false;
}

}
