// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/switchfolders.h"

#include "plan/folderplan.h"

#include <QMap>
#include <QSet>

#include <algorithm>
#include <ranges>
#include <tuple>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// The server's folders as they would be in an account that has nothing here, but for the names that the server is still to
/// be told: paths and roles settled.
QMap<QString, FolderRow> mailboxes(const QList<ImapMailbox> &listed, QList<FolderRow> stored)
{
    stored.removeIf([](const FolderRow &folder) {
        return folder.change != FolderChange::Rename;
    });
    const FolderPlan plan = planFolders(listed, stored);
    QMap<QString, FolderRow> byName;
    for (const FolderRow &row : plan.save + plan.unchanged) {
        if (!row.mailbox.isEmpty()) {
            byName.insert(row.mailbox, row);
        }
    }
    return byName;
}

/// Takes the first of \a free that \a fits.
template<class Fits>
FolderRow take(QMap<QString, FolderRow> &free, Fits fits)
{
    const auto found = std::ranges::find_if(free, fits);
    return found == free.end() ? FolderRow() : free.take(found.key());
}

/// A folder with messages does not become a level of the tree, because another device deleted its mailbox.
bool mayStandFor(const FolderRow &folder, const FolderRow &there)
{
    return there.selectable || !folder.selectable;
}

FolderRow mailboxOfName(const FolderRow &folder, QMap<QString, FolderRow> &free, const FolderPath &)
{
    const auto there = free.constFind(folder.mailbox);
    return !folder.mailbox.isEmpty() && there != free.cend() && mayStandFor(folder, *there) ? free.take(folder.mailbox) : FolderRow();
}

FolderRow mailboxOfPath(const FolderRow &folder, QMap<QString, FolderRow> &free, const FolderPath &top)
{
    const FolderRow there = take(free, [&folder](const FolderRow &row) {
        return mayStandFor(folder, row) && row.path == folder.path;
    });
    return !there.mailbox.isEmpty() ? there : take(free, [&](const FolderRow &row) {
        return mayStandFor(folder, row) && row.path == belowBranch(folder.path, top);
    });
}

FolderRow mailboxOfRole(const FolderRow &folder, QMap<QString, FolderRow> &free, const FolderPath &)
{
    return folder.role == Role::None ? FolderRow() : take(free, [&folder](const FolderRow &row) {
        return row.selectable && row.role == folder.role;
    });
}

FolderRow bound(FolderRow folder, const FolderRow &there)
{
    folder.change = folder.change == FolderChange::Rename && folder.mailbox == there.mailbox ? FolderChange::Rename : FolderChange::None;
    folder.path = folder.change == FolderChange::Rename ? folder.path : there.path;
    folder.mailbox = there.mailbox;
    folder.delimiter = there.delimiter;
    folder.selectable = there.selectable;
    folder.role = folder.chosenRole.value_or(there.role == Role::None ? folder.role : there.role);
    folder.subscribed = there.subscribed;
    folder.rights = there.rights;
    folder.shared = there.shared;
    return folder;
}

FolderRow onlyHere(FolderRow folder, FolderChange change)
{
    folder.mailbox.clear();
    folder.uidValidity = 0;
    folder.uidNext = 0;
    folder.highestModSeq = 0;
    folder.complete = false;
    folder.change = change;
    return folder;
}

void sortByPath(QList<SwitchFolder> &folders)
{
    std::ranges::sort(folders, {}, [](const SwitchFolder &folder) {
        return std::pair(folder.row.path, folder.before);
    });
}

/// Who keeps a path that two folders would have: first the server's, which go by it; last what has no name there yet.
int rank(const SwitchFolder &folder)
{
    if (folder.row.mailbox.isEmpty()) {
        return folder.row.path == folder.before ? 2 : 3;
    }
    return folder.row.change == FolderChange::Rename ? 1 : 0;
}

void settlePaths(QList<SwitchFolder> &folders)
{
    std::ranges::sort(folders, {}, [](const SwitchFolder &folder) {
        return std::tuple(rank(folder), folder.row.path, folder.before);
    });
    QSet<FolderPath> taken;
    for (SwitchFolder &folder : folders) {
        const QString name = folder.row.path.last();
        for (int copy = 2; taken.contains(folder.row.path); ++copy) {
            folder.row.path.last() = u"%1 (%2)"_s.arg(name).arg(copy);
        }
        taken.insert(folder.row.path);
    }
    sortByPath(folders);
}

/// What is only here: made there; a level of the tree there that has no name of its own; or kept below the branch of this computer.
SwitchFolder withoutMailbox(const FolderRow &folder, FolderFate fate, const FolderPath &branch, const FolderPath &top)
{
    FolderRow row = onlyHere(folder, fate == FolderFate::Created && folder.selectable ? FolderChange::Create : FolderChange::None);
    row.path = belowBranch(folder.path, top);
    if (fate == FolderFate::KeptHere) {
        row.path = belowBranch(folder.path, branch);
        row.role = Role::None; // the account's Sent is the server's
    }
    return {.row = row, .before = folder.path, .fate = fate};
}

bool isLevelOf(const FolderRow &folder, const QSet<FolderPath> &paths, const FolderPath &top)
{
    return !folder.selectable && std::ranges::any_of(paths, [level = belowBranch(folder.path, top)](const FolderPath &path) {
        return isAtOrBelow(path, level);
    });
}

/// The stored folders, and of the mailboxes in \a free those that are not theirs.
QList<SwitchFolder> bindFolders(QList<FolderRow> unbound, QMap<QString, FolderRow> &free, const FolderPath &branch, const FolderPath &top)
{
    QList<SwitchFolder> folders;
    // Names first, roles last: a folder called Sent is more that mailbox than one which has its role.
    for (const auto &find : {mailboxOfName, mailboxOfPath, mailboxOfRole}) {
        unbound.removeIf([&](const FolderRow &folder) {
            const FolderRow there = isAtOrBelow(folder.path, branch) ? FolderRow() : find(folder, free, top);
            if (!there.mailbox.isEmpty()) {
                folders.append({.row = bound(folder, there), .before = folder.path, .fate = FolderFate::Same});
            }
            return !there.mailbox.isEmpty();
        });
    }
    return folders;
}
}

FolderPath belowBranch(const FolderPath &path, const FolderPath &branch)
{
    return isAtOrBelow(path, branch) ? path : branch + path;
}

QHash<qint64, qsizetype> onlyHere(const QList<MessageRow> &rows)
{
    QHash<qint64, qsizetype> counts;
    for (const MessageRow &row : rows) {
        const bool isThere = row.uid != 0 && row.writing == Writing::Nothing;
        counts[row.folder] += row.deletedHere || isThere ? 0 : 1;
    }
    return counts;
}

QList<SwitchFolder> foldersForImap(const QList<ImapMailbox> &listed,
                                   const QList<FolderRow> &stored,
                                   const FolderPath &branch,
                                   const SwitchChoices &choices,
                                   const QString &personal)
{
    QMap<QString, FolderRow> free = mailboxes(listed, stored);
    const FolderPath top = free.value(personal).path;
    QList<FolderRow> inOrder = stored;
    std::ranges::sort(inOrder, {}, &FolderRow::path);
    QList<SwitchFolder> folders = bindFolders(inOrder, free, branch, top);
    QSet<qint64> known;
    QSet<FolderPath> paths;
    for (const SwitchFolder &folder : std::as_const(folders)) {
        known.insert(folder.row.id);
        paths.insert(folder.row.path);
    }
    QSet<FolderPath> there = paths;
    for (const FolderRow &row : std::as_const(free)) {
        there.insert(row.path);
    }
    // Children first: a level of the tree is where something below it is.
    for (const FolderRow &folder : std::as_const(inOrder) | std::views::reverse) {
        if (known.contains(folder.id)) {
            continue;
        }
        FolderFate fate = FolderFate::KeptHere;
        if (!isAtOrBelow(folder.path, branch)) {
            const bool created = folder.selectable ? choices.uploadFolders : isLevelOf(folder, paths, top);
            fate = isLevelOf(folder, there, top) ? FolderFate::Same : created ? FolderFate::Created : FolderFate::KeptHere;
        }
        folders.append(withoutMailbox(folder, fate, branch, top));
        paths.insert(folders.last().row.path);
    }
    qint64 number = 0;
    for (FolderRow &row : free) {
        if (!row.selectable && paths.contains(row.path)) {
            continue; // a level there, and more than that here
        }
        row.id = --number;
        folders.append({.row = row, .before = {}, .fate = FolderFate::Arrives});
    }
    settlePaths(folders);
    return folders;
}

QList<SwitchFolder> foldersForPop3(const QList<FolderRow> &stored, const QHash<qint64, qsizetype> &onlyHere, const SwitchChoices &choices)
{
    const auto holdsMail = [&](const FolderRow &folder) {
        return (folder.mailbox.isEmpty() && folder.selectable) || folder.role == Role::Inbox || onlyHere.value(folder.id) > 0;
    };
    QList<SwitchFolder> folders;
    for (const FolderRow &folder : stored) {
        FolderFate fate = FolderFate::Same;
        if (folder.role != Role::Inbox && (!folder.mailbox.isEmpty() || !folder.selectable)) {
            const bool needed = std::ranges::any_of(stored, [&](const FolderRow &other) {
                return isAtOrBelow(other.path, folder.path) && holdsMail(other);
            });
            const bool isLevel = folder.mailbox.isEmpty(); // with no name on the server
            fate = !choices.keepCopies && !needed ? FolderFate::LeftThere : isLevel ? FolderFate::Same : FolderFate::Copied;
        }
        FolderRow row = folder;
        row.change = fate == FolderFate::LeftThere ? FolderChange::Hidden : folder.change;
        folders.append({.row = row, .before = folder.path, .fate = fate});
    }
    sortByPath(folders);
    return folders;
}

}
