// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "pop3/pop3entry.h"

namespace Konto
{

/// What to do with a POP3 mailbox. Nothing is ever deleted by this plan.
struct Pop3Plan {
    QList<Pop3Entry> download; ///< newest first
    qint64 bytes = 0; ///< announced sizes of \a download
};

/// A message is known when a row has its UIDL, deletedHere ones included: what was deleted here is not
/// downloaded again. A UIDL that stands n times in the listing (against RFC 1939 section 7) is known n times
/// at most. Entries without a UIDL are always downloaded; storing them finds the copy by its hash.
[[nodiscard]] Pop3Plan planPop3(const QList<Pop3Entry> &listing, const QList<MessageRow> &rows);

}
