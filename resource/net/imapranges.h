// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"

namespace Konto
{

/// \a ranges without \a uids (in any order).
[[nodiscard]] UidRanges without(const UidRanges &ranges, QList<quint32> uids);
[[nodiscard]] bool contains(const UidRanges &ranges, quint32 uid);
/// \a ranges in portions whose text fits a command line that every server takes.
[[nodiscard]] QList<UidRanges> inPortions(const UidRanges &ranges);

}
