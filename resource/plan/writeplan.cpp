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

struct Places {
    QSet<qint64> there; ///< folders with a mailbox
    QSet<qint64> staying; ///< those of them that are not to be deleted: messages can go there
};

Places placesOf(const QList<FolderRow> &folders)
{
    Places places;
    for (const FolderRow &folder : folders) {
        if (folder.selectable && !folder.mailbox.isEmpty()) {
            places.there.insert(folder.id);
            if (folder.change != FolderChange::Delete) {
                places.staying.insert(folder.id);
            }
        }
    }
    return places;
}

void addUpload(WritePlan &plan, const MessageRow &row, const CopiesOnServer &copies, const Places &places)
{
    const auto copy = copies.constFind({row.headerHash, row.size});
    if (copy != copies.cend() && !row.headerHash.isEmpty() && places.there.contains(copy->placeOnServer())) {
        plan.copies[{copy->placeOnServer(), row.folder}].append({.row = row, .source = *copy});
    } else if (row.body != Body::OnServer) {
        plan.appends.append(row);
    }
}
}

/// What becomes of a message on the server. In a mailbox that is to be deleted only what leaves it counts.
static void addWrites(QMap<qint64, MailboxWrites> &mailboxes, const MessageRow &row, const Places &places)
{
    const qint64 place = row.placeOnServer();
    const bool leaves = row.serverFolder != 0 && places.staying.contains(row.folder) && !row.deletedHere;
    if (!leaves && !places.staying.contains(place)) {
        return;
    }
    if (row.deletedByUser) {
        mailboxes[place].removals.append(row);
        return;
    }
    if (!row.deletedHere && row.flags != row.baseFlags) {
        addFlags(mailboxes[place].flags, row);
    }
    if (leaves) {
        mailboxes[place].moves[row.folder].append(row);
    }
}

WritePlan planWriting(const QList<MessageRow> &outgoing, const QList<FolderRow> &folders, const CopiesOnServer &copies)
{
    const Places places = placesOf(folders);
    WritePlan plan;
    for (const MessageRow &row : outgoing) {
        const bool begun = row.writing == Writing::UploadBegun || row.writing == Writing::MoveBegun;
        if (begun) {
            if (places.staying.contains(row.folder)) {
                plan.unsettled.append(row);
            }
        } else if (row.uid == 0) {
            if (row.writing == Writing::Upload && !row.deletedHere && places.staying.contains(row.folder)) {
                addUpload(plan, row, copies, places);
            }
        } else if (places.there.contains(row.placeOnServer())) {
            addWrites(plan.mailboxes, row, places);
        }
    }
    return plan;
}

}
