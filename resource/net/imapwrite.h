// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapconnection.h"
#include "net/imapsession.h"

namespace Konto
{

/// What ImapSession writes, by the names it has there.
[[nodiscard]] Task<Result<void>> storeImapFlags(ImapConnectionPtr connection, UidRanges uids, QByteArrayList names, bool on);
[[nodiscard]] Task<Result<ImapCopied>> copyImapMessages(ImapConnectionPtr connection, UidRanges uids, QString mailbox);
[[nodiscard]] Task<Result<ImapCopied>> moveImapMessages(ImapConnectionPtr connection, UidRanges uids, QString mailbox);
[[nodiscard]] Task<Result<bool>> expungeImapMessages(ImapConnectionPtr connection, UidRanges uids);
[[nodiscard]] Task<Result<ImapCopied>> appendImapMessage(ImapConnectionPtr connection, QString mailbox, ImapUpload message);
[[nodiscard]] Task<Result<void>> changeImapMailbox(ImapConnectionPtr connection, ImapCommand command);

}
