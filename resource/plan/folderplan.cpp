// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/folderplan.h"

#include "plan/foldernames.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// The path of the mailbox, in which names that the user has changed here and the server does not know yet are the new
/// ones.
FolderPath pathHere(const ImapMailbox &mailbox, const QList<FolderRow> &stored)
{
    const FolderRow *renamed = nullptr;
    for (const FolderRow &row : stored) {
        const bool isIt = row.change == FolderChange::Rename
            && (mailbox.name == row.mailbox || (!row.delimiter.isNull() && mailbox.name.startsWith(row.mailbox + row.delimiter)));
        if (isIt && (!renamed || renamed->mailbox.size() < row.mailbox.size())) {
            renamed = &row;
        }
    }
    const FolderPath path = pathOfMailbox(mailbox.name, mailbox.delimiter);
    return renamed ? renamed->path + path.sliced(pathOfMailbox(renamed->mailbox, renamed->delimiter).size()) : path;
}

/// What the user chose first, then what the server names (RFC 6154), then by the names of folders.
QHash<QString, Role> rolesByMailbox(const QList<ImapMailbox> &listed, const QList<FolderRow> &stored)
{
    QHash<QString, Role> roles;
    QSet<Role> taken;
    for (const FolderRow &row : stored) {
        const bool isThere = row.mailbox.isEmpty() || std::ranges::contains(listed, row.mailbox, &ImapMailbox::name);
        if (isThere && row.chosenRole) {
            taken.insert(*row.chosenRole);
            roles.insert(row.mailbox, *row.chosenRole);
        }
    }
    const auto give = [&](const ImapMailbox &mailbox, Role role) {
        if (role != Role::None && mailbox.isSelectable() && !taken.contains(role) && !roles.contains(mailbox.name)) {
            taken.insert(role);
            roles.insert(mailbox.name, role);
        }
    };
    for (const ImapMailbox &mailbox : listed) {
        const bool isInbox = pathOfMailbox(mailbox.name, mailbox.delimiter) == FolderPath{u"Inbox"_s};
        give(mailbox, isInbox ? Role::Inbox : mailbox.foreign ? Role::None : roleOfAttributes(mailbox.attributes));
    }
    for (const ImapMailbox &mailbox : listed) {
        FolderPath path = pathOfMailbox(mailbox.name, mailbox.delimiter);
        if (path.size() == 2 && path.first() == u"Inbox"_s) {
            path.removeFirst(); // where everything is below the inbox
        }
        give(mailbox, path.size() == 1 && !mailbox.foreign ? roleOfName(path.first()) : Role::None);
    }
    return roles;
}

/// The folders the server has, by path, roles settled.
QMap<FolderPath, FolderRow> wantedFolders(QList<ImapMailbox> listed, const QList<FolderRow> &stored)
{
    std::ranges::sort(listed, {}, &ImapMailbox::name);
    const QHash<QString, Role> roles = rolesByMailbox(listed, stored);
    const bool subscriptionsTold = std::ranges::any_of(listed, [](const ImapMailbox &mailbox) {
        return mailbox.has("\\Subscribed");
    });
    QMap<FolderPath, FolderRow> wanted;
    for (const ImapMailbox &mailbox : listed) {
        FolderRow row;
        row.path = pathHere(mailbox, stored);
        row.mailbox = mailbox.name;
        row.delimiter = mailbox.delimiter;
        row.selectable = mailbox.isSelectable();
        row.role = roles.value(mailbox.name);
        row.shared = mailbox.foreign;
        row.subscribed = mailbox.has("\\Subscribed") || (!subscriptionsTold && !mailbox.foreign);
        row.rights = mailbox.rights;
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

/// A level of the tree of others' folders is there for what is below it.
void settleSharedLevels(QMap<FolderPath, FolderRow> &wanted)
{
    for (FolderRow &level : wanted) {
        if (level.selectable) {
            continue;
        }
        bool anyOwn = false;
        bool anyShared = false;
        bool anySubscribed = false;
        for (auto below = wanted.upperBound(level.path); below != wanted.end() && isBelow(below.key(), level.path); ++below) {
            anyOwn = anyOwn || (below->selectable && !below->shared);
            anyShared = anyShared || (below->selectable && below->shared);
            anySubscribed = anySubscribed || (below->selectable && below->subscribed);
        }
        level.shared = !anyOwn && (level.shared || anyShared);
        level.subscribed = level.shared ? anySubscribed : level.subscribed;
    }
}

bool sameFolder(const FolderRow &a, const FolderRow &b)
{
    return a.path == b.path && a.role == b.role && a.delimiter == b.delimiter && a.selectable == b.selectable && a.mailbox == b.mailbox && a.change == b.change
        && a.subscribed == b.subscribed && a.rights == b.rights && a.shared == b.shared;
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

/// What the user chose; else what the server says; else what the user has made of the folder, if no other has that role.
static Role roleHere(const FolderRow &want, const FolderRow &known, const QMap<FolderPath, FolderRow> &wanted)
{
    if (known.chosenRole) {
        return *known.chosenRole;
    }
    const bool free = std::ranges::none_of(wanted, [&known](const FolderRow &row) {
        return row.role == known.role;
    });
    return want.role == Role::None && free ? known.role : want.role;
}

FolderPlan planFolders(QList<ImapMailbox> listed, const QList<FolderRow> &stored)
{
    QMap<FolderPath, FolderRow> wanted = wantedFolders(std::move(listed), stored);
    addMissingParents(wanted);
    settleSharedLevels(wanted);

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
        if (known.id != 0 && known.selectable && !want.selectable) {
            plan.gone.append(known); // another client deleted the mailbox, of which a level of the tree is left
            continue;
        }
        if (known.id == 0) {
            // A level of the tree, or a folder of which only the directory is known: state.db had to be rebuilt.
            known = storedByPath.take(want.path);
        }
        if (known.id != 0 && known.selectable && known.mailbox.isEmpty() && !want.selectable) {
            plan.unchanged.append(known); // a level there, and more than that here
            continue;
        }
        FolderRow row = known;
        row.path = want.path;
        row.role = roleHere(want, known, wanted);
        row.subscribed = want.subscribed;
        row.rights = want.rights;
        row.shared = want.shared;
        row.change = known.change == FolderChange::Create ? FolderChange::None : known.change; // it is there
        row.mailbox = want.mailbox;
        row.delimiter = want.delimiter;
        row.selectable = want.selectable;
        (known.id != 0 && sameFolder(known, row) ? plan.unchanged : plan.save).append(row);
    }
    plan.gone += storedByMailbox.values();
    for (const FolderRow &row : std::as_const(storedByPath)) {
        // A folder that is only here is never pruned; an empty level of the tree goes with what was below it.
        (row.selectable ? plan.unchanged : plan.gone).append(row);
    }
    std::ranges::sort(plan.gone, std::ranges::greater(), &FolderRow::path);
    return plan;
}

FolderPath freePath(const QList<FolderRow> &folders, const FolderPath &path, qint64 except)
{
    FolderPath candidate = path;
    const auto isTaken = [&](const FolderRow &folder) {
        return folder.path == candidate && folder.id != except;
    };
    for (int copy = 2; std::ranges::any_of(folders, isTaken); ++copy) {
        candidate.last() = QStringLiteral("%1 (%2)").arg(path.last()).arg(copy);
    }
    return candidate;
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
