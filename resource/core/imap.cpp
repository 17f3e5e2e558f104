// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/imap.h"

#include <algorithm>

namespace Konto
{

bool ImapMailbox::isSelectable() const
{
    // RFC 9051 section 7.3.1
    return !has("\\Noselect") && !has("\\NonExistent");
}

bool ImapMailbox::has(QByteArrayView attribute) const
{
    return std::ranges::any_of(attributes, [attribute](const QByteArray &one) {
        return attribute.compare(one, Qt::CaseInsensitive) == 0;
    });
}

UidRanges uidRanges(QList<quint32> uids)
{
    std::ranges::sort(uids);
    UidRanges ranges;
    for (const quint32 uid : std::as_const(uids)) {
        if (!ranges.isEmpty() && ranges.last().second + quint64(1) >= uid) {
            ranges.last().second = uid;
        } else {
            ranges.append({uid, uid});
        }
    }
    return ranges;
}

}
