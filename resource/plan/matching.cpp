// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/matching.h"
#include "plan/matchcontents.h"
#include "plan/matchcopies.h"
#include "plan/matchheaders.h"
#include "plan/matchidentifiers.h"
#include "plan/matchorder.h"
#include "plan/matchsides.h"

namespace Konto
{

namespace
{
/// What identifiers and order leave: the ladder. Each rung needs the answers of the one before.
void climb(MatchSides &sides, const QList<MatchClaim> &suspects, MatchingQuestions &questions)
{
    askHeadersOfSameSize(sides, suspects, questions);
    if (!questions.isEmpty()) {
        return;
    }
    const QList<MatchGroup> byHeader = groupByHeader(sides);
    askOtherHeaders(sides, byHeader, questions);
    if (!questions.isEmpty()) {
        return;
    }
    MatchContents contents(sides);
    pairCopies(sides, contents, pairSingles(sides, byHeader), questions);
    if (!questions.isEmpty()) {
        return;
    }
    pairByContent(sides, contents, byHeader, MatchDoubt::SizeDiffers, questions);
    if (!questions.isEmpty()) {
        return;
    }
    pairByContent(sides, contents, groupByMessageId(sides), MatchDoubt::MessageIdOnly, questions);
    if (questions.isEmpty()) {
        doubtUnknownHeaders(sides, suspects);
    }
}
}

size_t qHash(const RemoteId &id, size_t seed)
{
    return qHashMulti(seed, id.mailbox, id.number);
}

bool MatchingQuestions::isEmpty() const
{
    return headers.isEmpty() && contentsThere.isEmpty() && contentsHere.isEmpty();
}

Matching match(const MatchingInput &input)
{
    MatchSides sides(input);
    Matching matching;
    const IdentifierFindings findings = pairByIdentifiers(sides, matching.questions);
    if (matching.questions.isEmpty()) {
        pairByOrder(sides, matching.questions);
    }
    if (matching.questions.isEmpty()) {
        climb(sides, findings.suspects, matching.questions);
    }
    if (matching.questions.isEmpty()) {
        matching = sides.result();
        matching.identifiers = findings.accepted;
    }
    return matching;
}

}
