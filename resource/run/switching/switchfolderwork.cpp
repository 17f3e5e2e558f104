// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/switching/switchfolderwork.h"

#include "run/imap/folderplaces.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// The folder that is to be \a folder. A new one may have been made already; whoever of \a stored has its path is another.
Result<std::optional<FolderRow>> findStored(AccountStore &store, const SwitchFolder &folder, const QSet<qint64> &stored)
{
    if (folder.row.id > 0) {
        return FolderPlaces::find(store, folder.row.id);
    }
    return FolderPlaces::find(store, folder.row.path).and_then([&](const std::optional<FolderRow> &occupant) -> Result<std::optional<FolderRow>> {
        if (!occupant || !stored.contains(occupant->id)) {
            return occupant;
        }
        return FolderPlaces::makeRoom(store, folder.row.path, 0).transform([] {
            return std::optional<FolderRow>();
        });
    });
}

Result<qint64> apply(AccountStore &store, const SwitchFolder &folder, const QSet<qint64> &stored)
{
    FolderRow row = folder.row;
    const auto known = findStored(store, folder, stored);
    if (!known) {
        return std::unexpected(known.error());
    }
    row.id = *known ? (*known)->id : 0;
    if (*known) {
        // What the last sync knew goes with the commit point, see toMap().
        row.uidValidity = (*known)->uidValidity;
        row.uidNext = (*known)->uidNext;
        row.highestModSeq = (*known)->highestModSeq;
        row.complete = (*known)->complete;
    }
    return (*known ? FolderPlaces::moveTo(store, row.id, row.path) : Result<bool>(false))
        .and_then([&](bool) {
            return row.path.size() > 1 ? FolderPlaces::level(store, row.path.first(row.path.size() - 1), false) : Result<FolderRow>();
        })
        .and_then([&](const FolderRow &) {
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
    QSet<qint64> stored;
    for (const SwitchFolder &folder : folders) {
        stored.insert(folder.row.id);
    }
    QList<std::pair<qint64, FolderPath>> paths;
    for (const SwitchFolder &folder : folders) {
        const auto id = apply(store, folder, stored);
        if (!id) {
            return std::unexpected(id.error());
        }
        ids.insert(folder.row.id, *id);
        paths.append({*id, folder.row.path});
    }
    if (auto moved = FolderPlaces::moveAll(store, paths); !moved) {
        return std::unexpected(moved.error());
    }
    for (const auto &[id, path] : std::as_const(paths)) { // a level may have gone with a folder
        const auto above = path.size() > 1 ? FolderPlaces::level(store, path.first(path.size() - 1), false) : Result<FolderRow>();
        if (!above) {
            return std::unexpected(above.error());
        }
    }
    return ids;
}

/// Where messages of a folder of the server at \a path go that stay here. There may be mailboxes in the branch, too.
Result<FolderPath> pathOfThisComputer(AccountStore &store, const FolderPath &path, const FolderPath &branch)
{
    const FolderPath wanted = path == branch ? branch + path : belowBranch(path, branch);
    FolderPath candidate = wanted;
    for (int copy = 2;; ++copy) {
        const auto occupant = FolderPlaces::find(store, candidate);
        if (!occupant) {
            return std::unexpected(occupant.error());
        }
        if (!*occupant || ((*occupant)->mailbox.isEmpty() && (*occupant)->change != FolderChange::Create)) {
            return candidate;
        }
        candidate.last() = u"%1 (%2)"_s.arg(wanted.last()).arg(copy);
    }
}

/// Messages that stay on this computer, though their folder is the server's: below the branch, in a folder of that name.
Result<void> keepMessages(AccountStore &store, const SwitchPicture &picture, const FolderPath &branch, SwitchMap &map)
{
    for (auto kept = picture.steps.keptHere.cbegin(); kept != picture.steps.keptHere.cend(); ++kept) {
        const auto folder = FolderPlaces::find(store, kept.key());
        if (!folder || !*folder) {
            return folder ? Result<void>() : std::unexpected(folder.error());
        }
        const auto target = pathOfThisComputer(store, (*folder)->path, branch).and_then([&store](const FolderPath &path) {
            return FolderPlaces::level(store, path, true);
        });
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
        } else if (folder.fate == FolderFate::Created || folder.fate == FolderFate::KeptHere) {
            map.listAgain.insert(ids.value(folder.row.id), 0); // it stands for no mailbox any more
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

namespace
{
/// A folder that the switch has made: removed, unless something has come into it or below it meanwhile; then it is of this computer.
Result<void> unmake(AccountStore &store, FolderRow folder)
{
    const auto messages = store.messages(folder.id);
    const auto folders = store.folders();
    if (!messages || !folders) {
        return std::unexpected(messages ? folders.error() : messages.error());
    }
    const bool holds = !messages->isEmpty() || std::ranges::any_of(*folders, [&folder](const FolderRow &other) {
        return isBelow(other.path, folder.path);
    });
    if (!holds) {
        return store.removeFolder(folder.id);
    }
    folder.mailbox.clear();
    folder.change = FolderChange::None;
    return store.saveFolder(folder).transform([](const FolderRow &) { });
}

Result<void> setBack(AccountStore &store, FolderRow folder, const FolderRow &was)
{
    folder.mailbox = was.mailbox;
    folder.change = was.change;
    folder.role = was.role;
    folder.selectable = was.selectable;
    return store.saveFolder(folder).transform([](const FolderRow &) { });
}
}

Result<void> SwitchFolderWork::rollBack(AccountStore &store, qint64 switchId)
{
    const auto before = store.switches().folders(switchId);
    if (!before || before->isEmpty()) { // forgotten: nobody knows any more what was here before
        return before.transform([](const auto &) { });
    }
    QList<std::pair<qint64, FolderPath>> paths;
    for (const FolderRow &was : *before) {
        paths.append({was.id, was.path});
    }
    std::ranges::sort(paths, {}, &std::pair<qint64, FolderPath>::second); // parents first
    if (auto moved = FolderPlaces::moveAll(store, paths); !moved) {
        return moved;
    }
    auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    std::ranges::sort(*folders, std::ranges::greater(), &FolderRow::path); // children first
    for (const FolderRow &folder : std::as_const(*folders)) {
        const auto was = before->constFind(folder.id);
        if (auto done = was == before->cend() ? unmake(store, folder) : setBack(store, folder, *was); !done) {
            return done;
        }
    }
    return {};
}

namespace
{
/// Where the other switch found it, if that name is free.
Result<void> restore(AccountStore &store, const FolderRow &was)
{
    const auto now = FolderPlaces::find(store, was.id);
    const auto occupant = FolderPlaces::find(store, was.path);
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

namespace
{
/// Of the messages that the other switch \a moved, those that are still there, by the folder they came from.
Result<QMap<qint64, QList<MessageKey>>> takenBack(AccountStore &store, const QList<SwitchedMessage> &before, const QMap<qint64, QList<MessageKey>> &moved)
{
    QHash<MessageKey, qint64> origins;
    for (const SwitchedMessage &message : before) {
        origins.insert(message.key, message.folder);
    }
    QMap<qint64, QList<MessageKey>> back;
    for (auto move = moved.cbegin(); move != moved.cend(); ++move) {
        for (const MessageKey &key : *move) {
            const auto row = store.message(key);
            const auto origin = FolderPlaces::find(store, origins.value(key));
            if (!row || !origin) {
                return std::unexpected(row ? origin.error() : row.error());
            }
            if (*row && (*row)->folder == move.key() && *origin) { // else the user has moved it on
                back[(*origin)->id].append(key);
            }
        }
    }
    return back;
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
    return takenBack(store, *messages, *moved).transform([&](const QMap<qint64, QList<MessageKey>> &back) {
        for (auto move = back.cbegin(); move != back.cend(); ++move) {
            map.moves[move.key()] += *move;
        }
        return map;
    });
}

}
