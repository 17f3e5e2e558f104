// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/matchcopies.h"

#include <QMap>
#include <QSet>

#include <algorithm>

namespace Konto
{

namespace
{
QList<int> withBytes(const MatchSides &sides, const QList<int> &rows)
{
    QList<int> result;
    std::ranges::copy_if(rows, std::back_inserter(result), [&sides](int row) {
        return hasBytes(sides.row(row));
    });
    return result;
}

/// What contents can settle: where headers differ, contents do too.
QList<int> toRead(const MatchSides &sides, const QList<int> &rows, MatchDoubt doubt)
{
    QList<int> result = withBytes(sides, rows);
    result.removeIf([&](int row) {
        return doubt == MatchDoubt::MessageIdOnly && !sides.row(row).headerHash.isEmpty();
    });
    return result;
}

QList<MatchGroup> splitBySize(const MatchSides &sides, const MatchGroup &group)
{
    QMap<qint64, MatchGroup> bySize;
    for (const int row : group.rows) {
        bySize[sides.row(row).size].rows.append(row);
    }
    for (const int remote : group.remotes) {
        bySize[sides.remote(remote).size].remotes.append(remote);
    }
    bySize.remove(0); // not known
    return bySize.values();
}

/// How many different messages \a rows are at most.
qsizetype kindsHere(const MatchContents &contents, const QList<int> &rows)
{
    QSet<QByteArray> known;
    qsizetype unknown = 0;
    for (const int row : rows) {
        const QByteArray content = contents.here(row);
        if (content.isEmpty()) {
            ++unknown;
        } else {
            known.insert(content);
        }
    }
    return known.size() + unknown;
}

void pairAll(MatchSides &sides, const MatchGroup &group, MatchProof proof)
{
    for (const MatchClaim &claim : pairsInOrder(sides, group)) {
        sides.pair(claim, proof);
    }
}

/// Returns what is left.
MatchGroup pairEqualContents(MatchSides &sides, const MatchContents &contents, const MatchGroup &group)
{
    QMap<QByteArray, MatchGroup> byContent;
    for (const int row : group.rows) {
        byContent[contents.here(row)].rows.append(row);
    }
    for (const int remote : group.remotes) {
        byContent[contents.there(remote)].remotes.append(remote);
    }
    byContent.remove({}); // not known
    for (const MatchGroup &equal : std::as_const(byContent)) {
        pairAll(sides, equal, MatchProof::Content);
    }
    return sides.freeOf(group);
}

/// What of \a group is not known to be different from everything on the other side.
MatchGroup notKnown(const MatchContents &contents, const MatchGroup &group)
{
    const auto isKnownHere = [&contents](int row) {
        return !contents.here(row).isEmpty();
    };
    const auto isKnownThere = [&contents](int remote) {
        return !contents.there(remote).isEmpty();
    };
    MatchGroup result = group;
    if (std::ranges::all_of(group.remotes, isKnownThere)) {
        result.rows.removeIf(isKnownHere);
    }
    if (std::ranges::all_of(group.rows, isKnownHere)) {
        result.remotes.removeIf(isKnownThere);
    }
    return result;
}

/// Invariant 2: header and size are proof enough, as long as it makes no difference here which of the copies is which.
void pairCopiesOf(MatchSides &sides, const MatchContents &contents, const MatchGroup &copies)
{
    const MatchGroup left = pairEqualContents(sides, contents, copies);
    const QList<int> rows = withBytes(sides, left.rows);
    MatchGroup alike{.rows = rows, .remotes = left.remotes};
    if (kindsHere(contents, rows) > 1) {
        alike = notKnown(contents, alike);
        if (alike.hasBoth()) {
            sides.doubt(rows.size() == left.rows.size() ? alike : left, MatchDoubt::Copies);
            return;
        }
    }
    const bool known = !rows.isEmpty() && !contents.here(rows.first()).isEmpty();
    alike.remotes.removeIf([&](int remote) {
        return known && !contents.there(remote).isEmpty(); // and another one
    });
    pairAll(sides, alike, MatchProof::HeaderAndSize); // nothing when all is known: equal ones are paired
    MatchGroup withoutBytes = sides.freeOf(left);
    withoutBytes.rows.removeIf([&sides](int row) {
        return hasBytes(sides.row(row));
    });
    pairAll(sides, withoutBytes, MatchProof::HeaderAndSize);
}
}

QList<MatchGroup> groupByHeader(const MatchSides &sides)
{
    QMap<QByteArray, MatchGroup> groups;
    for (const int row : sides.freeRows()) {
        if (!sides.row(row).headerHash.isEmpty()) {
            groups[sides.row(row).headerHash].rows.append(row);
        }
    }
    for (const int remote : sides.freeRemotes()) {
        if (const LearntHeader *header = sides.header(remote)) {
            if (const auto group = groups.find(header->headerHash); group != groups.end()) {
                group->remotes.append(remote);
            }
        }
    }
    return groups.values();
}

QList<MatchGroup> pairSingles(MatchSides &sides, const QList<MatchGroup> &groups)
{
    QList<MatchGroup> copies;
    for (const MatchGroup &group : groups) {
        for (const MatchGroup &equal : splitBySize(sides, group)) {
            if (equal.rows.size() == 1 && equal.remotes.size() == 1) {
                sides.pair({.row = equal.rows.first(), .remote = equal.remotes.first()}, MatchProof::HeaderAndSize);
            } else if (equal.hasBoth()) {
                copies.append(equal);
            }
        }
    }
    return copies;
}

void pairCopies(MatchSides &sides, MatchContents &contents, const QList<MatchGroup> &groups, MatchingQuestions &questions)
{
    for (const MatchGroup &group : groups) {
        const QList<int> rows = withBytes(sides, group.rows);
        if (rows.size() > 1 || (!rows.isEmpty() && contents.kindsThere(group.remotes) > 1)) {
            contents.askHere(rows, questions);
        }
    }
    if (!questions.isEmpty()) {
        return;
    }
    for (const MatchGroup &group : groups) {
        const QList<int> rows = withBytes(sides, group.rows);
        if (!rows.isEmpty() && (kindsHere(contents, rows) > 1 || contents.kindsThere(group.remotes) > 1)) {
            contents.askThere(group.remotes, questions);
        }
    }
    if (!questions.isEmpty()) {
        return;
    }
    for (const MatchGroup &group : groups) {
        pairCopiesOf(sides, contents, group);
    }
}

void pairByContent(MatchSides &sides, MatchContents &contents, const QList<MatchGroup> &groups, MatchDoubt doubt, MatchingQuestions &questions)
{
    QList<MatchGroup> left;
    for (const MatchGroup &group : groups) {
        left.append(sides.freeOf(group));
        if (left.last().hasBoth()) {
            contents.askHere(toRead(sides, left.last().rows, doubt), questions);
        }
    }
    if (!questions.isEmpty()) {
        return;
    }
    for (const MatchGroup &group : std::as_const(left)) {
        if (group.hasBoth() && !toRead(sides, group.rows, doubt).isEmpty()) {
            contents.askThere(group.remotes, questions);
        }
    }
    if (!questions.isEmpty()) {
        return;
    }
    for (const MatchGroup &group : std::as_const(left)) {
        const MatchGroup doubted = notKnown(contents, pairEqualContents(sides, contents, group));
        if (doubted.hasBoth()) {
            sides.doubt(doubted, doubt);
        }
    }
}

}
