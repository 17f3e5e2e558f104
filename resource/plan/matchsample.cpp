// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/matchsample.h"

#include <algorithm>

namespace Konto
{

namespace
{
/// A number that orders the messages at random: by seed and key alone, so that the sample stays the same when answers come
/// in. Two rounds of SplitMix64 per byte would be too many: the bytes are folded first (FNV-1a).
quint64 rank(quint64 seed, const MessageKey &key)
{
    quint64 hash = 0xcbf29ce484222325U ^ seed;
    for (const char byte : key) {
        hash = (hash ^ static_cast<quint8>(byte)) * 0x100000001b3U;
    }
    hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
    hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
    return hash ^ (hash >> 31U);
}

bool canBeCompared(const MatchSides &sides, const MatchClaim &claim)
{
    const MessageRow &row = sides.row(claim.row);
    // of an altered one the size is a wrong one that the server told
    return !row.headerHash.isEmpty() && row.size > 0 && row.body != Body::HereAltered && sides.remote(claim.remote).size > 0;
}

/// Twice the sample, in case that headers cannot be learnt; in random order.
QList<MatchClaim> candidates(const MatchSides &sides, const QList<MatchClaim> &claims)
{
    QList<std::pair<quint64, MatchClaim>> ranked;
    ranked.reserve(claims.size());
    for (const MatchClaim &claim : claims) {
        if (canBeCompared(sides, claim)) {
            ranked.emplaceBack(rank(sides.input().seed, sides.row(claim.row).key), claim);
        }
    }
    const qsizetype count = std::min<qsizetype>(ranked.size(), qsizetype(2) * sides.input().limits.sample);
    const auto byRank = [](const std::pair<quint64, MatchClaim> &one) {
        return std::pair(one.first, one.second.row);
    };
    std::ranges::partial_sort(ranked, ranked.begin() + count, {}, byRank);
    QList<MatchClaim> result;
    for (const auto &[number, claim] : std::as_const(ranked).first(count)) {
        result.append(claim);
    }
    return result;
}

QList<MatchClaim> chooseSample(const MatchSides &sides, const QList<MatchClaim> &claims)
{
    QList<MatchClaim> sample = candidates(sides, claims);
    sample.removeIf([&sides](const MatchClaim &claim) {
        const LearntHeader *header = sides.header(claim.remote);
        return header && header->headerHash.isEmpty();
    });
    sample.resize(std::min<qsizetype>(sample.size(), sides.input().limits.sample));
    return sample;
}

bool sizesAgree(const MatchSides &sides, const MatchClaim &claim)
{
    const qint64 size = sides.row(claim.row).size;
    return size > 0 && size == sides.remote(claim.remote).size;
}

/// False when it is known that they are different.
bool headersMayAgree(const MatchSides &sides, const MatchClaim &claim)
{
    const LearntHeader *header = sides.header(claim.remote);
    const QByteArray &here = sides.row(claim.row).headerHash;
    return !header || header->headerHash.isEmpty() || here.isEmpty() || header->headerHash == here;
}
}

MatchVerdict verify(const MatchSides &sides, const QList<MatchClaim> &claims, MatchingQuestions &questions)
{
    const QList<MatchClaim> sample = chooseSample(sides, claims);
    const bool agree = std::ranges::all_of(sample, [&sides](const MatchClaim &claim) {
        return sizesAgree(sides, claim) && headersMayAgree(sides, claim);
    });
    if (sample.isEmpty() || !agree) {
        return MatchVerdict::Rejected;
    }
    MatchVerdict verdict = MatchVerdict::Accepted;
    for (const MatchClaim &claim : sample) {
        if (!sides.header(claim.remote)) {
            questions.headers.append(sides.remote(claim.remote).id);
            verdict = MatchVerdict::Undecided;
        }
    }
    return verdict;
}

QList<MatchClaim> pairTrusted(MatchSides &sides, const QList<MatchClaim> &claims, MatchProof proof)
{
    QList<MatchClaim> others;
    for (const MatchClaim &claim : claims) {
        if (sizesAgree(sides, claim) && headersMayAgree(sides, claim)) {
            sides.pair(claim, proof);
        } else {
            others.append(claim);
        }
    }
    return others;
}

}
