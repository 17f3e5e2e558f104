// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "core/message.h"

namespace Konto
{

/// How rows and messages belong together after a UIDVALIDITY change.
struct Rematch {
    QList<MessageRow> matched; ///< rows with their new UID, UIDVALIDITY and merged flags
    QList<MessageRow> unmatched; ///< rows for which no message was found; UID 0
    QList<quint32> fetch; ///< messages for which no row was found, newest first
};

/// Those of \a server whose header has to be read before rematch(), newest first. The others are known by their object id,
/// or have the size of no row that is left.
[[nodiscard]] QList<quint32> headersToRead(const QList<MessageIdentity> &server, const QList<MessageRow> &rows);

/// Matches by object id and size (RFC 8474 section 5.1: then all that never changes is equal), else by header hash and
/// size (invariant 2). Several equal copies are matched in UID order, which is
/// safe: their headers and sizes are equal, and a row is given to one message only.
[[nodiscard]] Rematch rematch(const QList<MessageIdentity> &server, const QList<MessageRow> &rows, quint32 uidValidity);

}
