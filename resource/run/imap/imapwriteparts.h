// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "run/storeworker.h"
#include "store/outgoing.h"

#include <algorithm>

namespace Konto
{

// What the parts of ImapWriteBack have in common.

[[nodiscard]] inline UidRanges uidsOf(const QList<MessageRow> &rows)
{
    QList<quint32> uids;
    for (const MessageRow &row : rows) {
        uids.append(row.uid);
    }
    return uidRanges(uids);
}

/// An empty row, without a mailbox, when there is no such folder.
[[nodiscard]] inline FolderRow folderIn(const QList<FolderRow> &folders, qint64 id)
{
    const auto folder = std::ranges::find(folders, id, &FolderRow::id);
    return folder == folders.end() ? FolderRow{} : *folder;
}

/// \a change gets the Outgoing of the store, on its thread.
template<class Change>
[[nodiscard]] Task<Result<void>> inOutgoing(StoreWorker &store, Change change)
{
    return store.run([change](AccountStore &opened) -> Result<void> {
        Outgoing outgoing = opened.outgoing();
        return change(outgoing);
    });
}

}
