// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/matchsides.h"

namespace Konto
{

/// What identifiers say about both sides.
struct IdentifierFindings {
    QList<MatchIdentifier> accepted;
    QList<MatchClaim> suspects; ///< claimed by an accepted identifier, but size or header differ
};

/// Pairs what identifiers settle, one identifier after the other. Stops when one needs headers, which are added to
/// \a questions.
[[nodiscard]] IdentifierFindings pairByIdentifiers(MatchSides &sides, MatchingQuestions &questions);

}
