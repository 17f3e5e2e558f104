// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QtTypes>

#include <algorithm>

namespace Konto
{

/// From here on the user is told that a mailbox fills up.
constexpr int nearlyFullPercent = 90;

/// How full a mailbox is of which \a limit octets may be \a used: 0 to 100; -1: no limit is known.
[[nodiscard]] constexpr int quotaPercent(qint64 used, qint64 limit)
{
    return limit > 0 ? int(std::clamp(100.0 * double(used) / double(limit), 0.0, 100.0)) : -1;
}

}
