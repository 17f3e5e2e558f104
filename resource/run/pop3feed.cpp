// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/pop3feed.h"

#include "plan/folderplan.h"
#include "plan/pop3plan.h"
#include "run/pop3download.h"

namespace Konto
{

namespace
{
/// The stored folders, with an inbox among them.
Result<QList<FolderRow>> foldersWithInbox(AccountStore &store)
{
    auto folders = store.folders();
    if (!folders) {
        return folders;
    }
    const FolderRow inbox = pop3Inbox();
    const bool present = std::ranges::any_of(*folders, [&inbox](const FolderRow &folder) {
        return folder.path == inbox.path;
    });
    if (present) {
        return folders;
    }
    const auto saved = store.saveFolder(inbox);
    if (!saved) {
        return std::unexpected(saved.error());
    }
    folders->prepend(*saved);
    return folders;
}
}

Pop3Feed::Pop3Feed(StoreWorker &store, Projector &projector, RunProgress &progress)
    : m_store(store)
    , m_projector(projector)
    , m_progress(progress)
{
}

Task<Result<void>> Pop3Feed::open(Account account, Login login)
{
    co_return co_await m_session.open(account.pop3, login, account.pinnedKeys);
}

Task<Result<QList<FolderRow>>> Pop3Feed::updateFolders()
{
    co_return co_await m_store.run([](AccountStore &store) {
        return foldersWithInbox(store);
    });
}

Task<Result<void>> Pop3Feed::newestPage(FolderRow)
{
    co_return {}; // the download itself is newest first
}

Task<Result<void>> Pop3Feed::syncFolder(FolderRow folder)
{
    if (folder.role != Role::Inbox) {
        co_return {};
    }
    const auto listing = co_await m_session.list();
    if (!listing) {
        co_return std::unexpected(listing.error());
    }
    const auto rows = co_await m_store.run([id = folder.id](AccountStore &store) {
        return store.messages(id);
    });
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    QSet<QByteArray> listed;
    for (const Pop3Entry &entry : *listing) {
        listed.insert(entry.uidl);
    }
    Pop3Download download(m_session, m_store, m_projector, m_progress, folder.id);
    co_return co_await download.run(planPop3(*listing, *rows).download, listed, *rows);
}

Task<Result<void>> Pop3Feed::settle()
{
    co_return {};
}

Task<Result<void>> Pop3Feed::close()
{
    co_return co_await m_session.quit();
}

void Pop3Feed::abort()
{
    m_session.abort();
}

}
