// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/upkeep/diskchanges.h"

#include "plan/vanish.h"

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
struct DiskChanges {
    QList<MessageRow> flagged;
    QList<MessageRow> appeared;
    QList<MessageKey> deleted; ///< in POP3 mode, or only here
    bool heldBack = false;
};

Result<void> sortVanished(AccountStore &store, const QList<MessageKey> &vanished, const QList<MessageRow> &rows, Mode mode, DiskChanges &changes)
{
    const QSet<MessageKey> gone(vanished.begin(), vanished.end());
    QList<MessageKey> refetch;
    for (const MessageRow &row : rows) {
        if (!gone.contains(row.key)) {
            continue;
        }
        if (mode == Mode::Imap && row.uid != 0) {
            refetch.append(row.key);
        } else {
            changes.deleted.append(row.key);
        }
    }
    changes.heldBack = isMassVanish(changes.deleted.size(), rows.size());
    return store.setFetchAgain(refetch).and_then([&] {
        return store.remove(refetch, Forget::CopyOnly);
    });
}

Result<DiskChanges> readDisk(AccountStore &store, qint64 folder, Mode mode)
{
    const auto scan = store.scan(folder);
    if (!scan) {
        return std::unexpected(scan.error());
    }
    DiskChanges changes;
    if (scan->flagsChanged.isEmpty() && scan->appeared.isEmpty() && scan->vanished.isEmpty()) {
        return changes;
    }
    if (auto done = store.setFlags(scan->flagsChanged); !done) {
        return std::unexpected(done.error());
    }
    const auto rows = store.messages(folder);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const MessageRow &row : *rows) {
        if (scan->flagsChanged.contains(row.key)) {
            changes.flagged.append(row);
        }
    }
    if (auto done = sortVanished(store, scan->vanished, *rows, mode, changes); !done) {
        return std::unexpected(done.error());
    }
    const auto adopted = store.adopt(folder, scan->appeared);
    if (!adopted) {
        return std::unexpected(adopted.error());
    }
    changes.appeared = *adopted;
    return changes;
}
}

Task<Result<void>> takeDiskChanges(StoreWorker *store, Projector *projector, Mode mode, FolderRow folder, bool acceptVanished, qsizetype *setAside)
{
    const auto changes = co_await store->run([id = folder.id, mode](AccountStore &opened) {
        return readDisk(opened, id, mode);
    });
    if (!changes) {
        co_return std::unexpected(changes.error());
    }
    if (auto done = co_await projector->showFlags(folder.id, changes->flagged); !done) {
        co_return done;
    }
    if (auto done = co_await projector->showMessages(folder.id, changes->appeared); !done) {
        co_return done;
    }
    *setAside = changes->heldBack && !acceptVanished ? changes->deleted.size() : 0;
    if (*setAside > 0) {
        co_return fail(ErrorKind::MassVanish, folder.path.join(u'/'));
    }
    if (changes->deleted.isEmpty()) {
        co_return {};
    }
    if (auto done = co_await projector->hide(folder.id, changes->deleted); !done) {
        co_return done;
    }
    co_return co_await store->run([deleted = changes->deleted](AccountStore &opened) {
        return opened.remove(deleted, Forget::BodyOnly);
    });
}

}
