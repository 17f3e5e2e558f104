// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "accounts/accountlist.h"
#include "looks/lookmemory.h"
#include "looks/observations.h"
#include "surroundings/surroundings.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace Konto
{

/// Finds out about the accounts what their resources do not tell, while they are idle. Where a server is asked, and where all mail on the disk is
/// looked at, it is one account after the other, once in a day or in a week, and not while power is to be saved.
class Looks : public QObject
{
    Q_OBJECT

public:
    /// \a accounts outlives this.
    Looks(AccountList &accounts, KSharedConfig::Ptr file, QObject *parent = nullptr);

    void setSurroundings(const Surroundings &now);
    [[nodiscard]] Observations of(const QString &account) const;
    /// The user wants the search index to know all mail of the account.
    void completeIndex(const QString &account);

Q_SIGNALS:
    /// of() may be another. Also when time alone makes another of what was seen: once in a minute.
    void changed();

private:
    struct Account {
        Observations seen;
        QString problem; ///< that problemSince is about
        int rounds = 0; ///< in which it was idle
        QDateTime triedLong; ///< when a look that takes long was last begun
    };

    void noteProblems();
    void lookAround();
    void lookBriefly(const AccountState &state);
    void lookAtDisk(const AccountState &state);
    void lookAtIndex(const QString &account);
    void takeIndex(const QString &account, qint64 indexed, qint64 messages);
    /// True: begun.
    [[nodiscard]] bool lookLong(const AccountState &state, const QDateTime &now);
    void lookAtServer(const AccountState &state);
    void checkMail(const QString &account);
    void takeCheck(const QString &account, const QVariantMap &progress);
    void beginLong(const QString &account);
    void endLong(const QString &account);
    void forgetOthers(const QSet<QString> &accounts);

    AccountList &m_accounts;
    LookMemory m_memory;
    QHash<QString, Account> m_looks;
    Surroundings m_surroundings;
    QTimer m_round;
    QTimer m_longest; ///< runs while a long look is under way
    QString m_lookingLong; ///< at this account
};

}
