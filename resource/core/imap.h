// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/flags.h"

#include <QList>
#include <QString>

#include <utility>

namespace Konto
{

/// A mailbox as LIST reports it (RFC 9051 section 7.3.1, RFC 6154). Name decoded from modified UTF-7.
struct ImapMailbox {
    QString name;
    QChar delimiter; ///< null: no hierarchy
    QByteArrayList attributes; ///< with backslash, as sent or lower-cased; compare without case

    /// False for \Noselect and \NonExistent.
    [[nodiscard]] bool isSelectable() const;
};

/// What SELECT or EXAMINE said. UIDs and UIDVALIDITY are unsigned 32 bits, MODSEQ 63 bits.
struct ImapMailboxState {
    quint32 exists = 0;
    quint32 uidValidity = 0;
    quint32 uidNext = 0; ///< 0: the server did not say
    quint64 highestModSeq = 0; ///< 0: no CONDSTORE
};

struct ImapFlags {
    quint32 uid = 0;
    Flags flags;
};

/// A set of UIDs as closed intervals, ascending, not overlapping.
using UidRanges = QList<std::pair<quint32, quint32>>;
/// The ranges that cover exactly \a uids.
[[nodiscard]] UidRanges uidRanges(QList<quint32> uids);

}
