// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/matchsides.h"

namespace Konto
{

/// Pairs what the order of both listings settles: from their beginning up to the first place where sizes differ or a
/// neighbour has the same size, so that nobody can say whether one is missing. Adds headers it needs to \a questions.
void pairByOrder(MatchSides &sides, MatchingQuestions &questions);

}
