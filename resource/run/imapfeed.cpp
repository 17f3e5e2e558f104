// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imapfeed.h"

#include "core/headers.h"
#include "plan/rematch.h"
#include "plan/vanish.h"
#include "run/imapdownload.h"
#include "run/imapfolders.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype pageSize = 200;
constexpr qsizetype identityBatch = 200;
const UidRanges everyUid{{1, std::numeric_limits<quint32>::max()}};

qsizetype countOnServer(const QList<MessageRow> &rows)
{
    return std::ranges::count_if(rows, [](const MessageRow &row) {
        return row.uid != 0;
    });
}

QList<quint32> newestFirst(const QList<quint32> &a, const QList<quint32> &b)
{
    QList<quint32> all = a + b;
    std::ranges::sort(all, std::greater());
    return all;
}
}

ImapFeed::ImapFeed(StoreWorker &store, Projector &projector, RunProgress &progress, bool acceptVanished)
    : m_store(store)
    , m_projector(projector)
    , m_progress(progress)
    , m_acceptVanished(acceptVanished)
    , m_copies(store)
{
}

Task<Result<void>> ImapFeed::open(Account account, Login login)
{
    co_return co_await m_session.open(account.imap, login, account.pinnedKeys);
}

Task<Result<QList<FolderRow>>> ImapFeed::updateFolders()
{
    ImapFolders mailboxes(m_session, m_store);
    const auto folders = co_await mailboxes.update();
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    m_gone = folders->gone;
    co_return folders->there + folders->gone;
}

bool ImapFeed::isFed(const FolderRow &folder) const
{
    return folder.selectable && !folder.mailbox.isEmpty() && !std::ranges::contains(m_gone, folder.id, &FolderRow::id);
}

Task<Result<QList<MessageRow>>> ImapFeed::rowsOf(qint64 folder)
{
    co_return co_await m_store.run([folder](AccountStore &store) {
        return store.messages(folder);
    });
}

Task<Result<QList<quint32>>> ImapFeed::newestUids(ImapMailboxState state)
{
    // UIDs are mostly dense at the top: try a window first, so that a huge folder need not be listed.
    UidRanges ranges = everyUid;
    if (state.uidNext > 2 * pageSize) {
        ranges = {{state.uidNext - static_cast<quint32>(2 * pageSize), std::numeric_limits<quint32>::max()}};
    }
    auto listed = co_await m_session.fetchFlags(ranges);
    if (listed && listed->size() < std::min<qsizetype>(pageSize, state.exists) && ranges != everyUid) {
        listed = co_await m_session.fetchFlags(everyUid);
    }
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    QList<quint32> uids;
    for (const ImapFlags &message : *listed) {
        uids.append(message.uid);
    }
    std::ranges::sort(uids, std::greater());
    co_return uids.first(std::min(pageSize, uids.size()));
}

Task<Result<void>> ImapFeed::newestPage(FolderRow folder)
{
    if (folder.complete || !isFed(folder)) {
        co_return {};
    }
    const auto rows = co_await rowsOf(folder.id);
    if (!rows || countOnServer(*rows) > 0) {
        // Interrupted before: the sync goes on where it stopped.
        co_return rows ? Result<void>() : std::unexpected(rows.error());
    }
    const auto state = co_await m_session.examine(folder.mailbox);
    if (!state || state->exists == 0) {
        co_return state ? Result<void>() : std::unexpected(state.error());
    }
    // The first sync announces every folder before it fetches the first body: so the percentage means the account.
    m_announced.insert(folder.id, state->exists);
    m_progress.expect(state->exists);
    folder.uidValidity = state->uidValidity;
    const auto saved = co_await m_store.run([folder](AccountStore &store) {
        return store.saveFolder(folder);
    });
    if (!saved) {
        co_return std::unexpected(saved.error());
    }
    const auto uids = co_await newestUids(*state);
    if (!uids || uids->isEmpty()) {
        co_return uids ? Result<void>() : std::unexpected(uids.error());
    }
    ImapDownload download(m_session, m_store, m_projector, m_progress, folder, state->uidValidity);
    co_return co_await download.headers(*uids);
}

Task<Result<ImapChanges>> ImapFeed::findByIdentity(ImapMailboxState state, QList<MessageRow> rows)
{
    const auto listing = co_await m_session.fetchFlags(everyUid);
    if (!listing) {
        co_return std::unexpected(listing.error());
    }
    QList<quint32> uids;
    for (const ImapFlags &message : *listing) {
        uids.append(message.uid);
    }
    QList<MessageIdentity> identities;
    for (qsizetype from = 0; from < uids.size(); from += identityBatch) {
        const auto headers = co_await m_session.fetchHeaders(uidRanges(uids.mid(from, identityBatch)));
        if (!headers) {
            co_return std::unexpected(headers.error());
        }
        for (const ImapHeader &header : *headers) {
            identities.append({.uid = header.uid, .size = header.size, .headerHash = headerHash(header.header), .flags = header.flags});
        }
    }
    QList<MessageRow> onServer;
    for (const MessageRow &row : std::as_const(rows)) {
        if (row.uid != 0) {
            onServer.append(row);
        }
    }
    const Rematch matched = rematch(identities, onServer, state.uidValidity);
    ImapChanges changes;
    changes.fetch = matched.fetch;
    changes.update = matched.matched;
    for (const MessageRow &row : matched.unmatched) {
        changes.vanished.append(row.key);
    }
    changes.heldBack = isMassVanish(changes.vanished.size(), onServer.size());
    if (changes.heldBack) {
        // They no longer stand for any UID: kept as messages that are only here.
        changes.update += matched.unmatched;
    }
    co_return changes;
}

Task<Result<ImapChanges>> ImapFeed::findChanges(FolderRow folder, ImapMailboxState state, QList<MessageRow> rows)
{
    const ImapStrategy strategy = planFolder(state, folder, countOnServer(rows));
    if (strategy.kind == ImapStrategy::Nothing) {
        co_return ImapChanges{};
    }
    if (strategy.kind == ImapStrategy::Rematch) {
        co_return co_await findByIdentity(state, rows);
    }
    if (strategy.kind == ImapStrategy::ChangedSince) {
        const auto changed = co_await m_session.fetchFlags(everyUid, strategy.changedSince);
        if (!changed) {
            co_return std::unexpected(changed.error());
        }
        const ImapChanges changes = compareChanges(*changed, rows);
        if (!needsListing(changes, state, countOnServer(rows))) {
            co_return changes;
        }
    }
    if (state.exists == 0) {
        co_return compareListing({}, rows);
    }
    const auto listing = co_await m_session.fetchFlags(everyUid);
    if (!listing) {
        co_return std::unexpected(listing.error());
    }
    co_return compareListing(*listing, rows);
}

Task<Result<void>> ImapFeed::applyChanges(FolderRow folder, ImapChanges changes)
{
    const auto saved = co_await m_store.run([updated = changes.update](AccountStore &store) -> Result<void> {
        QHash<MessageKey, Flags> flags;
        for (const MessageRow &row : updated) {
            flags.insert(row.key, row.flags);
        }
        if (auto rows = store.saveRows(updated); !rows) {
            return std::unexpected(rows.error());
        }
        return store.setFlags(flags);
    });
    if (!saved) {
        co_return saved;
    }
    if (auto shown = co_await m_projector.showFlags(folder.id, changes.update); !shown) {
        co_return shown;
    }
    if (changes.vanished.isEmpty() || (changes.heldBack && !m_acceptVanished)) {
        co_return {};
    }
    m_vanished += changes.vanished;
    co_return co_await m_projector.hide(folder.id, changes.vanished);
}

Task<Result<void>> ImapFeed::syncFolder(FolderRow folder)
{
    if (!isFed(folder)) {
        co_return {};
    }
    const auto state = co_await m_session.examine(folder.mailbox);
    if (!state) {
        co_return std::unexpected(state.error());
    }
    const auto before = co_await rowsOf(folder.id);
    if (!before) {
        co_return std::unexpected(before.error());
    }
    const auto changes = co_await findChanges(folder, *state, *before);
    if (!changes) {
        co_return std::unexpected(changes.error());
    }
    if (auto applied = co_await applyChanges(folder, *changes); !applied) {
        co_return applied;
    }
    const auto rows = co_await rowsOf(folder.id);
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    const bool heldBack = changes->heldBack && !m_acceptVanished;
    folder.uidValidity = state->uidValidity;
    const QList<quint32> uids = newestFirst(changes->fetch, heldBack ? QList<quint32>() : bodiesMissing(*rows));
    m_progress.expect(uids.size() - m_announced.take(folder.id));
    if (!uids.isEmpty()) {
        if (auto loaded = co_await m_copies.load(); !loaded) {
            co_return loaded;
        }
    }
    ImapDownload download(m_session, m_store, m_projector, m_progress, folder, state->uidValidity);
    download.setLocalCopies(&m_copies);
    if (auto done = co_await download.messages(uids, *rows); !done) {
        co_return done;
    }
    // Only now is everything up to this point known; held back changes are found again next time.
    folder.uidNext = state->uidNext;
    folder.highestModSeq = heldBack ? 0 : state->highestModSeq;
    folder.complete = true;
    const auto saved = co_await m_store.run([folder](AccountStore &store) {
        return store.saveFolder(folder);
    });
    if (!saved) {
        co_return std::unexpected(saved.error());
    }
    if (heldBack) {
        co_return fail(ErrorKind::MassVanish, folder.path.join(u'/'));
    }
    co_return {};
}

Task<Result<void>> ImapFeed::removeGone(FolderRow folder)
{
    const auto rows = co_await rowsOf(folder.id);
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    if (countOnServer(*rows) < rows->size()) {
        // It holds messages that are only here: the folder becomes one that is only here.
        folder.mailbox.clear();
        const auto kept = co_await m_store.run([folder](AccountStore &store) {
            return store.saveFolder(folder);
        });
        co_return kept ? Result<void>() : std::unexpected(kept.error());
    }
    if (!m_acceptVanished && isMassVanish(rows->size(), rows->size())) {
        co_return fail(ErrorKind::MassVanish, folder.path.join(u'/'));
    }
    if (auto forgotten = co_await m_projector.forget(folder.id); !forgotten) {
        co_return forgotten;
    }
    co_return co_await m_store.run([id = folder.id](AccountStore &store) {
        return store.removeFolder(id);
    });
}

Task<Result<void>> ImapFeed::settle()
{
    const auto removed = co_await m_store.run([vanished = m_vanished](AccountStore &store) {
        return store.remove(vanished, Forget::Everything);
    });
    if (!removed) {
        co_return removed;
    }
    Result<void> outcome;
    for (const FolderRow &folder : std::as_const(m_gone)) {
        const Result<void> gone = co_await removeGone(folder);
        if (!gone && gone.error().scope != Scope::Folder) {
            co_return gone;
        }
        outcome = gone ? outcome : gone;
    }
    co_return outcome;
}

Task<Result<void>> ImapFeed::close()
{
    co_await m_session.close();
    co_return {};
}

void ImapFeed::abort()
{
    m_session.abort();
}

}
