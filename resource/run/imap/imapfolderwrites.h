// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "run/storeworker.h"

#include <QSet>

#include <optional>

namespace Konto
{

/// AccountStore::fact(): "1" or "0" while the server does not know yet that the user wants to see the folder, or not.
[[nodiscard]] QByteArray subscriptionFact(qint64 folder);
/// The user wants to see the folder, or not: for the server to be told.
[[nodiscard]] Result<void> noteSubscription(AccountStore &store, qint64 folder, bool on);

/// Tells an IMAP server what the user did to folders here (FolderRow::change). A folder the server does not create stays
/// as one that is only here, and is tried again as long as it holds mail for the server; a name it does not take, or a folder it does not delete, is undone by
/// forgetting the change: the next listing puts the folder right. A folder into which new messages have come is not deleted. A mailbox that another client made
/// or renamed in the same way is taken as done.
class ImapFolderWrites
{
public:
    ImapFolderWrites(ImapSession &session, StoreWorker &store);

    /// New and renamed folders; before messages are written, which may go into them. Names that a folder yet to be
    /// deleted holds wait. Each ends with the first refusal (Scope::Folder) when everything was tried.
    [[nodiscard]] Task<Result<void>> createAndRename();
    /// Deleted folders, then what waited for their names; after messages were written, which may come from them.
    [[nodiscard]] Task<Result<void>> deleteFolders();
    /// Folders from which messages were forgotten that Akonadi shows.
    [[nodiscard]] const QSet<qint64> &doubtful() const
    {
        return m_doubtful;
    }
    /// What the user wants to see of the server (RFC 9051 section 6.3.7).
    [[nodiscard]] Task<Result<void>> sendSubscriptions();

private:
    struct World {
        QList<FolderRow> folders; ///< parents before children
        QString prefix; ///< of personal mailboxes (RFC 2342)
        QChar delimiter;

        [[nodiscard]] QString mailboxOf(const FolderPath &path) const;
        [[nodiscard]] QString targetOf(const FolderRow &folder) const;
    };
    [[nodiscard]] Task<Result<World>> look();
    [[nodiscard]] static QString freeMailbox(const World &world, const QString &mailbox);
    /// False: it \a mayWait, and another folder that is to be renamed has the name still.
    [[nodiscard]] Task<Result<bool>> createOrRename(qint64 id, bool mayWait);
    [[nodiscard]] Task<Result<void>> create(World world, FolderRow folder);
    [[nodiscard]] Task<Result<void>> rename(World world, FolderRow folder);
    /// With what is below; the rows know it then, FolderRow::change stays as it was.
    [[nodiscard]] Task<Result<void>> renameOnServer(World world, FolderRow folder, QString to);
    [[nodiscard]] Task<Result<void>> remove(FolderRow folder);
    /// Whether there is such a mailbox, asked because a command failed with \a why; fails with that itself when it was not
    /// the server that refused.
    [[nodiscard]] Task<Result<bool>> exists(QString mailbox, Error why);
    /// Whether messages have come that this computer has not seen.
    [[nodiscard]] Task<Result<bool>> hasNews(FolderRow folder);
    /// Whether what the user moved out of the folder is out of its mailbox. What another client took from there is
    /// forgotten, as a sync of the folder would do.
    [[nodiscard]] Task<Result<bool>> haveLeft(FolderRow folder);
    [[nodiscard]] Task<Result<void>> subscribe(QString mailbox, bool on);
    /// Calls \a change with the row as it is now: the user may have changed it meanwhile.
    template<class Change>
    [[nodiscard]] Task<Result<void>> update(qint64 folder, Change change);
    [[nodiscard]] Task<Result<void>> refused(Error error, ErrorKind kind, FolderRow folder);
    /// What the server refused first since it was asked last.
    [[nodiscard]] Result<void> takeRefusal();

    ImapSession &m_session;
    StoreWorker &m_store;
    std::optional<Error> m_refusal;
    QSet<qint64> m_doubtful;
};

}
