// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "net/imapconnection.h"

namespace Konto
{

/// ImapSession::listMailboxes()
[[nodiscard]] Task<Result<QList<ImapMailbox>>> listImapMailboxes(ImapConnectionPtr connection);
/// ImapSession::examine()
[[nodiscard]] Task<Result<ImapMailboxState>> examineImapMailbox(ImapConnectionPtr connection, QString mailbox);

}
