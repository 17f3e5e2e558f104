// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "net/imapsession.h"
#include "run/borrower.h"
#include "run/imap/imapmoves.h"
#include "run/imap/localcopies.h"
#include "run/runprogress.h"
#include "run/shown/projector.h"
#include "run/shown/showing.h"

#include <QSet>

namespace Konto
{

/// Downloads messages of the mailbox a session has open: newest first, in batches that fit in memory, each made
/// durable before it is shown, and shown while the next one is on its way.
class ImapDownload
{
public:
    ImapDownload(ImapSession &session, StoreWorker &store, Projector &projector, RunProgress &progress, FolderRow folder, quint32 uidValidity);

    /// Where messages that are already here in another folder are looked up, and those that come are noted; must outlive this.
    void setLocalCopies(LocalCopies *copies);

    /// Who may use the session between two portions; must outlive this.
    void setBorrower(Borrower *borrower);

    /// The folder's rows, so that a message that is known keeps its key.
    void setKnown(const QList<MessageRow> &rows);
    /// Rows and headers for \a uids, without bodies.
    [[nodiscard]] Task<Result<void>> headers(QList<quint32> uids);
    /// Whole messages.
    [[nodiscard]] Task<Result<void>> messages(QList<quint32> uids);
    /// Which of them came from this computer.
    [[nodiscard]] const QList<TakenCopy> &taken() const
    {
        return m_taken;
    }

private:
    [[nodiscard]] Task<Result<void>> lend();
    [[nodiscard]] MessageRow rowFor(const ImapHeader &header) const;
    [[nodiscard]] MessageRow rowFor(quint32 uid, const Flags &flags) const;
    /// Learns the object ids of the next messages, where the server has any.
    [[nodiscard]] Task<Result<QList<MessageIdentity>>> identify(QList<quint32> uids);
    /// Stores those messages of which not even the header need be fetched, because they are here in another folder
    /// under the same object id; returns the others.
    [[nodiscard]] Task<Result<QList<quint32>>> takeKnownObjects(QList<quint32> uids);
    [[nodiscard]] Task<Result<void>> downloadBatch(QList<quint32> uids);
    /// Gives UIDs to messages whose bytes are here but whose identity was lost (a rebuilt state.db, a file from
    /// elsewhere), proven by header hash and size. Returns the messages that have to be fetched.
    [[nodiscard]] Task<Result<QList<ImapHeader>>> recogniseHere(QList<ImapHeader> headers);
    [[nodiscard]] Task<Result<QList<MessageRow>>> storeTexts(QHash<quint32, ImapHeader> headers, QHash<quint32, QByteArray> texts);
    /// Stores the messages that are here in another folder already; returns the others.
    [[nodiscard]] Task<Result<QList<ImapHeader>>> takeLocalCopies(QList<ImapHeader> headers);
    /// Messages, and whose bytes they have. Returns the UIDs of those that are stored: not of those whose bytes are gone.
    [[nodiscard]] Task<Result<QSet<quint32>>> storeCopies(QList<std::pair<MessageRow, MessageKey>> copies);

    ImapSession &m_session;
    StoreWorker &m_store;
    Projector &m_projector;
    RunProgress &m_progress;
    FolderRow m_folder;
    quint32 m_uidValidity;
    QHash<quint32, MessageRow> m_known;
    QMultiHash<std::pair<QByteArray, qint64>, MessageRow> m_withoutUid;
    QHash<quint32, QByteArray> m_objectIds; ///< of the messages that are fetched just now
    LocalCopies *m_copies = nullptr;
    Borrower *m_borrower = nullptr;
    QList<TakenCopy> m_taken;
    Showing m_showing;
};

}
