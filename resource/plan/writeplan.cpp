// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/writeplan.h"

#include <QSet>

#include <algorithm>

namespace Konto
{

namespace
{
QByteArrayList minus(const QByteArrayList &names, const QByteArrayList &others)
{
    QByteArrayList rest = names;
    rest.removeIf([&others](const QByteArray &name) {
        return others.contains(name);
    });
    return rest;
}

void addFlagWrite(QList<FlagWrite> &writes, const QByteArrayList &names, bool on, const MessageRow &row)
{
    if (names.isEmpty()) {
        return;
    }
    const auto same = std::ranges::find_if(writes, [&](const FlagWrite &write) {
        return write.on == on && write.names == names;
    });
    if (same != writes.end()) {
        same->rows.append(row);
    } else {
        writes.append({.names = names, .on = on, .rows = {row}});
    }
}

void addFlags(QList<FlagWrite> &writes, const MessageRow &row)
{
    const QByteArrayList here = row.flags.toImap();
    const QByteArrayList there = row.baseFlags.toImap();
    addFlagWrite(writes, minus(here, there), true, row);
    addFlagWrite(writes, minus(there, here), false, row);
}

/// The folders with a mailbox to write to.
QSet<qint64> writable(const QList<FolderRow> &folders)
{
    QSet<qint64> ids;
    for (const FolderRow &folder : folders) {
        if (folder.selectable && !folder.mailbox.isEmpty() && folder.change != FolderChange::Delete) {
            ids.insert(folder.id);
        }
    }
    return ids;
}

void addUpload(WritePlan &plan, const MessageRow &row, const CopiesOnServer &copies, const QSet<qint64> &folders)
{
    const auto copy = copies.constFind({row.headerHash, row.size});
    if (copy != copies.cend() && !row.headerHash.isEmpty() && folders.contains(copy->placeOnServer())) {
        plan.copies[{copy->placeOnServer(), row.folder}].append({.row = row, .source = *copy});
    } else if (row.body != Body::OnServer) {
        plan.appends.append(row);
    }
}
}

WritePlan planWriting(const QList<MessageRow> &outgoing, const QList<FolderRow> &folders, const CopiesOnServer &copies)
{
    const QSet<qint64> open = writable(folders);
    WritePlan plan;
    for (const MessageRow &row : outgoing) {
        const qint64 place = row.placeOnServer();
        const bool begun = row.writing == Writing::UploadBegun || row.writing == Writing::MoveBegun;
        if (begun) {
            if (open.contains(row.folder)) {
                plan.unsettled.append(row);
            }
        } else if (row.uid == 0) {
            if (row.writing == Writing::Upload && !row.deletedHere && open.contains(row.folder)) {
                addUpload(plan, row, copies, open);
            }
        } else if (!open.contains(place)) {
            continue;
        } else if (row.deletedByUser) {
            plan.mailboxes[place].removals.append(row);
        } else {
            if (!row.deletedHere && row.flags != row.baseFlags) {
                addFlags(plan.mailboxes[place].flags, row);
            }
            if (row.serverFolder != 0 && open.contains(row.folder)) {
                plan.mailboxes[place].moves[row.folder].append(row);
            }
        }
    }
    return plan;
}

}
