// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/switchfolderwork.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
Result<std::optional<FolderRow>> find(AccountStore &store, const FolderPath &path)
{
    return store.folders().transform([&path](const QList<FolderRow> &folders) {
        const auto found = std::ranges::find(folders, path, &FolderRow::path);
        return found == folders.end() ? std::nullopt : std::optional(*found);
    });
}

Result<std::optional<FolderRow>> find(AccountStore &store, qint64 id)
{
    return store.folders().transform([id](const QList<FolderRow> &folders) {
        const auto found = std::ranges::find(folders, id, &FolderRow::id);
        return found == folders.end() ? std::nullopt : std::optional(*found);
    });
}

/// \a path, or one beside it that no other folder has.
Result<FolderPath> freePath(AccountStore &store, const FolderPath &path, qint64 except)
{
    FolderPath candidate = path;
    for (int copy = 2;; ++copy) {
        const auto occupant = find(store, candidate);
        if (!occupant) {
            return std::unexpected(occupant.error());
        }
        if (!*occupant || (*occupant)->id == except) {
            return candidate;
        }
        candidate.last() = u"%1 (%2)"_s.arg(path.last()).arg(copy);
    }
}

/// The folder of that path, made as a level of the tree if it is not there.
Result<FolderRow> level(AccountStore &store, const FolderPath &path, bool selectable)
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

/// Whoever has the path gives way.
Result<void> makeRoom(AccountStore &store, const FolderPath &path, qint64 except)
{
    const auto occupant = find(store, path);
    if (!occupant || !*occupant || (*occupant)->id == except) {
        return occupant.transform([](const auto &) { });
    }
    const auto free = freePath(store, path, 0);
    return free ? store.renameFolder((*occupant)->id, *free) : std::unexpected(free.error());
}

Result<qint64> apply(AccountStore &store, const SwitchFolder &folder)
{
    FolderRow row = folder.row;
    const auto known = row.id > 0 ? find(store, row.id) : find(store, row.path);
    if (!known) {
        return std::unexpected(known.error());
    }
    if (row.path.size() > 1) {
        if (const auto above = level(store, row.path.first(row.path.size() - 1), false); !above) {
            return std::unexpected(above.error());
        }
    }
    if (folder.fate == FolderFate::KeptHere) {
        const auto free = freePath(store, row.path, row.id);
        if (!free) {
            return std::unexpected(free.error());
        }
        row.path = *free;
    }
    row.id = *known ? (*known)->id : 0;
    Result<void> placed;
    if (row.id != 0 && (*known)->path != row.path) {
        placed = makeRoom(store, row.path, row.id).and_then([&] {
            return store.renameFolder(row.id, row.path);
        });
    }
    return placed
        .and_then([&] {
            return store.saveFolder(row);
        })
        .transform([](const FolderRow &saved) {
            return saved.id;
        });
}

/// The ids under which folders are stored, by those of the picture.
Result<QHash<qint64, qint64>> applyAll(AccountStore &store, const QList<SwitchFolder> &folders)
{
    QHash<qint64, qint64> ids;
    // What stays here makes room first; parents before children within each.
    for (const bool keeping : {true, false}) {
        for (const SwitchFolder &folder : folders) {
            if ((folder.fate == FolderFate::KeptHere) != keeping) {
                continue;
            }
            const auto id = apply(store, folder);
            if (!id) {
                return std::unexpected(id.error());
            }
            ids.insert(folder.row.id, *id);
        }
    }
    return ids;
}

/// Messages that stay on this computer, though their folder is the server's: below the branch, in a folder of that name.
Result<void> keepMessages(AccountStore &store, const SwitchPicture &picture, const FolderPath &branch, SwitchMap &map)
{
    for (auto kept = picture.steps.keptHere.cbegin(); kept != picture.steps.keptHere.cend(); ++kept) {
        const auto folder = find(store, kept.key());
        if (!folder || !*folder) {
            return folder ? Result<void>() : std::unexpected(folder.error());
        }
        const auto target = level(store, belowBranch((*folder)->path, branch), true);
        if (!target) {
            return std::unexpected(target.error());
        }
        map.moves[target->id] += *kept;
    }
    return {};
}

SwitchMap toMap(const SwitchPicture &picture, const QHash<qint64, qint64> &ids)
{
    QHash<RemoteId, QByteArray> objectIds;
    for (const RemoteMessage &message : picture.input.there) {
        if (!message.objectId.isEmpty()) {
            objectIds.insert(message.id, message.objectId);
        }
    }
    SwitchMap map;
    for (const MessageKey &key : picture.steps.unplaced) {
        map.placed.append({.key = key, .folder = 0, .uidValidity = 0, .uid = 0});
    }
    for (const Match &match : picture.steps.placed) {
        map.placed.append({.key = match.key,
                           .folder = ids.value(match.id.mailbox),
                           .uidValidity = picture.input.uidValidities.value(match.id.mailbox),
                           .uid = match.id.number,
                           .objectId = objectIds.value(match.id)});
    }
    map.baseFlags = picture.steps.baseFlags;
    map.uidls = picture.steps.uidls;
    map.upload = picture.steps.upload;
    map.shownAgain = picture.steps.shownAgain;
    for (const qint64 folder : picture.steps.listAgain) {
        map.listAgain.insert(ids.value(folder), picture.input.uidValidities.value(folder));
    }
    for (auto move = picture.steps.moves.cbegin(); move != picture.steps.moves.cend(); ++move) {
        map.moves[ids.value(move.key())] += *move;
    }
    for (const SwitchFolder &folder : picture.folders) {
        if (folder.fate == FolderFate::LeftThere) {
            map.folderChanges.insert(folder.row.id, FolderChange::Hidden);
        }
    }
    return map;
}
}

Result<SwitchMap> SwitchFolderWork::prepare(AccountStore &store, const SwitchPicture &picture, const FolderPath &branch)
{
    if (picture.plan.to == Mode::Pop3) {
        QHash<qint64, qint64> same;
        return toMap(picture, same);
    }
    const auto ids = applyAll(store, picture.folders);
    if (!ids) {
        return std::unexpected(ids.error());
    }
    SwitchMap map = toMap(picture, *ids);
    return keepMessages(store, picture, branch, map).transform([&map] {
        return map;
    });
}

Result<void> SwitchFolderWork::rollBack(AccountStore &store, qint64 switchId)
{
    const auto before = store.switches().folders(switchId);
    auto folders = store.folders();
    if (!before || !folders) {
        return std::unexpected(before ? folders.error() : before.error());
    }
    std::ranges::sort(*folders, std::ranges::greater(), &FolderRow::path); // children first
    for (FolderRow folder : std::as_const(*folders)) {
        const auto was = before->constFind(folder.id);
        const auto messages = was == before->cend() ? store.messages(folder.id) : Result<QList<MessageRow>>();
        if (!messages) {
            return std::unexpected(messages.error());
        }
        if (was == before->cend() && messages->isEmpty()) {
            if (auto removed = store.removeFolder(folder.id); !removed) {
                return removed;
            }
            continue;
        }
        folder.mailbox = was == before->cend() ? QString() : was->mailbox;
        folder.change = was == before->cend() ? FolderChange::None : was->change;
        folder.role = was == before->cend() ? folder.role : was->role;
        if (auto saved = store.saveFolder(folder); !saved) {
            return std::unexpected(saved.error());
        }
    }
    QList<FolderRow> inOrder = before->values();
    std::ranges::sort(inOrder, {}, &FolderRow::path); // parents first
    for (const FolderRow &was : std::as_const(inOrder)) {
        const auto now = find(store, was.id);
        if (!now || !*now || (*now)->path == was.path) {
            continue;
        }
        const Result<void> renamed = makeRoom(store, was.path, was.id).and_then([&] {
            return store.renameFolder(was.id, was.path);
        });
        if (!renamed) {
            return renamed;
        }
    }
    return {};
}

namespace
{
/// Where the other switch found it, if that name is free.
Result<void> restore(AccountStore &store, const FolderRow &was)
{
    const auto now = find(store, was.id);
    const auto occupant = find(store, was.path);
    if (!now || !occupant) {
        return std::unexpected(now ? occupant.error() : now.error());
    }
    if (!*now || *occupant || !(*now)->mailbox.isEmpty()) {
        return {}; // removed since, or the name is another's, or it is where the server has it
    }
    FolderRow folder = **now;
    folder.path = was.path;
    folder.role = was.role;
    return store.renameFolder(folder.id, was.path).and_then([&] {
        return store.saveFolder(folder).transform([](const FolderRow &) { });
    });
}
}

Result<SwitchMap> SwitchFolderWork::withPlacesBefore(AccountStore &store, SwitchMap map, qint64 undone)
{
    const auto before = store.switches().folders(undone);
    const auto messages = store.switches().messages();
    const auto moved = store.switches().moves();
    if (!before || !messages || !moved) {
        return std::unexpected(!before ? before.error() : !messages ? messages.error() : moved.error());
    }
    QList<FolderRow> inOrder = before->values();
    std::ranges::sort(inOrder, {}, &FolderRow::path); // parents first
    for (const FolderRow &was : std::as_const(inOrder)) {
        if (auto restored = restore(store, was); !restored) {
            return std::unexpected(restored.error());
        }
    }
    QHash<MessageKey, qint64> origins;
    for (const SwitchedMessage &message : *messages) {
        origins.insert(message.key, message.folder);
    }
    for (auto move = moved->cbegin(); move != moved->cend(); ++move) {
        for (const MessageKey &key : *move) {
            const auto row = store.message(key);
            const auto origin = find(store, origins.value(key));
            if (!row || !origin) {
                return std::unexpected(row ? origin.error() : row.error());
            }
            if (*row && (*row)->folder == move.key() && *origin) { // else the user has moved it on
                map.moves[(*origin)->id].append(key);
            }
        }
    }
    return map;
}

}
