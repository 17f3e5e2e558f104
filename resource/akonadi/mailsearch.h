// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/searchterms.h"

namespace Konto
{

/// A query for mail as Akonadi hands it on: Akonadi::SearchQuery in JSON. What is none, or nested deeper than people
/// ask, is SearchTerm::Kind::Unknown.
[[nodiscard]] SearchTerm searchTermOf(const QString &query);

}
