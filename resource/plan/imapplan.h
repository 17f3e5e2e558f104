// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/imap.h"
#include "core/message.h"

#include <QSet>

namespace Konto
{

/// How a folder is brought up to date, chosen from what EXAMINE said and what is stored.
struct ImapStrategy {
    enum Kind {
        Nothing, ///< nothing can have changed
        Scan, ///< UIDs and flags of the whole folder are read and compared
        ChangedSince, ///< CONDSTORE: only what changed since \a changedSince (RFC 7162 section 3.1.4.1)
        Sample, ///< nothing came or went, but without CONDSTORE flags may have changed: some of them are read
        NewOnly, ///< without CONDSTORE, only new messages came, unless the count says otherwise
        Rematch, ///< UIDVALIDITY changed: UIDs mean nothing, messages are matched by identity (RFC 9051 section 2.3.1.1)
    };
    Kind kind = Scan;
    quint64 changedSince = 0;
};

/// Without CONDSTORE: the UIDs whose flags are read this time, of the folder's \a uids. The newest 1,000 each time, of
/// the rest 2,000 in turns.
[[nodiscard]] UidRanges flagSample(QList<quint32> uids, qint64 turn);

/// Which of \a folders are looked at for changed flags this time although nothing came or went: the inbox always, of the
/// others ten in turns.
[[nodiscard]] QSet<qint64> foldersToSample(const QList<FolderRow> &folders, qint64 turn);

/// \a known is the number of rows of the folder that stand for messages on the server.
[[nodiscard]] ImapStrategy planFolder(const ImapMailboxState &server, const FolderRow &stored, qsizetype known);

/// What the server's UIDs and flags mean for the rows.
struct ImapChanges {
    QList<quint32> fetch; ///< UIDs without a row, newest first
    QHash<MessageKey, Flags> flags; ///< of rows whose flags on the server are others than at the last sync
    QList<MessageRow> identified; ///< rows with another UID and UIDVALIDITY; UID 0: no longer on the server, but kept
    QList<MessageKey> vanished; ///< rows whose UID is gone
    bool heldBack = false; ///< so many vanished that they are kept until the user has confirmed; vanished lists them
};

/// Compares a complete listing of the folder with its rows. \a known are those that stand for messages on the server: no UID is 0 or twice.
[[nodiscard]] ImapChanges compareListing(const QList<ImapFlags> &listing, const QList<KnownUid> &known);

/// Compares the answer to CHANGEDSINCE with the rows: nothing vanishes by not being in it, but what is in \a vanished.
[[nodiscard]] ImapChanges compareChanges(const QList<ImapFlags> &changed, const QList<KnownUid> &known, const UidRanges &vanished = {});

/// Whether the message is in \a folder, its bytes are not here and \a holding wants them, or had been here as a whole (MessageRow::fetchAgain); not so if it
/// was moved elsewhere and is not there yet.
[[nodiscard]] bool isBodyMissing(const MessageRow &row, qint64 folder, const Holding &holding, const QDateTime &now);

/// Whether the message is in \a folder and Akonadi shows nothing of it, because not even the header is here any more (its
/// database was lost).
[[nodiscard]] bool isHeaderMissing(const MessageRow &row, qint64 folder);

/// Whether, after \a changes of a part of the folder, its message count shows that something was expunged,
/// so that a complete listing has to be read.
[[nodiscard]] bool needsListing(const ImapChanges &changes, const ImapMailboxState &server, qsizetype known);

/// The first batch of \a uids that fits \a maxCount and, by the sizes known, \a maxBytes; at least one.
struct SizedUid {
    quint32 uid = 0;
    qint64 size = 0;
};
[[nodiscard]] QList<SizedUid> takeBatch(QList<SizedUid> &uids, qsizetype maxCount, qint64 maxBytes);

}
