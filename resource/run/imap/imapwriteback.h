// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/imap/imapmailboxwrites.h"
#include "run/imap/imapuploads.h"
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
    Q_DISABLE_COPY_MOVE(ImapWriteBack)

    /// Ends with the first refusal (Scope::Folder) when everything was tried; at once with other errors. What goes into or
    /// is in a mailbox that is no more waits, when its folder is among \a gone; nothing: another client may have renamed
    /// or deleted any since the last listing.
    [[nodiscard]] Task<Result<void>> run(std::optional<QSet<qint64>> gone = std::nullopt);
    /// Whether something waits for the next listing of the mailboxes.
    [[nodiscard]] bool waits() const
    {
        return m_refusals.waits();
    }

private:
    struct World {
        QList<FolderRow> folders;
        QList<ReplacedCopy> replaced; ///< whose successor is on the server
        WritePlan plan;
    };
    [[nodiscard]] Task<Result<World>> look();
    [[nodiscard]] Task<Result<void>> removeCopied(QList<ReplacedCopy> tried);

    StoreWorker &m_store;
    ImapRefusals m_refusals;
    ImapSettling m_settling;
    ImapUploads m_uploads;
    ImapMailboxWrites m_mailboxes;
};

}
