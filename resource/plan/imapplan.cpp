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
/// Where the rows of these UIDs are.
using Positions = QHash<quint32, qsizetype>;

Positions positionsOf(const QList<KnownUid> &known)
{
    Positions positions;
    positions.reserve(known.size());
    for (qsizetype i = 0; i < known.size(); ++i) {
        positions.insert(known.at(i).uid, i);
    }
    return positions;
}

/// Compares and removes from \a unlisted what was listed.
ImapChanges compare(const QList<ImapFlags> &listed, const QList<KnownUid> &known, Positions &unlisted)
{
    ImapChanges changes;
    for (const ImapFlags &message : listed) {
        const auto position = unlisted.constFind(message.uid);
        if (position == unlisted.constEnd()) {
            changes.fetch.append(message.uid);
            continue;
        }
        const KnownUid &row = known.at(*position);
        if (message.flags != row.baseFlags) {
            changes.flags.insert(row.key, message.flags);
        }
        unlisted.erase(position);
    }
    std::ranges::sort(changes.fetch, std::greater());
    const auto duplicates = std::ranges::unique(changes.fetch);
    changes.fetch.erase(duplicates.begin(), duplicates.end());
    return changes;
}
}

ImapChanges compareListing(const QList<ImapFlags> &listing, const QList<KnownUid> &known)
{
    Positions unlisted = positionsOf(known);
    ImapChanges changes = compare(listing, known, unlisted);
    for (const qsizetype position : std::as_const(unlisted)) {
        changes.vanished.append(known.at(position).key);
    }
    std::ranges::sort(changes.vanished);
    changes.heldBack = isMassVanish(changes.vanished.size(), known.size());
    return changes;
}

ImapChanges compareChanges(const QList<ImapFlags> &changed, const QList<KnownUid> &known, const UidRanges &vanished)
{
    Positions unlisted = positionsOf(known);
    ImapChanges changes = compare(changed, known, unlisted);
    for (const KnownUid &row : known) {
        const bool gone = std::ranges::any_of(vanished, [&row](const auto &range) {
            return row.uid >= range.first && row.uid <= range.second;
        });
        if (gone) {
            changes.vanished.append(row.key);
        }
    }
    std::ranges::sort(changes.vanished);
    changes.heldBack = isMassVanish(changes.vanished.size(), known.size());
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

bool isBodyMissing(const MessageRow &row, qint64 folder, const Holding &holding, const QDateTime &now)
{
    const bool missing = row.uid != 0 && row.folder == folder && (row.body == Body::OnServer || row.fetchAgain) && !row.deletedHere;
    const bool tooLarge = holding.largest > 0 && row.size > holding.largest;
    return missing && !tooLarge && (row.fetchAgain || isBodyWanted(row, holding, now));
}

bool isHeaderMissing(const MessageRow &row, qint64 folder)
{
    return row.uid != 0 && row.folder == folder && row.body == Body::OnServer && !row.inAkonadi && !row.deletedHere;
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
