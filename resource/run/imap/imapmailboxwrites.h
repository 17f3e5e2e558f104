// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/writeplan.h"
#include "run/imap/imapsettling.h"
#include "run/shown/projector.h"
#include "store/outgoing.h"

namespace Konto
{

/// Tells an IMAP server what the user did to messages in one of its mailboxes: flags, then moves, then removals. What the server refuses is undone here
/// (run/imap/imapundo.h).
class ImapMailboxWrites
{
public:
    /// All outlive this.
    ImapMailboxWrites(ImapSession &session, StoreWorker &store, Projector &projector, ImapRefusals &refusals, ImapSettling &settling);

    /// \a replaced are copies in this mailbox in whose place something else is, and go as well; \a folders are all.
    [[nodiscard]] Task<Result<void>> write(FolderRow folder, MailboxWrites writes, QList<ReplacedCopy> replaced, QList<FolderRow> folders);

private:
    [[nodiscard]] Task<Result<void>> writeFlags(FolderRow folder, QList<FlagWrite> writes);
    [[nodiscard]] Task<Result<void>> move(FolderRow from, FolderRow to, QList<MessageRow> rows);
    [[nodiscard]] Task<Result<void>> moved(FolderRow from, FolderRow to, QList<MessageRow> rows, ImapCopied copied);
    [[nodiscard]] Task<Result<void>> remove(FolderRow folder, QList<MessageRow> rows, QList<ReplacedCopy> replaced);

    ImapSession &m_session;
    StoreWorker &m_store;
    Projector &m_projector;
    ImapRefusals &m_refusals;
    ImapSettling &m_settling;
};

}
