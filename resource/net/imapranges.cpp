// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapranges.h"

#include <algorithm>

namespace Konto
{

// RFC 9051 section 4: a command line should not exceed 8192 octets. An interval has at most 22.
static constexpr qsizetype maxRanges = 340;

UidRanges without(const UidRanges &ranges, QList<quint32> uids)
{
    std::ranges::sort(uids);
    UidRanges rest;
    auto uid = uids.cbegin();
    for (const auto &[first, last] : ranges) {
        quint64 start = first; // 64 bits, as it may step beyond the last UID there is
        uid = std::lower_bound(uid, uids.cend(), first);
        for (; uid != uids.cend() && *uid <= last; ++uid) {
            if (*uid > start) {
                rest.append({quint32(start), *uid - 1});
            }
            start = quint64(*uid) + 1;
        }
        if (start <= last) {
            rest.append({quint32(start), last});
        }
    }
    return rest;
}

bool contains(const UidRanges &ranges, quint32 uid)
{
    const auto after = std::ranges::upper_bound(ranges, uid, {}, &UidRanges::value_type::first);
    return after != ranges.cbegin() && std::prev(after)->second >= uid;
}

QList<UidRanges> inPortions(const UidRanges &ranges)
{
    QList<UidRanges> portions;
    for (qsizetype i = 0; i < ranges.size(); i += maxRanges) {
        portions << ranges.sliced(i, std::min(maxRanges, ranges.size() - i));
    }
    return portions;
}

}
