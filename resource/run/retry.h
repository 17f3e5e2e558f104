// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace Konto
{

/// When to try again after \a failures failed runs in a row, the last with \a error; nothing when only the
/// user can help. At once only the first time, then 30 s doubling up to 15 minutes. The only place that reads
/// Error::retry.
[[nodiscard]] inline std::optional<std::chrono::seconds> retryDelay(const Error &error, int failures)
{
    if (error.retry == Retry::Never || error.scope == Scope::Cancelled) {
        return std::nullopt;
    }
    if (error.retry == Retry::Now && failures <= 1) {
        return std::chrono::seconds(1);
    }
    constexpr std::chrono::seconds first{30};
    constexpr std::chrono::seconds longest{15 * 60};
    return std::min(longest, first * (1 << std::clamp(failures - 1, 0, 8)));
}

}
