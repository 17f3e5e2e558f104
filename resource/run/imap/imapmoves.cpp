// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapmoves.h"

#include "store/outgoing.h"

#include <tuple>

namespace Konto
{

namespace
{
using Way = std::pair<qint64, qint64>; ///< from folder to folder

struct Moved {
    QHash<qint64, QList<MessageKey>> copies; ///< by folder: no longer needed
    QMap<Way, QList<MessageRow>> rows; ///< as they are now
};

bool isUntouched(const MessageRow &row)
{
    return row.serverFolder == 0 && row.writing == Writing::Nothing && !row.deletedHere;
}

/// Moved by the user, and the server has not been told yet.
bool isMovedHere(const MessageRow &row)
{
    return row.serverFolder != 0 && row.writing == Writing::Nothing && !row.deletedHere;
}

/// The message is where the copy is on the server, and is shown in \a folder from now on.
Result<void> takePlace(AccountStore &store, const MessageRow &source, const MessageRow &copy, qint64 folder, Moved &moved)
{
    return store.remove({copy.key}, Forget::Everything)
        .and_then([&] {
            return folder == source.folder ? Result<void>() : store.move({source.key}, folder);
        })
        .and_then([&] {
            return store.outgoing().setPlaced(
                {{.key = source.key, .folder = copy.folder, .uidValidity = copy.uidValidity, .uid = copy.uid, .objectId = copy.objectId}});
        })
        .and_then([&] {
            return store.outgoing().mergeFlags({{source.key, copy.baseFlags}});
        })
        .transform([&](const QList<MessageRow> &rows) {
            moved.copies[copy.folder].append(copy.key);
            moved.rows[{source.folder, folder}] += rows;
        });
}

Result<Moved> moveAll(AccountStore &store, const QList<TakenCopy> &copies, QSet<MessageKey> vanished)
{
    Moved moved;
    for (const TakenCopy &taken : copies) {
        if (!vanished.contains(taken.source)) {
            continue;
        }
        const auto source = store.message(taken.source);
        const auto copy = store.message(taken.copy);
        if (!source || !copy) {
            return std::unexpected(source ? copy.error() : source.error());
        }
        if (!*source || !*copy || !isUntouched(**copy)) {
            continue;
        }
        const bool movedHere = isMovedHere(**source);
        if (!movedHere && (!isUntouched(**source) || (*source)->folder == (*copy)->folder)) {
            continue;
        }
        // The user's own move goes on from there.
        const auto done = takePlace(store, **source, **copy, movedHere ? (*source)->folder : (*copy)->folder, moved);
        if (!done) {
            return std::unexpected(done.error());
        }
        vanished.remove(taken.source); // only one of several copies is what it became
    }
    return moved;
}
}

Task<Result<QSet<MessageKey>>> keepMoved(StoreWorker *store, Projector *projector, QList<TakenCopy> copies, QSet<MessageKey> vanished)
{
    const auto moved = co_await store->run([copies, vanished](AccountStore &account) {
        return moveAll(account, copies, vanished);
    });
    if (!moved) {
        co_return std::unexpected(moved.error());
    }
    // The rows are right already: where Akonadi fails, the folder is in doubt, and the next run shows it as it is.
    QSet<MessageKey> kept;
    for (auto folder = moved->copies.cbegin(); folder != moved->copies.cend(); ++folder) {
        std::ignore = co_await projector->hide(folder.key(), folder.value());
    }
    for (auto way = moved->rows.cbegin(); way != moved->rows.cend(); ++way) {
        const auto [from, to] = way.key();
        // Before they move: then Akonadi does not know them by their keys for a while.
        std::ignore = co_await projector->showFlags(from, way.value());
        const QList<MessageKey> keys = keysOf(way.value());
        kept.unite({keys.cbegin(), keys.cend()});
        if (from != to) {
            std::ignore = co_await projector->move(from, keys, to);
        }
    }
    co_return kept;
}

}
