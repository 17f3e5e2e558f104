// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/folderplan.h"

#include <QMap>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// The folders the server has, by path, roles settled.
QMap<FolderPath, FolderRow> wantedFolders(QList<ImapMailbox> listed)
{
    std::ranges::sort(listed, {}, &ImapMailbox::name);
    QMap<FolderPath, FolderRow> wanted;
    QSet<Role> rolesTaken;
    for (const ImapMailbox &mailbox : std::as_const(listed)) {
        FolderRow row;
        row.path = pathOfMailbox(mailbox.name, mailbox.delimiter);
        row.mailbox = mailbox.name;
        row.delimiter = mailbox.delimiter;
        row.selectable = mailbox.isSelectable();
        const Role role = row.path == FolderPath{u"Inbox"_s} ? Role::Inbox : roleOfAttributes(mailbox.attributes);
        if (role != Role::None && row.selectable && !rolesTaken.contains(role)) {
            rolesTaken.insert(role);
            row.role = role;
        }
        const QString name = row.path.last();
        for (int copy = 2; wanted.contains(row.path); ++copy) {
            row.path.last() = u"%1 (%2)"_s.arg(name).arg(copy);
        }
        wanted.insert(row.path, row);
    }
    return wanted;
}

/// A parent which the server does not list as a mailbox still is a level of the tree (RFC 9051 section 6.3.9).
void addMissingParents(QMap<FolderPath, FolderRow> &wanted)
{
    const QList<FolderPath> paths = wanted.keys();
    for (FolderPath path : paths) {
        for (path.removeLast(); !path.isEmpty() && !wanted.contains(path); path.removeLast()) {
            FolderRow parent;
            parent.path = path;
            parent.selectable = false;
            wanted.insert(path, parent);
        }
    }
}

bool sameFolder(const FolderRow &a, const FolderRow &b)
{
    return a.path == b.path && a.role == b.role && a.delimiter == b.delimiter && a.selectable == b.selectable && a.mailbox == b.mailbox;
}

int rank(Role role)
{
    switch (role) {
    case Role::Inbox:
        return 0;
    case Role::Sent:
        return 1;
    case Role::Drafts:
        return 2;
    case Role::Trash:
        return 4;
    case Role::Junk:
        return 5;
    case Role::All:
    case Role::Flagged:
        return 6;
    default:
        return 3;
    }
}
}

FolderPlan planFolders(QList<ImapMailbox> listed, const QList<FolderRow> &stored)
{
    QMap<FolderPath, FolderRow> wanted = wantedFolders(std::move(listed));
    addMissingParents(wanted);

    QMap<QString, FolderRow> storedByMailbox;
    QMap<FolderPath, FolderRow> storedByPath;
    for (const FolderRow &row : stored) {
        if (row.mailbox.isEmpty()) {
            storedByPath.insert(row.path, row);
        } else {
            storedByMailbox.insert(row.mailbox, row);
        }
    }

    FolderPlan plan;
    for (const FolderRow &want : std::as_const(wanted)) {
        FolderRow known = storedByMailbox.take(want.mailbox);
        if (known.id == 0) {
            // A level of the tree, or a folder of which only the directory is known: state.db had to be rebuilt.
            known = storedByPath.take(want.path);
        }
        FolderRow row = known;
        row.path = want.path;
        row.role = want.role;
        row.mailbox = want.mailbox;
        row.delimiter = want.delimiter;
        row.selectable = want.selectable;
        (known.id != 0 && sameFolder(known, row) ? plan.unchanged : plan.save).append(row);
    }
    plan.gone = storedByMailbox.values();
    for (const FolderRow &row : std::as_const(storedByPath)) {
        // A folder that is only here is never pruned; an empty level of the tree goes with what was below it.
        (row.selectable ? plan.unchanged : plan.gone).append(row);
    }
    std::ranges::sort(plan.gone, std::ranges::greater(), &FolderRow::path);
    return plan;
}

FolderRow pop3Inbox()
{
    FolderRow inbox;
    inbox.path = {u"Inbox"_s};
    inbox.role = Role::Inbox;
    return inbox;
}

QList<FolderRow> inSyncOrder(QList<FolderRow> folders)
{
    std::ranges::sort(folders, [](const FolderRow &a, const FolderRow &b) {
        return std::pair(rank(a.role), a.path) < std::pair(rank(b.role), b.path);
    });
    return folders;
}

}
