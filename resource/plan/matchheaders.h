// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/matchsides.h"

namespace Konto
{

/// Asks for the headers of what is free there and has the size of something free here; and for the headers of \a suspects.
void askHeadersOfSameSize(const MatchSides &sides, const QList<MatchClaim> &suspects, MatchingQuestions &questions);

/// Asks for all other headers, if a whole message here has no counterpart among \a groups (groupByHeader()).
void askOtherHeaders(const MatchSides &sides, const QList<MatchGroup> &groups, MatchingQuestions &questions);

/// What has the same Message-ID and size, and about the same date. Nothing more is known to be equal.
[[nodiscard]] QList<MatchGroup> groupByMessageId(const MatchSides &sides);

/// Doubts what could not be compared because the header was not to be learnt.
void doubtUnknownHeaders(MatchSides &sides, const QList<MatchClaim> &suspects);

}
