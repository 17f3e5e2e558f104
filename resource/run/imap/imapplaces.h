// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "run/storeworker.h"

namespace Konto
{

/// A message found on the server.
struct FoundPlace {
    quint32 uidValidity = 0;
    quint32 uid = 0;
    Flags flags;
};

/// Looks for messages that were sent to a mailbox, but whose UIDs the server did not tell, or the answer got lost. They
/// are among those that came since the last sync of the folder. Recognised by header hash and size, of an upload also by
/// its Message-ID. Opens the mailbox; messages that are not there are left out.
[[nodiscard]] Task<Result<QHash<MessageKey, FoundPlace>>> findPlaces(ImapSession *session, StoreWorker *store, FolderRow folder, QList<MessageRow> rows);

}
