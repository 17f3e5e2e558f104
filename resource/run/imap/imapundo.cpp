// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapundo.h"

#include "run/imap/imapwriteparts.h"

namespace Konto
{

Task<Result<void>> undoFlags(StoreWorker *store, Projector *projector, FolderRow folder, QList<MessageRow> rows)
{
    for (MessageRow &row : rows) {
        row.flags = row.baseFlags;
    }
    auto undone = co_await store->run([rows](AccountStore &opened) {
        QHash<MessageKey, Flags> flags;
        for (const MessageRow &row : rows) {
            flags.insert(row.key, row.flags);
        }
        return opened.setFlags(flags);
    });
    if (!undone) {
        co_return undone;
    }
    co_return co_await projector->showFlags(folder.id, rows);
}

Task<Result<void>> undoWrites(StoreWorker *store, Projector *projector, FolderRow folder, MailboxWrites writes)
{
    for (const FlagWrite &write : std::as_const(writes.flags)) {
        if (auto undone = co_await undoFlags(store, projector, folder, write.rows); !undone) {
            co_return undone;
        }
    }
    QList<MessageKey> back;
    for (const QList<MessageRow> &moved : std::as_const(writes.moves)) {
        back += keysOf(moved);
    }
    auto restored = co_await store->run([back, id = folder.id, removed = keysOf(writes.removals)](AccountStore &opened) {
        return opened.move(back, id).and_then([&] {
            return opened.outgoing().setDeleted(removed, false);
        });
    });
    projector->doubt(folder.id);
    for (auto moved = writes.moves.cbegin(); restored && moved != writes.moves.cend(); ++moved) {
        restored = co_await projector->move(moved.key(), keysOf(moved.value()), folder.id);
    }
    co_return restored;
}

}
