// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "run/accountfigures.h"
#include "run/shown/adoption.h"
#include "run/shown/projector.h"

#include <functional>

namespace Konto
{

/// What Akonadi shows of an account: its folders, and through the projector their messages. The store comes first; what the user did and the store does
/// not know yet is taken over before anything is brought in line with it.
class ShownAccount
{
public:
    struct Folder {
        FolderState state;
        Akonadi::Collection collection; ///< invalid: none
    };

    ShownAccount(StoreWorker &store, const QString &resource);

    void configure(const Account &account);
    /// Changes made by the user are still on their way as long as \a pending says so: what Akonadi shows is then not brought in line with the store.
    void setPendingChanges(std::function<bool()> pending);
    [[nodiscard]] bool hasPendingChanges() const;
    /// Akonadi shows something else than the store holds: showStored() looks at everything again.
    void doubt();

    /// Shows what is on disk, once in this process and after doubt(): needs no network, and brings everything back when Akonadi's database was lost.
    [[nodiscard]] Task<Result<void>> showStored();
    /// Shows the folders, and their messages where there is doubt.
    [[nodiscard]] Task<Result<void>> showFolders(QList<FolderRow> folders);
    /// Shows the folders as they are in the store, and nothing else.
    [[nodiscard]] Task<Result<void>> showTree();
    /// Messages go to another folder, here and in Akonadi, where they stay the same items. What is there already is left alone. After showTree().
    [[nodiscard]] Task<Result<void>> moveMessages(QList<MessageKey> keys, qint64 folder);
    /// Where KMail shows how full a folder is.
    [[nodiscard]] Task<Result<void>> showQuota(ImapQuota quota);

    /// The folders in numbers, with their collections.
    [[nodiscard]] Task<Result<QList<Folder>>> folders();
    /// Folders the user does not want to see.
    [[nodiscard]] const QSet<qint64> &hidden() const
    {
        return m_hidden;
    }
    [[nodiscard]] Projector &projector()
    {
        return m_projector;
    }

private:
    [[nodiscard]] Task<Result<void>> showAll();
    [[nodiscard]] Task<Result<QList<FolderRow>>> storedFolders();
    void setCollections(const QHash<qint64, Akonadi::Collection> &collections);

    StoreWorker &m_store;
    QString m_resource;
    Account m_account;
    Projector m_projector;
    Adoption m_adoption;
    std::function<bool()> m_changesPending;
    QSet<qint64> m_hidden;
    ImapQuota m_quotaShown;
    bool m_isShown = false;
};

}
