// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "notices/notice.h"

#include <QObject>

namespace Konto
{

class AccountList;
class Checks;
class Looks;
class Notices;

/// Does what a notice offers: "settings", "switch" and "undo" open the account in System Settings, there to be done; "check", "index", "openFolder",
/// "confirmRetention", "acceptDisappeared", "putBackDisappeared" and "noAdvice" are done at once. Whoever calls has asked the action's question.
class NoticeActions : public QObject
{
public:
    /// All outlive this.
    NoticeActions(AccountList &accounts, Checks &checks, Looks &looks, Notices &notices, QObject *parent = nullptr);

    /// \a token is the desktop's leave to come to the front (xdg-activation); empty: there is none. False: the notice does not offer that.
    bool act(const QString &notice, const QString &action, const QString &token = {});
    /// Opens System Settings with the account.
    void show(const QString &account, const QString &what, const QString &token);

private:
    void actAtOnce(const QString &account, const QString &action);

    AccountList &m_accounts;
    Checks &m_checks;
    Looks &m_looks;
    Notices &m_notices;
};

}
