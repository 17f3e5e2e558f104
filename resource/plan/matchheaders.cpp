// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/matchheaders.h"

#include <QMap>
#include <QSet>

#include <algorithm>

namespace Konto
{

namespace
{
bool canBeRecognised(const MessageRow &row)
{
    return row.size > 0 && (!row.headerHash.isEmpty() || !row.messageIdHash.isEmpty());
}

QSet<qint64> sizesHere(const MatchSides &sides)
{
    QSet<qint64> sizes;
    for (const int row : sides.freeRows()) {
        if (canBeRecognised(sides.row(row))) {
            sizes.insert(sides.row(row).size);
        }
    }
    return sizes;
}

/// Whether there are more whole messages of one size here than messages of that size there.
bool lacksCounterpart(const MatchSides &sides, const MatchGroup &group)
{
    QHash<qint64, qsizetype> missing;
    for (const int remote : group.remotes) {
        --missing[sides.remote(remote).size];
    }
    return std::ranges::any_of(group.rows, [&](int row) {
        return hasBytes(sides.row(row)) && ++missing[sides.row(row).size] > 0;
    });
}

QDateTime dateThere(const MatchSides &sides, int remote)
{
    const QDateTime &date = sides.remote(remote).internalDate;
    return date.isValid() ? date : sides.header(remote)->date;
}

/// Dates in order, asked whether one is near. A date that is not known may be any.
class Dates
{
public:
    void add(const QDateTime &date)
    {
        if (date.isValid()) {
            m_seconds.append(date.toSecsSinceEpoch());
        } else {
            m_anyDate = true;
        }
    }
    void sort()
    {
        std::ranges::sort(m_seconds);
    }
    /// A day: servers and programs err about time zones.
    [[nodiscard]] bool hasNear(const QDateTime &date) const
    {
        constexpr qint64 day = qint64(24) * 60 * 60;
        if (m_anyDate || !date.isValid()) {
            return true;
        }
        const qint64 seconds = date.toSecsSinceEpoch();
        const auto next = std::ranges::lower_bound(m_seconds, seconds - day);
        return next != m_seconds.end() && *next <= seconds + day;
    }

private:
    QList<qint64> m_seconds;
    bool m_anyDate = false;
};

void keepNear(const MatchSides &sides, MatchGroup &group)
{
    Dates here;
    Dates there;
    for (const int row : std::as_const(group.rows)) {
        here.add(sides.row(row).internalDate);
    }
    for (const int remote : std::as_const(group.remotes)) {
        there.add(dateThere(sides, remote));
    }
    here.sort();
    there.sort();
    group.rows.removeIf([&](int row) {
        return !there.hasNear(sides.row(row).internalDate);
    });
    group.remotes.removeIf([&](int remote) {
        return !here.hasNear(dateThere(sides, remote));
    });
}

bool isUnknown(const LearntHeader *header)
{
    return !header || header->headerHash.isEmpty();
}
}

void askHeadersOfSameSize(const MatchSides &sides, const QList<MatchClaim> &suspects, MatchingQuestions &questions)
{
    const QSet<qint64> sizes = sizesHere(sides);
    QSet<int> suspected;
    for (const MatchClaim &claim : suspects) {
        if (sides.isFree(claim)) {
            suspected.insert(claim.remote);
        }
    }
    for (const int remote : sides.freeRemotes()) {
        if (!sides.header(remote) && (sizes.contains(sides.remote(remote).size) || suspected.contains(remote))) {
            questions.headers.append(sides.remote(remote).id);
        }
    }
}

void askOtherHeaders(const MatchSides &sides, const QList<MatchGroup> &groups, MatchingQuestions &questions)
{
    const bool missing = std::ranges::any_of(groups, [&sides](const MatchGroup &group) {
        return lacksCounterpart(sides, group);
    });
    if (!missing || !sides.input().limits.otherSizes) {
        return;
    }
    for (const int remote : sides.freeRemotes()) {
        if (!sides.header(remote)) {
            questions.headers.append(sides.remote(remote).id);
        }
    }
}

QList<MatchGroup> groupByMessageId(const MatchSides &sides)
{
    QMap<std::pair<QByteArray, qint64>, MatchGroup> bySize;
    for (const int row : sides.freeRows()) {
        const MessageRow &here = sides.row(row);
        if (!here.messageIdHash.isEmpty() && here.size > 0) {
            bySize[{here.messageIdHash, here.size}].rows.append(row);
        }
    }
    for (const int remote : sides.freeRemotes()) {
        if (const LearntHeader *header = sides.header(remote)) {
            if (const auto group = bySize.find({header->messageIdHash, sides.remote(remote).size}); group != bySize.end()) {
                group->remotes.append(remote);
            }
        }
    }
    QList<MatchGroup> groups;
    for (MatchGroup &group : bySize) {
        keepNear(sides, group);
        if (group.hasBoth()) {
            groups.append(group);
        }
    }
    return groups;
}

void doubtUnknownHeaders(MatchSides &sides, const QList<MatchClaim> &suspects)
{
    for (const MatchClaim &claim : suspects) {
        if (sides.isFree(claim) && (isUnknown(sides.header(claim.remote)) || sides.row(claim.row).headerHash.isEmpty())) {
            sides.doubt({.rows = {claim.row}, .remotes = {claim.remote}}, MatchDoubt::IdentifierOnly);
        }
    }
    QMap<qint64, MatchGroup> bySize;
    for (const int remote : sides.freeRemotes()) {
        if (isUnknown(sides.header(remote)) && sides.remote(remote).size > 0) {
            bySize[sides.remote(remote).size].remotes.append(remote);
        }
    }
    for (const int row : sides.freeRows()) {
        if (const auto group = bySize.find(sides.row(row).size); group != bySize.end()) {
            group->rows.append(row);
        }
    }
    for (const MatchGroup &group : std::as_const(bySize)) {
        if (group.hasBoth()) {
            sides.doubt(group, MatchDoubt::HeaderUnknown);
        }
    }
}

}
