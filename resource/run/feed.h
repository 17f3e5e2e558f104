// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/login.h"
#include "core/message.h"
#include "net/task.h"

#include <QSet>

namespace Konto
{

/// Whether a run cannot go on after a step that ended so: where one folder fails, others go on.
[[nodiscard]] inline bool endsRun(const Result<void> &step)
{
    return !step && step.error().scope != Scope::Folder;
}

/// Where an account's mail comes from: one implementation per mode. Each brings folders and messages into the
/// store and shows them through the projector. A feed lives for one run. Every task ends; after abort() with
/// Cancelled or the connection's error.
class Feed
{
public:
    virtual ~Feed() = default;

    /// Whether a connection of the run before is still there to go on with; then open() is not needed.
    [[nodiscard]] virtual Task<bool> resume() = 0;
    /// Connects and logs in.
    [[nodiscard]] virtual Task<Result<void>> open(Account account, Login login) = 0;
    /// Tells the server what was changed here. What it refuses is undone here, and an error with Scope::Folder.
    [[nodiscard]] virtual Task<Result<void>> sendChanges() = 0;
    /// Makes the store's folders those of the server; returns them all.
    [[nodiscard]] virtual Task<Result<QList<FolderRow>>> updateFolders() = 0;
    /// Brings the newest messages of a folder that is not complete yet, quickly.
    [[nodiscard]] virtual Task<Result<void>> newestPage(FolderRow folder) = 0;
    /// Brings the folder up to date.
    [[nodiscard]] virtual Task<Result<void>> syncFolder(FolderRow folder) = 0;
    /// When every folder was synchronised: the mailboxes to be looked at once more before settle(). Something is gone from one, and may have come
    /// meanwhile to another that was looked at, or needed not to be, before that.
    [[nodiscard]] virtual Task<Result<QSet<QString>>> changedMeanwhile() = 0;
    /// When every folder was synchronised: forgets what is gone from the server. Not before, because a message
    /// that is gone from one folder may have been moved to another, where its bytes are wanted.
    [[nodiscard]] virtual Task<Result<void>> settle() = 0;
    /// Ends the session politely.
    [[nodiscard]] virtual Task<Result<void>> close() = 0;
    virtual void abort() = 0;
};

}
