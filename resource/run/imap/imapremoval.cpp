// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapremoval.h"

#include "run/imap/byfolder.h"
#include "store/outgoing.h"

namespace Konto
{

namespace
{
/// Folders that are on this computer only, and are to stay so.
Result<QSet<qint64>> foldersOnlyHere(AccountStore &store)
{
    return store.folders().transform([](const QList<FolderRow> &folders) {
        QSet<qint64> onlyHere;
        for (const FolderRow &folder : folders) {
            if (folder.mailbox.isEmpty() && folder.change == FolderChange::None) {
                onlyHere.insert(folder.id);
            }
        }
        return onlyHere;
    });
}

/// Removes what vanished from the server, and returns it; but not what the user has edited meanwhile, which is to be there,
/// nor what the user keeps in a folder of this computer.
Result<QList<MessageRow>> removeRows(AccountStore &store, const QList<MessageKey> &vanished)
{
    auto rows = store.outgoing().rows(vanished);
    const auto onlyHere = foldersOnlyHere(store);
    if (!rows || !onlyHere) {
        return rows ? std::unexpected(onlyHere.error()) : rows;
    }
    QList<Placed> nowhere;
    QList<MessageKey> upload;
    rows->removeIf([&](const MessageRow &row) {
        const bool edited = row.writing == Writing::Upload || row.writing == Writing::UploadBegun;
        const bool kept = onlyHere->contains(row.folder) && row.body != Body::OnServer && !row.deletedHere;
        if (edited || kept) {
            nowhere.append({.key = row.key, .folder = row.folder, .uidValidity = 0, .uid = 0});
        }
        if (edited && !kept) {
            upload.append(row.key);
        }
        return edited || kept;
    });
    const QList<MessageKey> gone = keysOf(*rows);
    return store.outgoing()
        .setPlaced(nowhere)
        .and_then([&] {
            return store.outgoing().setWriting(upload, Writing::Upload);
        })
        .and_then([&] {
            return store.remove(gone, Forget::Everything);
        })
        .transform([&] {
            return *rows;
        });
}

/// Messages of which the server has lost its copy are to be uploaded. Returns those that cannot be, and those that the user had deleted.
Result<QList<MessageKey>> uploadAgain(AccountStore &store, const QList<MessageKey> &missing)
{
    const auto rows = store.outgoing().rows(missing);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    QList<MessageKey> lost;
    QList<Placed> nowhere;
    QList<MessageKey> upload;
    for (const MessageRow &row : *rows) {
        if (row.body != Body::Here || row.deletedHere) {
            lost.append(row.key);
            continue;
        }
        nowhere.append({.key = row.key, .folder = row.folder, .uidValidity = 0, .uid = 0});
        upload.append(row.key);
    }
    return store.outgoing()
        .setPlaced(nowhere)
        .and_then([&] {
            return store.outgoing().setWriting(upload, Writing::Upload);
        })
        .transform([&] {
            return lost;
        });
}

/// What is in a folder whose mailbox is gone.
struct GoneFolder {
    QList<MessageKey> vanished; ///< with the mailbox
    bool isLevel = false; ///< there are folders below it
    bool stays = false; ///< something else is in it
    bool toBeMade = false; ///< something in it is to be on the server
};

/// Messages that the user moved out of the folder, and that its mailbox still had.
Result<QSet<MessageKey>> movedOut(AccountStore &store, qint64 folder)
{
    return store.outgoing().onServer(folder).transform([folder](const QList<MessageRow> &rows) {
        QSet<MessageKey> keys;
        for (const MessageRow &row : rows) {
            if (row.folder != folder && !row.deletedHere) {
                keys.insert(row.key);
            }
        }
        return keys;
    });
}

/// Messages that the user moved out of the mailbox before it went are to be uploaded, as their copy there is gone.
Result<GoneFolder> splitGone(AccountStore &store, qint64 folder)
{
    GoneFolder gone;
    const auto rows = store.messages(folder);
    const auto counted = store.outgoing().onServer(folder);
    const auto folders = store.folders();
    const auto onlyHere = foldersOnlyHere(store);
    if (!rows || !counted || !folders || !onlyHere) {
        return std::unexpected(!rows ? rows.error() : !counted ? counted.error() : !folders ? folders.error() : onlyHere.error());
    }
    const auto self = std::ranges::find(*folders, folder, &FolderRow::id);
    gone.isLevel = self != folders->end() && std::ranges::any_of(*folders, [&self](const FolderRow &other) {
                       return isBelow(other.path, self->path);
                   });
    QList<Placed> nowhere;
    QList<MessageKey> upload;
    for (const MessageRow &row : *counted) {
        if (row.folder == folder || row.deletedHere || row.body == Body::OnServer) {
            gone.vanished.append(row.key);
            continue;
        }
        nowhere.append({.key = row.key, .folder = row.folder, .uidValidity = 0, .uid = 0});
        if (!onlyHere->contains(row.folder)) {
            upload.append(row.key);
        }
    }
    for (const MessageRow &row : *rows) {
        if (row.placeOnServer() != folder || row.uid == 0) {
            gone.stays = true;
            gone.toBeMade = gone.toBeMade || row.serverFolder != 0 || row.writing != Writing::Nothing;
        }
    }
    return store.outgoing()
        .setPlaced(nowhere)
        .and_then([&] {
            return store.outgoing().setWriting(upload, Writing::Upload);
        })
        .transform([&] {
            return gone;
        });
}
}

ImapRemoval::ImapRemoval(StoreWorker &store, Projector &projector, ImapFindings &findings, const QList<TakenCopy> &taken, Disappeared disappeared)
    : m_store(store)
    , m_projector(projector)
    , m_findings(findings)
    , m_taken(taken)
    , m_disappeared(disappeared)
{
}

Task<Result<QList<MessageKey>>> ImapRemoval::withoutMoved(QList<MessageKey> vanished)
{
    const auto kept = co_await keepMoved(&m_store, &m_projector, m_taken, QSet<MessageKey>(vanished.cbegin(), vanished.cend()));
    if (!kept) {
        co_return std::unexpected(kept.error());
    }
    vanished.removeIf([&kept](const MessageKey &key) {
        return kept->contains(key);
    });
    co_return vanished;
}

Task<Result<void>> ImapRemoval::putBack(QList<MessageKey> vanished)
{
    const auto missing = co_await withoutMoved(std::move(vanished));
    if (!missing) {
        co_return std::unexpected(missing.error());
    }
    const auto lost = co_await m_store.run([keys = *missing](AccountStore &store) {
        return uploadAgain(store, keys);
    });
    if (!lost) {
        co_return std::unexpected(lost.error());
    }
    co_return co_await removeVanished(*lost);
}

Task<Result<void>> ImapRemoval::removeVanished(QList<MessageKey> vanished)
{
    const auto missing = co_await withoutMoved(std::move(vanished));
    if (!missing) {
        co_return std::unexpected(missing.error());
    }
    const auto gone = co_await m_store.run([keys = *missing](AccountStore &store) {
        return removeRows(store, keys);
    });
    if (!gone) {
        co_return std::unexpected(gone.error());
    }
    const auto hidden = byFolder(*gone);
    for (auto rows = hidden.cbegin(); rows != hidden.cend(); ++rows) {
        if (auto done = co_await m_projector.hide(rows.key(), keysOf(rows.value())); !done) {
            co_return done;
        }
    }
    co_return {};
}

/// A mailbox that another client deleted. What is in the folder only here, or is on its way there, is not deleted by that: then
/// the folder stays, and is made again on the server if something is to go there.
Task<Result<void>> ImapRemoval::removeGone(FolderRow folder)
{
    const auto out = co_await m_store.run([id = folder.id](AccountStore &store) {
        return movedOut(store, id);
    });
    if (!out) {
        co_return std::unexpected(out.error());
    }
    // Another client may have moved them elsewhere before it deleted the mailbox.
    if (const auto kept = co_await keepMoved(&m_store, &m_projector, m_taken, *out); !kept) {
        co_return std::unexpected(kept.error());
    }
    const auto gone = co_await m_store.run([id = folder.id](AccountStore &store) {
        return splitGone(store, id);
    });
    if (!gone) {
        co_return std::unexpected(gone.error());
    }
    const bool suspicious = isMassVanish(gone->vanished.size(), gone->vanished.size());
    if (suspicious && m_disappeared == Disappeared::PutBack) {
        co_return co_await putFolderBack(folder, gone->vanished);
    }
    if (suspicious && m_disappeared == Disappeared::Held) {
        m_findings.setAside.insert(folder.id, gone->vanished.size());
        co_return fail(ErrorKind::MassVanish, folder.path.join(u'/'));
    }
    if (!gone->stays && !gone->isLevel) {
        if (auto forgotten = co_await m_projector.forget(folder.id); !forgotten) {
            co_return forgotten;
        }
        co_return co_await m_store.run([id = folder.id](AccountStore &store) {
            return store.removeFolder(id);
        });
    }
    if (auto hidden = co_await m_projector.hide(folder.id, gone->vanished); !hidden) {
        co_return hidden;
    }
    if (gone->stays) {
        folder.mailbox.clear();
    } else {
        folder.selectable = false;
    }
    folder.change = gone->toBeMade ? FolderChange::Create : FolderChange::None;
    folder.uidValidity = 0;
    folder.uidNext = 0;
    folder.highestModSeq = 0;
    folder.complete = false;
    co_return co_await m_store.run([folder, vanished = gone->vanished](AccountStore &store) {
        return store.remove(vanished, Forget::Everything).and_then([&] {
            return store.saveFolder(folder).transform([](const FolderRow &) { });
        });
    });
}

Task<Result<void>> ImapRemoval::putFolderBack(FolderRow folder, QList<MessageKey> vanished)
{
    folder.mailbox.clear();
    folder.change = FolderChange::Create;
    folder.uidValidity = 0;
    folder.uidNext = 0;
    folder.highestModSeq = 0;
    folder.complete = false;
    const auto saved = co_await m_store.run([folder](AccountStore &store) {
        return store.saveFolder(folder).transform([](const FolderRow &) { });
    });
    if (!saved) {
        co_return saved;
    }
    co_return co_await putBack(std::move(vanished));
}

}
