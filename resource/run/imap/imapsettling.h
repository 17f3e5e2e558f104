// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/imap/imaprefusals.h"
#include "run/storeworker.h"

namespace Konto
{

/// Finds out what has become of messages of which it is not known whether, or under which UID, they have arrived: the server is asked
/// (run/imap/imapplaces.h), and the store told. What was to be uploaded and has not arrived is to be uploaded again; what was to be moved is where it was.
class ImapSettling
{
public:
    /// All outlive this.
    ImapSettling(ImapSession &session, StoreWorker &store, ImapRefusals &refusals);

    /// What was begun at some time before. Another mailbox is open afterwards.
    [[nodiscard]] Task<Result<void>> settle(QList<MessageRow> rows, QList<FolderRow> folders);
    /// What has just been sent into \a folder; MessageRow::writing says how. Its mailbox is open afterwards.
    [[nodiscard]] Task<Result<void>> settleIn(FolderRow folder, QList<MessageRow> rows);

private:
    ImapSession &m_session;
    StoreWorker &m_store;
    ImapRefusals &m_refusals;
};

}
