// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/writeplan.h"
#include "run/imap/imapsettling.h"

namespace Konto
{

/// Brings messages to an IMAP server that it has not: as copies of what it has, where there is such, or whole. That one is begun is written down
/// before, so that after a crash or a lost connection nothing is uploaded twice (ImapSettling).
class ImapUploads
{
public:
    /// All outlive this.
    ImapUploads(ImapSession &session, StoreWorker &store, ImapRefusals &refusals, ImapSettling &settling);

    [[nodiscard]] Task<Result<void>> copy(CopyWrites copies, QList<FolderRow> folders);
    [[nodiscard]] Task<Result<void>> append(QList<MessageRow> rows, QList<FolderRow> folders);

private:
    [[nodiscard]] Task<Result<void>> copyRound(FolderRow source, FolderRow target, QList<CopyWrite> copies);
    [[nodiscard]] Task<Result<void>> copied(FolderRow target, QList<CopyWrite> copies, ImapCopied answer);
    [[nodiscard]] Task<Result<void>> appendTo(FolderRow folder, MessageRow row);

    ImapSession &m_session;
    StoreWorker &m_store;
    ImapRefusals &m_refusals;
    ImapSettling &m_settling;
};

}
