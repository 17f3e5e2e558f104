// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapconnection.h"
#include "net/imapsession.h"

namespace Konto
{

/// ImapSession::fetchHeaders()
[[nodiscard]] Task<Result<QList<ImapHeader>>> fetchImapHeaders(ImapConnectionPtr connection, UidRanges uids);
/// ImapSession::fetchTexts()
[[nodiscard]] Task<Result<QHash<quint32, QByteArray>>> fetchImapTexts(ImapConnectionPtr connection, UidRanges uids);

}
