// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/imapplan.h"

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
        // Without CONDSTORE nothing tells whether flags changed: read them all.
        return {.kind = ImapStrategy::Scan};
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
        MessageRow row = *known;
        rowsByUid.erase(known);
        if (message.flags != row.baseFlags) {
            row.flags = merge(row.baseFlags, row.flags, message.flags);
            row.baseFlags = message.flags;
            changes.update.append(row);
        }
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

ImapChanges compareChanges(const QList<ImapFlags> &changed, const QList<MessageRow> &rows)
{
    QHash<quint32, MessageRow> byUid = onServer(rows);
    return compare(changed, byUid);
}

QList<quint32> bodiesMissing(const QList<MessageRow> &rows)
{
    QList<quint32> uids;
    for (const MessageRow &row : rows) {
        if (row.uid != 0 && row.body == Body::OnServer && !row.deletedHere) {
            uids.append(row.uid);
        }
    }
    std::ranges::sort(uids, std::greater());
    return uids;
}

bool needsListing(const ImapChanges &changes, const ImapMailboxState &server, qsizetype known)
{
    return known + changes.fetch.size() != server.exists;
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
