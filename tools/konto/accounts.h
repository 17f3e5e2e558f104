// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "accountsinterface.h"
#include "link/accountfacts.h"
#include "outcome.h"

#include <QDBusMessage>
#include <QJsonArray>
#include <QJsonObject>

namespace Konto
{

class Patience;

/// One account as the agent tells of it.
struct ListedAccount {
    QString identifier;
    QString name;
    bool online = true;
    AccountFacts facts;
    QJsonObject told; ///< all of it
};

[[nodiscard]] QList<ListedAccount> listedAccounts(const QString &json);

/// The one that \a word names: by its identifier, its name, or its address, where \a addresses (of identifiers) has it. A sentence when it is none, or more
/// than one.
[[nodiscard]] Outcome<ListedAccount> chosenAccount(const QList<ListedAccount> &accounts, const QString &word, const QHash<QString, QString> &addresses);

/// A call of the account's settings interface.
[[nodiscard]] QDBusMessage settingsCall(const QString &identifier, const QString &method);

/// All accounts: org.kde.konto.Accounts.
class Accounts
{
public:
    /// \a patience must live longer.
    explicit Accounts(Patience &patience);

    [[nodiscard]] Outcome<QList<ListedAccount>> all();
    [[nodiscard]] Outcome<ListedAccount> find(const QString &word);
    [[nodiscard]] Outcome<QJsonArray> notices();

    KontoAccountsInterface agent;

private:
    [[nodiscard]] Outcome<void> look() const;
    [[nodiscard]] QHash<QString, QString> addresses(const QList<ListedAccount> &accounts);

    Patience &m_patience;
};

}
