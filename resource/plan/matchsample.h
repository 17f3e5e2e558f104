// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/matchsides.h"

namespace Konto
{

enum class MatchVerdict {
    Accepted,
    Rejected,
    Undecided, ///< headers were asked for
};

/// Whether all \a claims may be trusted: size and header hash agree on a random sample of them. The headers that are
/// needed for it and not known yet are added to \a questions. Without anything that could be compared they are rejected.
[[nodiscard]] MatchVerdict verify(const MatchSides &sides, const QList<MatchClaim> &claims, MatchingQuestions &questions);

/// Pairs those of the trusted \a claims whose own size agrees, and whose header where it is known. Returns the others.
[[nodiscard]] QList<MatchClaim> pairTrusted(MatchSides &sides, const QList<MatchClaim> &claims, MatchProof proof);

}
