// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "core/message.h"

namespace Konto
{

/// How a folder is brought up to date, chosen from what EXAMINE said and what is stored.
struct ImapStrategy {
    enum Kind {
        Nothing, ///< nothing can have changed
        Scan, ///< UIDs and flags of the whole folder are read and compared
        ChangedSince, ///< CONDSTORE: only what changed since \a changedSince (RFC 7162 section 3.1.4.1)
        Rematch, ///< UIDVALIDITY changed: UIDs mean nothing, messages are matched by identity (RFC 9051 section 2.3.1.1)
    };
    Kind kind = Scan;
    quint64 changedSince = 0;
};

/// \a known is the number of rows of the folder that stand for messages on the server.
[[nodiscard]] ImapStrategy planFolder(const ImapMailboxState &server, const FolderRow &stored, qsizetype known);

/// What the server's UIDs and flags mean for the rows.
struct ImapChanges {
    QList<quint32> fetch; ///< UIDs without a row, newest first
    QList<MessageRow> update; ///< rows with new flags, merged three ways, base set to the server's
    QList<MessageKey> vanished; ///< rows whose UID is gone
    bool heldBack = false; ///< so many vanished that they are kept until the user has confirmed; vanished lists them
};

/// Compares a complete listing of the folder with its rows.
[[nodiscard]] ImapChanges compareListing(const QList<ImapFlags> &listing, const QList<MessageRow> &rows);

/// Compares the answer to CHANGEDSINCE with the rows: nothing vanishes by not being in it.
[[nodiscard]] ImapChanges compareChanges(const QList<ImapFlags> &changed, const QList<MessageRow> &rows);

/// UIDs of rows whose bytes are not here, newest first.
[[nodiscard]] QList<quint32> bodiesMissing(const QList<MessageRow> &rows);

/// Whether, after \a changes from CHANGEDSINCE, the folder's message count shows that something was expunged,
/// so that a complete listing has to be read.
[[nodiscard]] bool needsListing(const ImapChanges &changes, const ImapMailboxState &server, qsizetype known);

/// The first batch of \a uids that fits \a maxCount and, by the sizes known, \a maxBytes; at least one.
struct SizedUid {
    quint32 uid = 0;
    qint64 size = 0;
};
[[nodiscard]] QList<SizedUid> takeBatch(QList<SizedUid> &uids, qsizetype maxCount, qint64 maxBytes);

}
