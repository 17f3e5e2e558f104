// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/folderpass.h"

#include "run/upkeep/diskchanges.h"

#include <KLocalizedString>

#include <algorithm>
#include <numeric>
#include <utility>

namespace Konto
{

FolderPass::FolderPass(StoreWorker &store, ShownAccount &shown, RunProgress &progress)
    : m_store(store)
    , m_shown(shown)
    , m_progress(progress)
{
}

void FolderPass::stop()
{
    m_stopped = true;
}

qsizetype FolderPass::goneFromDisk() const
{
    return std::accumulate(m_goneFromDisk.cbegin(), m_goneFromDisk.cend(), qsizetype(0));
}

Task<Result<void>> FolderPass::go(With with)
{
    m_stopped = false;
    Result<void> outcome = co_await with.feed->sendChanges();
    if (endsRun(outcome)) {
        co_return outcome;
    }
    const auto folders = co_await with.feed->updateFolders();
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    if (auto shown = co_await m_shown.showFolders(*folders); !shown) {
        co_return shown;
    }
    m_order.begin(*folders, with.mode == Mode::Imap ? m_shown.hidden() : QSet<qint64>());
    for (const FolderRow &folder : m_order.all()) {
        const auto page = co_await with.feed->newestPage(folder);
        if (endsRun(page)) {
            co_return page;
        }
    }
    Result<void> synced = co_await syncEach(with);
    if (endsRun(synced)) {
        co_return synced;
    }
    outcome = synced ? outcome : synced;
    const auto changed = co_await with.feed->changedMeanwhile();
    if (!changed) {
        co_return std::unexpected(changed.error());
    }
    m_order.beginAgain(*changed);
    synced = co_await syncEach(with);
    if (endsRun(synced)) {
        co_return synced;
    }
    outcome = synced ? outcome : synced;
    const Result<void> settled = co_await with.feed->settle();
    co_return settled ? outcome : settled;
}

Task<Result<void>> FolderPass::syncEach(With with)
{
    Result<void> outcome;
    while (const auto folder = m_order.takeNext()) {
        if (m_stopped) {
            co_return fail(ErrorKind::Cancelled);
        }
        const Result<void> one = co_await syncOne(with, *folder);
        if (endsRun(one)) {
            co_return one;
        }
        outcome = one ? outcome : one;
    }
    co_return outcome;
}

Task<Result<void>> FolderPass::syncOne(With with, FolderRow folder)
{
    if (!folder.selectable) {
        co_return {};
    }
    m_progress.setText(i18nc("@info:status %1 folder", "Checking “%1”", folder.path.join(u'/')));
    qsizetype gone = 0;
    const Result<void> disk = co_await takeDiskChanges(&m_store, &m_shown.projector(), with.mode, folder, with.disappeared == Disappeared::Removed, &gone);
    m_goneFromDisk.insert(folder.id, gone);
    if (!disk) {
        co_return disk;
    }
    // newestPage() may have changed what is known of the folder
    const auto fresh = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!fresh) {
        co_return std::unexpected(fresh.error());
    }
    const auto row = std::ranges::find(*fresh, folder.id, &FolderRow::id);
    if (row == fresh->end()) {
        co_return {};
    }
    co_return co_await with.feed->syncFolder(*row);
}

}
