// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "core/message.h"

namespace Konto
{

/// What identifies a message on the server without its body.
struct MessageIdentity {
    quint32 uid = 0;
    qint64 size = 0;
    QByteArray headerHash;
    Flags flags;
};

/// How rows and messages belong together after a UIDVALIDITY change.
struct Rematch {
    QList<MessageRow> matched; ///< rows with their new UID, UIDVALIDITY and merged flags
    QList<MessageRow> unmatched; ///< rows for which no message was found; UID 0
    QList<quint32> fetch; ///< messages for which no row was found, newest first
};

/// Matches by header hash and size (invariant 2). Several equal copies are matched in UID order, which is
/// safe: their headers and sizes are equal, and a row is given to one message only.
[[nodiscard]] Rematch rematch(const QList<MessageIdentity> &server, const QList<MessageRow> &rows, quint32 uidValidity);

}
