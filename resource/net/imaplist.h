// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapconnection.h"
#include "net/imapsession.h"

namespace Konto
{

/// ImapSession::list()
[[nodiscard]] Task<Result<ImapListing>> listImapMailboxes(ImapConnectionPtr connection);
/// ImapSession::status()
[[nodiscard]] Task<Result<ImapMailboxState>> askImapStatus(ImapConnectionPtr connection, QString mailbox);
/// The items of a STATUS that tell whether a mailbox changed: "(MESSAGES UIDNEXT …)".
[[nodiscard]] QByteArray statusItems(const QByteArrayList &capabilities);

}
