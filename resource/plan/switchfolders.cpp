// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/switchfolders.h"

#include "plan/folderplan.h"

#include <QMap>

#include <algorithm>

namespace Konto
{

namespace
{
bool isAtOrBelow(const FolderPath &path, const FolderPath &top)
{
    return path.size() >= top.size() && path.first(top.size()) == top;
}

/// The server's folders as they would be in an account that has nothing here: paths and roles settled.
QMap<QString, FolderRow> mailboxes(const QList<ImapMailbox> &listed)
{
    QMap<QString, FolderRow> byName;
    for (const FolderRow &row : planFolders(listed, {}).save) {
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

FolderRow mailboxOf(const FolderRow &folder, QMap<QString, FolderRow> &free)
{
    FolderRow there = folder.mailbox.isEmpty() ? FolderRow() : free.take(folder.mailbox);
    if (there.mailbox.isEmpty()) {
        there = take(free, [&folder](const FolderRow &row) {
            return row.selectable && row.path == folder.path;
        });
    }
    return there;
}

FolderRow mailboxOfRole(const FolderRow &folder, QMap<QString, FolderRow> &free)
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
    folder.role = there.role == Role::None ? folder.role : there.role;
    folder.subscribed = there.subscribed;
    folder.rights = there.rights;
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

QList<SwitchFolder> foldersForImap(const QList<ImapMailbox> &listed, const QList<FolderRow> &stored, const FolderPath &branch, const SwitchChoices &choices)
{
    QMap<QString, FolderRow> free = mailboxes(listed);
    QList<FolderRow> inOrder = stored;
    std::ranges::sort(inOrder, {}, &FolderRow::path);
    QList<SwitchFolder> folders;
    QList<FolderRow> unbound;
    // Names first, roles only then: a folder called Sent is more that mailbox than one which has its role.
    for (const FolderRow &folder : std::as_const(inOrder)) {
        const FolderRow there = isAtOrBelow(folder.path, branch) ? FolderRow() : mailboxOf(folder, free);
        if (there.mailbox.isEmpty()) {
            unbound.append(folder);
        } else {
            folders.append({.row = bound(folder, there), .before = folder.path, .fate = FolderFate::Same});
        }
    }
    for (const FolderRow &folder : std::as_const(unbound)) {
        const bool kept = isAtOrBelow(folder.path, branch);
        const FolderRow there = kept ? FolderRow() : mailboxOfRole(folder, free);
        if (!there.mailbox.isEmpty()) {
            folders.append({.row = bound(folder, there), .before = folder.path, .fate = FolderFate::Same});
        } else if (!kept && choices.uploadFolders && folder.selectable) {
            folders.append({.row = onlyHere(folder, FolderChange::Create), .before = folder.path, .fate = FolderFate::Created});
        } else {
            FolderRow row = onlyHere(folder, FolderChange::None);
            row.path = belowBranch(folder.path, branch);
            row.role = Role::None; // the account's Sent is the server's
            folders.append({.row = row, .before = folder.path, .fate = FolderFate::KeptHere});
        }
    }
    qint64 number = 0;
    for (FolderRow &row : free) {
        const bool isLevelOf = !row.selectable && std::ranges::any_of(folders, [&row](const SwitchFolder &folder) {
            return folder.row.path == row.path;
        });
        if (isLevelOf) {
            continue; // a level there, and more than that here
        }
        row.id = --number;
        folders.append({.row = row, .before = {}, .fate = FolderFate::Arrives});
    }
    sortByPath(folders);
    return folders;
}

QList<SwitchFolder> foldersForPop3(const QList<FolderRow> &stored, const QHash<qint64, qsizetype> &onlyHere, const SwitchChoices &choices)
{
    QList<SwitchFolder> folders;
    for (const FolderRow &folder : stored) {
        FolderFate fate = FolderFate::Same;
        if (folder.role != Role::Inbox && !folder.mailbox.isEmpty()) {
            const bool needed = std::ranges::any_of(stored, [&](const FolderRow &other) {
                return isAtOrBelow(other.path, folder.path) && (other.mailbox.isEmpty() || other.role == Role::Inbox || onlyHere.value(other.id) > 0);
            });
            fate = choices.keepCopies || needed ? FolderFate::Copied : FolderFate::LeftThere;
        }
        FolderRow row = folder;
        row.change = fate == FolderFate::LeftThere ? FolderChange::Hidden : folder.change;
        folders.append({.row = row, .before = folder.path, .fate = fate});
    }
    sortByPath(folders);
    return folders;
}

}
