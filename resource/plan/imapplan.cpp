// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/imapplan.h"

#include "plan/keepplan.h"
#include "plan/vanish.h"

#include <QHash>

#include <algorithm>

namespace Konto
{

ImapStrategy planFolder(const ImapMailboxState &server, const FolderRow &stored, qsizetype known)
{
    if (stored.uidValidity != 0 && server.uidValidity != stored.uidValidity) {
        return {.kind = ImapStrategy::Rematch};
    }
    if (!stored.complete || stored.uidValidity == 0) {
        return {.kind = ImapStrategy::Scan};
    }
    if (stored.highestModSeq == 0 || server.highestModSeq == 0) {
        // Without CONDSTORE nothing tells whether flags changed.
        if (server.uidNext == 0 || stored.uidNext == 0 || server.exists < known || stored.highestModSeq != 0) {
            return {.kind = ImapStrategy::Scan};
        }
        const bool same = server.uidNext == stored.uidNext && server.exists == known;
        return {.kind = same ? ImapStrategy::Sample : ImapStrategy::NewOnly};
    }
    if (server.highestModSeq == stored.highestModSeq && server.uidNext == stored.uidNext && server.exists == known) {
        return {.kind = ImapStrategy::Nothing};
    }
    return {.kind = ImapStrategy::ChangedSince, .changedSince = stored.highestModSeq};
}

namespace
{
/// Compares and removes from \a rowsByUid what was listed.
ImapChanges compare(const QList<ImapFlags> &listed, QHash<quint32, MessageRow> &rowsByUid)
{
    ImapChanges changes;
    for (const ImapFlags &message : listed) {
        const auto known = rowsByUid.constFind(message.uid);
        if (known == rowsByUid.constEnd()) {
            changes.fetch.append(message.uid);
            continue;
        }
        if (message.flags != known->baseFlags) {
            changes.flags.insert(known->key, message.flags);
        }
        rowsByUid.erase(known);
    }
    std::ranges::sort(changes.fetch, std::greater());
    const auto duplicates = std::ranges::unique(changes.fetch);
    changes.fetch.erase(duplicates.begin(), duplicates.end());
    return changes;
}

QHash<quint32, MessageRow> onServer(const QList<MessageRow> &rows)
{
    QHash<quint32, MessageRow> byUid;
    for (const MessageRow &row : rows) {
        if (row.uid != 0) {
            byUid.insert(row.uid, row);
        }
    }
    return byUid;
}
}

ImapChanges compareListing(const QList<ImapFlags> &listing, const QList<MessageRow> &rows)
{
    QHash<quint32, MessageRow> byUid = onServer(rows);
    const qsizetype total = byUid.size();
    ImapChanges changes = compare(listing, byUid);
    for (const MessageRow &row : std::as_const(byUid)) {
        changes.vanished.append(row.key);
    }
    std::ranges::sort(changes.vanished);
    changes.heldBack = isMassVanish(changes.vanished.size(), total);
    return changes;
}

ImapChanges compareChanges(const QList<ImapFlags> &changed, const QList<MessageRow> &rows, const UidRanges &vanished)
{
    QHash<quint32, MessageRow> byUid = onServer(rows);
    const qsizetype total = byUid.size();
    ImapChanges changes = compare(changed, byUid);
    for (const MessageRow &row : rows) {
        const bool gone = std::ranges::any_of(vanished, [&row](const auto &range) {
            return row.uid >= range.first && row.uid <= range.second;
        });
        if (row.uid != 0 && gone) {
            changes.vanished.append(row.key);
        }
    }
    std::ranges::sort(changes.vanished);
    changes.heldBack = isMassVanish(changes.vanished.size(), total);
    return changes;
}

UidRanges flagSample(QList<quint32> uids, qint64 turn)
{
    constexpr qsizetype newest = 1000;
    constexpr qsizetype slice = 2000;
    std::ranges::sort(uids, std::greater());
    QList<quint32> sample = uids.first(std::min(newest, uids.size()));
    const QList<quint32> rest = uids.sliced(sample.size());
    if (!rest.isEmpty()) {
        const qsizetype slices = (rest.size() + slice - 1) / slice;
        sample += rest.mid((turn % slices) * slice, slice);
    }
    return uidRanges(sample);
}

QSet<qint64> foldersToSample(const QList<FolderRow> &folders, qint64 turn)
{
    constexpr qint64 atOnce = 10;
    QSet<qint64> chosen;
    QList<qint64> others;
    for (const FolderRow &folder : folders) {
        if (folder.role == Role::Inbox) {
            chosen.insert(folder.id);
        } else if (folder.selectable) {
            others.append(folder.id);
        }
    }
    std::ranges::sort(others);
    for (qint64 i = 0; i < std::min<qint64>(atOnce, others.size()); ++i) {
        chosen.insert(others.at((turn * atOnce + i) % others.size()));
    }
    return chosen;
}

QList<quint32> bodiesMissing(const QList<MessageRow> &rows, qint64 folder, const Holding &holding, const QDateTime &now)
{
    QList<quint32> uids;
    for (const MessageRow &row : rows) {
        const bool missing = row.uid != 0 && row.folder == folder && row.body == Body::OnServer && !row.deletedHere;
        const bool tooLarge = holding.largest > 0 && row.size > holding.largest;
        if (missing && !tooLarge && isBodyWanted(row, holding, now)) {
            uids.append(row.uid);
        }
    }
    std::ranges::sort(uids, std::greater());
    return uids;
}

QList<quint32> headersMissing(const QList<MessageRow> &rows, qint64 folder)
{
    QList<quint32> uids;
    for (const MessageRow &row : rows) {
        if (row.uid != 0 && row.folder == folder && row.body == Body::OnServer && !row.inAkonadi && !row.deletedHere) {
            uids.append(row.uid);
        }
    }
    std::ranges::sort(uids, std::greater());
    return uids;
}

bool needsListing(const ImapChanges &changes, const ImapMailboxState &server, qsizetype known)
{
    return known - changes.vanished.size() + changes.fetch.size() != server.exists;
}

QList<SizedUid> takeBatch(QList<SizedUid> &uids, qsizetype maxCount, qint64 maxBytes)
{
    QList<SizedUid> batch;
    qint64 bytes = 0;
    while (!uids.isEmpty() && batch.size() < maxCount && (batch.isEmpty() || bytes + uids.first().size <= maxBytes)) {
        bytes += uids.first().size;
        batch.append(uids.takeFirst());
    }
    return batch;
}

}
