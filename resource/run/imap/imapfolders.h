// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "plan/folderplan.h"
#include "run/storeworker.h"

#include <optional>

namespace Konto
{

/// AccountStore::fact(): the delimiter (a space: none) and the prefix of the user's own mailboxes.
inline const QByteArray personalNamespaceFact = QByteArrayLiteral("imap.personal");

/// Makes the store's folders those of the server. A mailbox that another client renamed keeps its folder, and so
/// its messages and its Akonadi collection: proven by its UIDVALIDITY and a sample of messages. Folders that
/// are gone are returned with the others; what becomes of them is decided when all folders were synchronised.
class ImapFolders
{
public:
    ImapFolders(ImapSession &session, StoreWorker &store);

    struct Folders {
        QList<FolderRow> there;
        QList<FolderRow> gone; ///< children before parents
        QHash<QString, ImapMailboxState> states; ///< by mailbox; of those the server told
    };
    [[nodiscard]] Task<Result<Folders>> update();

private:
    /// Nothing when the user changed folders in the meantime: then it is to be done again.
    [[nodiscard]] Task<Result<std::optional<Folders>>> adopt(ImapListing listed);
    /// Takes renamed folders from plan.gone to the rows that are saved.
    [[nodiscard]] Task<Result<void>> findRenamed(FolderPlan *plan);
    [[nodiscard]] Task<Result<bool>> isRenamed(FolderRow gone, FolderRow fresh);
    [[nodiscard]] Task<Result<bool>> sampleAgrees(FolderRow gone);

    ImapSession &m_session;
    StoreWorker &m_store;
};

}
