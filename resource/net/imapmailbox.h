// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapconnection.h"
#include "net/imapsession.h"

namespace Konto
{

/// ImapSession::openMailbox()
[[nodiscard]] Task<Result<ImapOpened>> openImapMailbox(ImapConnectionPtr connection, QString mailbox, ImapOpening how, ImapResync since);
/// ImapSession::fetchFlags()
[[nodiscard]] Task<Result<QList<ImapFlags>>> fetchImapFlags(ImapConnectionPtr connection, UidRanges uids, quint64 changedSince);
/// ImapSession::quota()
[[nodiscard]] Task<Result<ImapQuota>> askImapQuota(ImapConnectionPtr connection, QString mailbox);
/// ImapSession::search()
[[nodiscard]] Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, QByteArray header, QByteArray value);
[[nodiscard]] Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, ImapCommand criteria);
[[nodiscard]] Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, ImapSearchKeys keys);

}
