// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "plan/imapplan.h"
#include "plan/vanish.h"
#include "run/borrower.h"
#include "run/feed.h"
#include "run/imap/foldercontents.h"
#include "run/imap/imapfindings.h"
#include "run/imap/imapmoves.h"
#include "run/imap/localcopies.h"
#include "run/runprogress.h"
#include "run/shown/projector.h"

namespace Konto
{

/// Mail from an IMAP server, which is the master: what is gone there is gone here, unless suspiciously much
/// is (invariant 5): then it stays, and syncFolder() returns MassVanish with Scope::Folder.
class ImapFeed : public Feed
{
public:
    /// \a session is left open by close(), for the next run; \a findings outlives the feed.
    ImapFeed(std::shared_ptr<ImapSession> session,
             StoreWorker &store,
             Projector &projector,
             RunProgress &progress,
             ImapFindings &findings,
             Disappeared disappeared,
             const Holding &holding);

    [[nodiscard]] Task<Result<void>> open(Account account, Login login) override;
    [[nodiscard]] Task<bool> resume() override;
    [[nodiscard]] Task<Result<void>> sendChanges() override;
    [[nodiscard]] Task<Result<QList<FolderRow>>> updateFolders() override;
    [[nodiscard]] Task<Result<void>> newestPage(FolderRow folder) override;
    [[nodiscard]] Task<Result<void>> syncFolder(FolderRow folder) override;
    [[nodiscard]] Task<Result<QSet<QString>>> changedMeanwhile() override;
    [[nodiscard]] Task<Result<void>> settle() override;
    [[nodiscard]] Task<Result<void>> close() override;
    void abort() override;

    /// Who may use the connection between two portions; must outlive the feed.
    void setBorrower(Borrower *borrower);

private:
    [[nodiscard]] Task<Result<void>> sendWaiting();
    [[nodiscard]] Task<Result<void>> askQuota();
    [[nodiscard]] Task<Result<ImapChanges>> findChanges(FolderRow folder, ImapOpened opened, qsizetype onServer);
    [[nodiscard]] Task<Result<ImapChanges>> findPartly(ImapStrategy strategy, FolderRow folder, ImapOpened opened, QList<KnownUid> known);
    /// What is in the open mailbox, with as many headers read as are needed to find \a rows among them.
    [[nodiscard]] Task<Result<QList<MessageIdentity>>> identify(QList<MessageRow> rows);
    [[nodiscard]] Task<Result<ImapChanges>> findByIdentity(ImapMailboxState state, QList<MessageRow> rows);
    [[nodiscard]] Task<Result<void>> applyChanges(FolderRow folder, ImapChanges changes);
    [[nodiscard]] Task<Result<void>> fetchRest(FolderRow folder, ImapMailboxState state, ImapChanges changes, Holding holding);
    [[nodiscard]] Task<void> lend();
    /// Whether a mailbox on the server stands behind the folder.
    [[nodiscard]] bool isFed(const FolderRow &folder) const;
    void notePostponed(qint64 folder, int messages);
    [[nodiscard]] bool isUnchanged(const FolderRow &folder, const FolderContents &contents, const Holding &holding) const;
    [[nodiscard]] Task<Result<void>> fetchBodies(FolderRow folder, quint32 uidValidity, QList<quint32> uids);
    /// Headers first, because only they tell which bodies are wanted.
    [[nodiscard]] Task<Result<void>> fetchHeaders(FolderRow folder, quint32 uidValidity, QList<quint32> uids);
    [[nodiscard]] Task<Result<void>> leaveOutReplaced(qint64 folder, quint32 uidValidity, QList<quint32> *uids);
    /// Those whose UID counts in the folder's mailbox.
    [[nodiscard]] Task<Result<QList<MessageRow>>> rowsOf(qint64 folder);
    /// What may be one of the messages with these UIDs.
    [[nodiscard]] Task<Result<QList<MessageRow>>> rowsFor(qint64 folder, QList<quint32> uids);
    [[nodiscard]] Task<Result<QList<quint32>>> newestUids(ImapMailboxState state);

    StoreWorker &m_store;
    Projector &m_projector;
    RunProgress &m_progress;
    ImapFindings &m_findings;
    Disappeared m_disappeared;
    Holding m_holding;
    const std::shared_ptr<ImapSession> m_connection;
    ImapSession &m_session;
    LocalCopies m_copies;
    QHash<qint64, qsizetype> m_announced; ///< messages of folders not complete yet, already counted in the progress
    QList<MessageKey> m_vanished; ///< forgotten by settle()
    QList<MessageKey> m_putBack; ///< uploaded again: marked by settle()
    QList<TakenCopy> m_taken;
    Result<void> m_sent; ///< what the server did not take of what had waited
    QList<FolderRow> m_gone;
    QHash<qint64, int> m_postponed; ///< large messages left for later, by folder
    QHash<QString, ImapMailboxState> m_listed; ///< as the first listing of the mailboxes told them
    QHash<QString, ImapMailboxState> m_states; ///< the same, of those that were not looked at since
    qint64 m_turn = 0;
    Borrower *m_borrower = nullptr;
    bool m_writesWait = false;
    QSet<qint64> m_sampled; ///< folders whose flags are looked at in this run, without CONDSTORE
};

}
