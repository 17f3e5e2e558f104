// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "plan/writeplan.h"
#include "run/imapplaces.h"
#include "run/projector.h"
#include "store/outgoing.h"

#include <QSet>

#include <optional>

namespace Konto
{

/// Tells an IMAP server what the user did to messages here (store/outgoing.h). What the server refuses is undone here
/// and does not keep anything else from being done; messages that it does not take stay and are tried again. Each
/// command that must not be repeated blindly is written down before it is sent: after a crash or a lost connection the
/// server is asked first whether it was executed.
class ImapWriteBack
{
public:
    ImapWriteBack(ImapSession &session, StoreWorker &store, Projector &projector);

    /// Ends with the first refusal (Scope::Folder) when everything was tried; at once with other errors. What goes into or
    /// is in a mailbox that is no more waits, when its folder is among \a gone; nothing: another client may have renamed
    /// or deleted any since the last listing.
    [[nodiscard]] Task<Result<void>> run(std::optional<QSet<qint64>> gone = std::nullopt);
    /// Whether something waits for the next listing of the mailboxes.
    [[nodiscard]] bool waits() const
    {
        return m_waits;
    }

private:
    struct World {
        QList<FolderRow> folders;
        QList<ReplacedCopy> replaced; ///< whose successor is on the server
        WritePlan plan;

        [[nodiscard]] FolderRow folder(qint64 id) const;
    };
    [[nodiscard]] Task<Result<World>> look();
    [[nodiscard]] Task<Result<void>> removeCopied(QList<ReplacedCopy> tried);
    [[nodiscard]] Task<Result<void>> settle(World world);
    [[nodiscard]] Task<Result<void>> settleIn(FolderRow folder, QList<MessageRow> rows);
    [[nodiscard]] Task<Result<void>> copyAll(World world);
    [[nodiscard]] Task<Result<void>> copyRound(FolderRow source, FolderRow target, QList<CopyWrite> copies);
    [[nodiscard]] Task<Result<void>> appendAll(World world);
    [[nodiscard]] Task<Result<void>> append(FolderRow folder, MessageRow row);
    [[nodiscard]] Task<Result<void>> writeMailbox(World world, FolderRow folder, MailboxWrites writes, QList<ReplacedCopy> replaced);
    [[nodiscard]] Task<Result<void>> writeFlags(FolderRow folder, QList<FlagWrite> writes);
    [[nodiscard]] Task<Result<void>> move(FolderRow from, FolderRow to, QList<MessageRow> rows);
    [[nodiscard]] Task<Result<void>> moved(FolderRow from, FolderRow to, QList<MessageRow> rows, ImapCopied copied);
    [[nodiscard]] Task<Result<void>> remove(FolderRow folder, QList<MessageRow> rows, QList<ReplacedCopy> replaced);
    [[nodiscard]] Task<Result<void>> undo(FolderRow folder, MailboxWrites writes);
    [[nodiscard]] Task<Result<void>> undoFlags(FolderRow folder, QList<MessageRow> rows);

    /// A refusal is kept for the user to read, and is no reason to stop; other errors are.
    [[nodiscard]] Result<void> keep(const Error &error, ErrorKind kind, const FolderRow &folder);
    /// Whether \a error is no refusal, but comes from the folder having no mailbox any more.
    [[nodiscard]] Task<Result<bool>> isGone(Error error, FolderRow folder);
    /// keep(), unless \a place has no mailbox any more: true.
    [[nodiscard]] Task<Result<bool>> keepUnlessGone(Error error, ErrorKind kind, FolderRow folder, FolderRow place);
    template<class Change>
    [[nodiscard]] Task<Result<void>> inOutgoing(Change change);

    ImapSession &m_session;
    StoreWorker &m_store;
    Projector &m_projector;
    std::optional<Error> m_refusal;
    std::optional<QSet<qint64>> m_gone;
    bool m_waits = false;
};

}
