// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "store/accountstore.h"

namespace Konto
{

/// How far the import of another account has come. Kept in the store's facts, and written before a step is begun and after
/// it is done, so that a restart goes on where it stopped; each step may be done twice.
struct ImportJournal {
    enum Stage {
        Nothing = 0, ///< no import was begun
        Disabling = 1, ///< the old account is taken offline
        Copying = 2,
        Verifying = 3,
        Configuring = 4, ///< password and settings
        Done = 5,
        Undoing = 6,
        Undone = 7,
    };

    Stage stage = Nothing;
    QString source; ///< the old account's agent
    Mode mode = Mode::Imap;
    bool wasOnline = true; ///< the old account, before
    bool hasPassword = false;
    qint64 collection = 0; ///< the last one that was finished, in the order of their ids
    qint64 item = 0; ///< the last item stored of the one after it
    qint64 messages = 0; ///< with bytes in the old account
    qint64 withoutBytes = 0;
    qint64 folders = 0;
    qint64 missing = 0; ///< of those with bytes, not in the store with the very same bytes
    qint64 contentsBefore = 0; ///< different contents in the old account
    qint64 contentsAfter = 0; ///< in the store, of those
    qint64 seenUidls = 0; ///< POP3: remembered as downloaded

    [[nodiscard]] bool isBegun() const
    {
        return stage != Nothing;
    }
    /// Whether there is something to go on with.
    [[nodiscard]] bool isUnfinished() const
    {
        return stage != Nothing && stage != Done && stage != Undone;
    }
};

[[nodiscard]] Result<ImportJournal> readJournal(AccountStore &store);
[[nodiscard]] Result<void> writeJournal(AccountStore &store, const ImportJournal &journal);

}
