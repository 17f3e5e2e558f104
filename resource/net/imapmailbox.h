// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapconnection.h"
#include "net/imapsession.h"

namespace Konto
{

/// Where the server offers it, mailbox names, headers and searches are UTF-8 from now on; before a mailbox is opened.
[[nodiscard]] Task<Result<void>> enableImapUtf8(ImapConnectionPtr connection);
/// ImapSession::openMailbox()
[[nodiscard]] Task<Result<ImapOpened>> openImapMailbox(ImapConnectionPtr connection, QString mailbox, ImapOpening how, ImapResync since);
/// ImapSession::fetchFlags()
[[nodiscard]] Task<Result<QList<ImapFlags>>> fetchImapFlags(ImapConnectionPtr connection, UidRanges uids, quint64 changedSince);
/// ImapSession::fetchIdentities()
[[nodiscard]] Task<Result<QList<MessageIdentity>>> fetchImapIdentities(ImapConnectionPtr connection, UidRanges uids);
/// The item of FETCH that is the object id of a message; empty where the server has none.
[[nodiscard]] QByteArray objectIdItem(const QByteArrayList &capabilities);
/// ImapSession::quota()
[[nodiscard]] Task<Result<ImapQuota>> askImapQuota(ImapConnectionPtr connection, QString mailbox);
/// ImapSession::search()
[[nodiscard]] Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, QByteArray header, QByteArray value);
[[nodiscard]] Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, ImapCommand criteria);
[[nodiscard]] Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, ImapSearchKeys keys);

}
