// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/keepplan.h"
#include "store/accountstore.h"

#include <QSet>

namespace Konto
{

/// What a sync needs to know of a folder before it asks the server. Read row by row, since a folder may have 100,000 messages.
struct FolderContents {
    qsizetype onServer = 0; ///< messages whose UID counts in the folder's mailbox
    QList<quint32> bodiesMissing; ///< UIDs whose bytes are wanted here and not here, newest first
    QList<quint32> headersMissing; ///< UIDs of which Akonadi shows nothing, newest first
    qsizetype postponed = 0; ///< bodies that would be wanted if size were no matter
};

[[nodiscard]] Result<FolderContents> contentsOf(AccountStore &store, qint64 folder, const Holding &holding);

/// The messages whose UID counts in the folder's mailbox.
[[nodiscard]] Result<QList<KnownUid>> knownUids(AccountStore &store, qint64 folder);

/// What may be one of the messages with these UIDs: the rows of the folder that have one of them, and those that have none.
[[nodiscard]] Result<QList<MessageRow>> rowsForUids(AccountStore &store, qint64 folder, const QSet<quint32> &uids);

}
