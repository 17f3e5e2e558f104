// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "run/pop3/pop3findings.h"
#include "store/accountstore.h"
#include "store/figures.h"

namespace Konto
{

/// What there is of an account, in numbers.
struct AccountFigures {
    StoreFigures stored;
    qint64 onServer = 0; ///< when it was last asked
    qint64 onlyHere = 0;
    qint64 copiesDeletedHere = 0; ///< on a POP3 server
    qint64 foldersOnServer = 0;
    qint64 databaseBytes = 0;
    QDateTime lastCheck; ///< UTC; of the last run that ended well; invalid: none yet
};

/// A folder in numbers.
struct FolderState {
    FolderRow row;
    FolderFigures figures;
    std::optional<Holding> holding; ///< where it is not the account's
};

/// \a findings are what this process knows of a POP3 server; without, what an earlier one noted counts. On the store's thread, as
/// what follows.
[[nodiscard]] Result<AccountFigures> readFigures(AccountStore &store, Mode mode, const Pop3Findings &findings);
/// Of all folders that are shown.
[[nodiscard]] Result<QList<FolderState>> readFolders(AccountStore &store);
/// A run has ended well at \a when.
[[nodiscard]] Result<void> noteCheck(AccountStore &store, const QDateTime &when, const Pop3Findings &findings);
/// The user gives the folder a role, or takes it (None). What had the role loses it. Errors: Storage with Scope::Folder for the inbox,
/// a role that is not to be given, and a folder that is not there or holds no messages.
[[nodiscard]] Result<void> chooseRole(AccountStore &store, qint64 folder, Role role);

}
