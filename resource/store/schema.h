// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <span>

namespace Konto
{

/// The steps that lead from an empty database to the current schema of state.db. Steps are only ever added.
[[nodiscard]] std::span<const char *const> schemaSteps();

}
