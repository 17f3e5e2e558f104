// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/folderplaces.h"

#include "plan/folderplan.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

Result<std::optional<FolderRow>> FolderPlaces::find(AccountStore &store, const FolderPath &path)
{
    return store.folders().transform([&path](const QList<FolderRow> &folders) {
        const auto found = std::ranges::find(folders, path, &FolderRow::path);
        return found == folders.end() ? std::nullopt : std::optional(*found);
    });
}

Result<std::optional<FolderRow>> FolderPlaces::find(AccountStore &store, qint64 id)
{
    return store.folders().transform([id](const QList<FolderRow> &folders) {
        const auto found = std::ranges::find(folders, id, &FolderRow::id);
        return found == folders.end() ? std::nullopt : std::optional(*found);
    });
}

Result<FolderPath> FolderPlaces::freePath(AccountStore &store, const FolderPath &path, qint64 except)
{
    return store.folders().transform([&](const QList<FolderRow> &folders) {
        return Konto::freePath(folders, path, except);
    });
}

Result<FolderRow> FolderPlaces::level(AccountStore &store, const FolderPath &path, bool selectable)
{
    if (path.size() > 1) {
        if (const auto above = level(store, path.first(path.size() - 1), false); !above) {
            return above;
        }
    }
    const auto known = find(store, path);
    if (!known) {
        return std::unexpected(known.error());
    }
    FolderRow folder = known->value_or(FolderRow());
    if (folder.id != 0 && (folder.selectable || !selectable)) {
        return folder;
    }
    folder.path = path;
    folder.selectable = selectable;
    return store.saveFolder(folder);
}

Result<void> FolderPlaces::makeRoom(AccountStore &store, const FolderPath &path, qint64 except)
{
    const auto occupant = find(store, path);
    if (!occupant || !*occupant || (*occupant)->id == except) {
        return occupant.transform([](const auto &) { });
    }
    const auto free = freePath(store, path, 0);
    return free ? store.renameFolder((*occupant)->id, *free) : std::unexpected(free.error());
}

Result<bool> FolderPlaces::moveTo(AccountStore &store, qint64 id, const FolderPath &path)
{
    const auto known = find(store, id);
    if (!known || !*known || (*known)->path == path) {
        return known.transform([](const auto &) {
            return false;
        });
    }
    Result<void> moved;
    if (const FolderPath &now = (*known)->path; isBelow(path, now)) {
        // A folder cannot move into itself.
        moved = freePath(store, now, 0).and_then([&](const FolderPath &aside) {
            return store.renameFolder(id, aside);
        });
    }
    return moved
        .and_then([&] {
            return makeRoom(store, path, id);
        })
        .and_then([&] {
            return store.renameFolder(id, path);
        })
        .transform([] {
            return true;
        });
}

Result<void> FolderPlaces::moveAll(AccountStore &store, const QList<std::pair<qint64, FolderPath>> &paths)
{
    bool moving = true;
    // A folder goes along with the one above it, also when it was in its place. Once for each level of the tree is enough:
    // what is above a folder is in its place then.
    for (qsizetype round = 0; moving; ++round) {
        if (round > paths.size()) {
            return fail(ErrorKind::Storage, u"folders do not find their places"_s);
        }
        moving = false;
        const auto folders = store.folders();
        if (!folders) {
            return std::unexpected(folders.error());
        }
        QHash<qint64, FolderPath> now;
        for (const FolderRow &folder : *folders) {
            now.insert(folder.id, folder.path);
        }
        for (const auto &[id, path] : paths) {
            if (now.value(id) == path) {
                continue;
            }
            const auto moved = moveTo(store, id, path);
            if (!moved) {
                return std::unexpected(moved.error());
            }
            moving = moving || *moved;
        }
    }
    return {};
}

}
