// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDateTime>
#include <QHash>
#include <QObject>

namespace Konto
{

class AccountList;
struct AccountState;

/// Has identities that were made with an account keep sent mail and drafts on its server, when its folders are known (settings/sending/sentfolder.h). In POP3
/// mode they stay on this computer, as the mail program has it.
class SentFolders : public QObject
{
public:
    /// \a accounts outlives this.
    explicit SentFolders(AccountList &accounts, QObject *parent = nullptr);

private:
    void update();
    void askFolders(const AccountState &state);

    AccountList &m_accounts;
    QHash<QString, QDateTime> m_asked; ///< by account, the check after which it was
};

}
