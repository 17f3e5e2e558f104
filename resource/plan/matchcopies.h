// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/matchcontents.h"
#include "plan/matchsides.h"

namespace Konto
{

/// What has the same header, in the order of header hashes. A group has rows; it may have no remote messages.
[[nodiscard]] QList<MatchGroup> groupByHeader(const MatchSides &sides);

/// Of each of \a groups what has the same size too, where there are several: they have to be told apart.
/// Pairs what stands alone.
[[nodiscard]] QList<MatchGroup> pairSingles(MatchSides &sides, const QList<MatchGroup> &groups);

/// Pairs copies of equal header and size. Adds to \a questions what is needed to tell them apart: first what is here, then
/// what is there; then nothing is paired.
void pairCopies(MatchSides &sides, MatchContents &contents, const QList<MatchGroup> &groups, MatchingQuestions &questions);

/// Pairs what of each of \a groups has equal contents, and leaves the rest in \a doubt where contents are not known. Adds
/// to \a questions like pairCopies().
void pairByContent(MatchSides &sides, MatchContents &contents, const QList<MatchGroup> &groups, MatchDoubt doubt, MatchingQuestions &questions);

}
