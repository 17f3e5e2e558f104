// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/retention.h"

#include <QHash>

#include <algorithm>

namespace Konto
{

namespace
{
constexpr qint64 megabyte = 1'000'000;

/// Whether the message was durable here. Whether it still is, the store has to prove.
bool isStored(const KnownMessage &row)
{
    return row.storedAt.isValid() && (row.body == Body::Here || row.deletedByUser);
}

/// Walks through a mailbox from the newest message to the oldest.
class Rule
{
public:
    Rule(const Retention &rule, const QSet<qint64> &trash, const QDateTime &now)
        : m_rule(rule)
        , m_trash(trash)
        , m_storedBefore(now.addDays(-rule.amount))
    {
    }

    [[nodiscard]] bool letsGo(const ServerCopy &copy)
    {
        ++m_messages;
        m_bytes += copy.entry.size;
        return copy.row && isStored(*copy.row) && (isPast(*copy.row) || isDeleted(*copy.row));
    }

private:
    [[nodiscard]] bool isPast(const KnownMessage &row) const
    {
        switch (m_rule.keep) {
        case Keep::Everything:
            return false;
        case Keep::Days:
            return row.storedAt <= m_storedBefore;
        case Keep::NewestMessages:
            return m_messages > m_rule.amount;
        case Keep::NewestMegabytes:
            return m_bytes > m_rule.amount * megabyte;
        case Keep::Nothing:
            return true;
        }
        return false;
    }

    [[nodiscard]] bool isDeleted(const KnownMessage &row) const
    {
        return m_rule.removeWhenDeletedHere && (row.deletedByUser || m_trash.contains(row.folder));
    }

    Retention m_rule;
    QSet<qint64> m_trash;
    QDateTime m_storedBefore;
    int m_messages = 0;
    qint64 m_bytes = 0;
};
}

QList<Removal> removals(const QList<ServerCopy> &copies, const Retention &rule, const QSet<qint64> &trash, const QDateTime &now)
{
    QList<ServerCopy> newestFirst = copies;
    std::ranges::sort(newestFirst, std::greater(), [](const ServerCopy &copy) {
        return copy.entry.number;
    });
    Rule walk(rule, trash, now);
    QList<Removal> result;
    for (const ServerCopy &copy : std::as_const(newestFirst)) {
        const bool gone = walk.letsGo(copy); // counts every copy
        if (gone && copy.row) {
            result.prepend({.entry = copy.entry, .key = copy.row->key});
        }
    }
    return result;
}

RetentionPlan
planRetention(const QList<ServerCopy> &copies, const Retention &wanted, const Retention &confirmed, const QSet<qint64> &trash, const QDateTime &now)
{
    QSet<int> agreed;
    for (const Removal &removal : removals(copies, confirmed, trash, now)) {
        agreed.insert(removal.entry.number);
    }
    RetentionPlan plan{.remove = removals(copies, wanted, trash, now)};
    plan.held = int(plan.remove.removeIf([&agreed](const Removal &removal) {
        return !agreed.contains(removal.entry.number);
    }));
    return plan;
}

QList<DeleteStep> deleteSteps(const QList<Removal> &removals, const QList<StorageProof> &proofs)
{
    QHash<MessageKey, StorageProof> byKey;
    for (const StorageProof &proof : proofs) {
        byKey.insert(proof.key(), proof);
    }
    QList<DeleteStep> steps;
    for (const Removal &removal : removals) {
        if (const auto proof = byKey.constFind(removal.key); proof != byKey.constEnd()) {
            steps.append({.number = removal.entry.number, .proof = *proof});
        }
    }
    return steps;
}

QByteArray toBytes(const Retention &rule)
{
    return QByteArray::number(int(rule.keep)) + ' ' + QByteArray::number(rule.amount) + ' ' + QByteArray::number(int(rule.removeWhenDeletedHere));
}

Retention retentionFromBytes(const QByteArray &bytes)
{
    const QByteArrayList words = bytes.split(' ');
    bool valid = words.size() == 3;
    const int keep = valid ? words.at(0).toInt(&valid) : 0;
    const int amount = valid ? words.at(1).toInt(&valid) : 0;
    if (!valid || keep < int(Keep::Everything) || keep > int(Keep::Nothing) || amount < 0) {
        return {};
    }
    return {.keep = Keep(keep), .amount = amount, .removeWhenDeletedHere = words.at(2) == "1"};
}

}
