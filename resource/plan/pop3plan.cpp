// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/pop3plan.h"

#include <algorithm>

namespace Konto
{

namespace
{
/// The rows of each UIDL, and which of them are not taken by a message of the listing yet.
class KnownRows
{
public:
    explicit KnownRows(const Pop3Knowledge &known)
        : m_known(known)
    {
        for (const KnownMessage &row : known.rows) {
            if (!row.uidl.isEmpty()) {
                m_byUidl[row.uidl].append(&row);
            }
            m_byKey.insert(row.key, &row);
        }
        for (QList<const KnownMessage *> &rows : m_byUidl) {
            std::ranges::sort(rows, {}, &KnownMessage::key);
        }
    }

    /// The row of \a entry; each row is given once.
    [[nodiscard]] const KnownMessage *take(const Pop3Entry &entry)
    {
        if (const auto identified = m_known.identified.constFind(entry.number); identified != m_known.identified.constEnd()) {
            m_taken.insert(*identified);
            return m_byKey.value(*identified);
        }
        const auto rows = entry.uidl.isEmpty() ? m_byUidl.end() : m_byUidl.find(entry.uidl);
        while (rows != m_byUidl.end() && !rows->isEmpty()) {
            const KnownMessage *row = rows->takeFirst();
            if (!m_taken.contains(row->key)) {
                m_taken.insert(row->key);
                return row;
            }
        }
        return nullptr;
    }

    [[nodiscard]] bool isTaken(const KnownMessage &row) const
    {
        return m_taken.contains(row.key);
    }

private:
    const Pop3Knowledge &m_known;
    QHash<QByteArray, QList<const KnownMessage *>> m_byUidl;
    QHash<MessageKey, const KnownMessage *> m_byKey;
    QSet<MessageKey> m_taken;
};

/// Decides for one message after the other, the newest first.
class Planner
{
public:
    Planner(const Pop3Knowledge &known, const Pop3Limits &limits)
        : m_known(known)
        , m_limits(limits)
    {
    }

    void takeKnown(const Pop3Entry &entry, const KnownMessage &row)
    {
        if (row.deletedHere || (row.body != Body::OnServer && !row.fetchAgain)) {
            return;
        }
        const bool wanted = m_limits.wanted.contains(row.key) || row.fetchAgain || !isTooLarge(entry);
        if (wanted) {
            download({.entry = entry, .into = row.key});
        } else if (!m_known.withHeader.contains(row.key)) {
            m_plan.headers.append({.entry = entry, .into = row.key});
        }
    }

    void takeUnknown(const Pop3Entry &entry, bool mayBeHere)
    {
        if (mayBeHere && !m_known.probed.contains(entry.number)) {
            m_plan.probe.append(entry);
        } else if (isTooLarge(entry)) {
            m_plan.headers.append({.entry = entry, .into = {}});
        } else {
            download({.entry = entry, .into = {}});
        }
    }

    [[nodiscard]] Pop3Plan plan() const
    {
        return m_plan;
    }

private:
    [[nodiscard]] bool isTooLarge(const Pop3Entry &entry) const
    {
        return m_limits.largestDownload > 0 && entry.size > m_limits.largestDownload;
    }

    /// What the user asked for is not held back by the budget.
    void download(const Pop3Fetch &fetch)
    {
        const bool fits = m_limits.budget == 0 || m_bytes + fetch.entry.size <= m_limits.budget || m_limits.wanted.contains(fetch.into);
        if (!fits) {
            ++m_plan.postponed;
            return;
        }
        m_bytes += fetch.entry.size;
        m_plan.download.append(fetch);
    }

    const Pop3Knowledge &m_known;
    const Pop3Limits &m_limits;
    Pop3Plan m_plan;
    qint64 m_bytes = 0;
};

/// RFC 1939 numbers messages in the mailbox's order: the highest is the newest.
QList<Pop3Entry> newestFirst(QList<Pop3Entry> listing)
{
    std::ranges::sort(listing, std::greater(), &Pop3Entry::number);
    return listing;
}

bool canBeRecognised(const KnownMessage &row)
{
    return !row.headerHash.isEmpty() && row.size > 0;
}
}

Pop3Plan planPop3(const QList<Pop3Entry> &listing, const Pop3Knowledge &known, const Pop3Limits &limits)
{
    const QList<Pop3Entry> entries = newestFirst(listing);
    KnownRows rows(known);
    QList<const KnownMessage *> rowOf;
    rowOf.reserve(entries.size());
    for (const Pop3Entry &entry : entries) {
        rowOf.append(rows.take(entry));
    }
    QSet<qint64> sizesHere;
    for (const KnownMessage &row : known.rows) {
        if (!rows.isTaken(row) && canBeRecognised(row)) {
            sizesHere.insert(row.size);
        }
    }
    Planner planner(known, limits);
    for (qsizetype i = 0; i < entries.size(); ++i) {
        if (rowOf.at(i)) {
            planner.takeKnown(entries.at(i), *rowOf.at(i));
        } else if (!known.identified.contains(entries.at(i).number)) {
            planner.takeUnknown(entries.at(i), sizesHere.contains(entries.at(i).size));
        }
    }
    return planner.plan();
}

QList<KnownMessage> orphans(const QList<Pop3Entry> &listing, const Pop3Knowledge &known)
{
    KnownRows rows(known);
    for (const Pop3Entry &entry : newestFirst(listing)) {
        std::ignore = rows.take(entry);
    }
    QList<KnownMessage> result;
    for (const KnownMessage &row : known.rows) {
        if (!rows.isTaken(row) && canBeRecognised(row)) {
            result.append(row);
        }
    }
    std::ranges::sort(result, {}, [](const KnownMessage &row) {
        return std::pair(row.uidl.isEmpty(), row.key);
    });
    return result;
}

QByteArray uidlToStore(const Pop3Entry &entry)
{
    return entry.uidl.isEmpty() ? QByteArray(" ") : entry.uidl;
}

QList<ServerCopy> serverCopies(const QList<Pop3Entry> &listing, const Pop3Knowledge &known)
{
    QHash<QByteArray, int> listed;
    for (const Pop3Entry &entry : listing) {
        ++listed[entry.uidl];
    }
    QHash<QByteArray, const KnownMessage *> byUidl; // null: belongs to several rows
    QHash<MessageKey, const KnownMessage *> byKey;
    for (const KnownMessage &row : known.rows) {
        const auto there = byUidl.constFind(row.uidl);
        byUidl.insert(row.uidl, there == byUidl.cend() ? &row : nullptr);
        byKey.insert(row.key, &row);
    }
    QList<ServerCopy> copies;
    copies.reserve(listing.size());
    for (const Pop3Entry &entry : listing) {
        const KnownMessage *row = byKey.value(known.identified.value(entry.number));
        if (!row && !entry.uidl.isEmpty() && listed.value(entry.uidl) == 1) {
            row = byUidl.value(entry.uidl);
        }
        copies.append({.entry = entry, .row = row ? std::optional(*row) : std::nullopt});
    }
    return copies;
}

}
