// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/vanish.h"
#include "run/feed.h"
#include "run/folderorder.h"
#include "run/runprogress.h"
#include "run/shown/shownaccount.h"
#include "run/storeworker.h"

#include <memory>

namespace Konto
{

/// What a run does once it is logged in: what was changed here goes up, and every folder is brought up to date, the newest messages of each first. A
/// folder that fails does not stop the others. What it is made with outlives it.
class FolderPass
{
public:
    FolderPass(StoreWorker &store, ShownAccount &shown, RunProgress &progress);

    struct With {
        std::shared_ptr<Feed> feed; ///< logged in
        Mode mode = Mode::Pop3;
        Disappeared disappeared = Disappeared::Held; ///< what is done with a suspicious mass of messages that are gone
    };
    /// One pass. Ends with the error of the last folder that failed, if the others went on, and with Cancelled after stop().
    [[nodiscard]] Task<Result<void>> go(With with);
    /// No folder is begun any more. The one that is being brought up to date ends when its feed is aborted.
    void stop();
    /// In which order; what the user opens meanwhile is told here.
    [[nodiscard]] FolderOrder &order()
    {
        return m_order;
    }
    /// Messages that the last pass held back because their files are gone.
    [[nodiscard]] qsizetype goneFromDisk() const;

private:
    [[nodiscard]] Task<Result<void>> syncEach(With with);
    [[nodiscard]] Task<Result<void>> syncOne(With with, FolderRow folder);

    StoreWorker &m_store;
    ShownAccount &m_shown;
    RunProgress &m_progress;
    FolderOrder m_order;
    bool m_stopped = false;
    QHash<qint64, qsizetype> m_goneFromDisk; ///< by folder
};

}
