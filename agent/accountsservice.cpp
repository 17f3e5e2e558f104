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
