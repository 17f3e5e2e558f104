// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/storageproof.h"
#include "plan/pop3plan.h"

namespace Konto
{

/// A copy on the server that a rule lets go.
struct Removal {
    Pop3Entry entry;
    MessageKey key;
};

/// A Removal that may be carried out: there is no other way to make one than with the proof.
struct DeleteStep {
    int number = 0; ///< the message's in this session
    StorageProof proof;
};

/// What a rule means for a mailbox, now. Nothing here is deleted: a Removal needs its proof first.
struct RetentionPlan {
    QList<Removal> remove; ///< oldest first
    int held = 0; ///< more would go, but the user has not confirmed the stricter rule yet
};

/// The copies which \a rule lets go at \a now. Days count from KnownMessage::storedAt, newest means the highest number
/// (RFC 1939 numbers in the mailbox's order). Messages that are not known for sure, not stored, or larger than the
/// limit and thus only here as their header, count for "newest" and are never in the result. \a trash are the ids of
/// the folders in which a message counts as deleted here. The order of \a copies is of no importance.
[[nodiscard]] QList<Removal> removals(const QList<ServerCopy> &copies, const Retention &rule, const QSet<qint64> &trash, const QDateTime &now);

/// What is to be done while \a wanted is the user's rule and \a confirmed the last one they agreed to with its
/// consequences before them: only what both let go.
[[nodiscard]] RetentionPlan
planRetention(const QList<ServerCopy> &copies, const Retention &wanted, const Retention &confirmed, const QSet<qint64> &trash, const QDateTime &now);

/// The removals whose message is among the \a proofs.
[[nodiscard]] QList<DeleteStep> deleteSteps(const QList<Removal> &removals, const QList<StorageProof> &proofs);

/// For state.db; anything else than what toBytes() made is Keep::Everything.
[[nodiscard]] QByteArray toBytes(const Retention &rule);
[[nodiscard]] Retention retentionFromBytes(const QByteArray &bytes);

}
