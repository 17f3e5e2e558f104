// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/shown/projector.h"

#include <QDeadlineTimer>
#include <QSet>

#include <chrono>

namespace Konto
{

/// A message that came with the bytes of another one here, because the two are equal.
struct TakenCopy {
    MessageKey source;
    MessageKey copy;
    QDeadlineTimer moving{std::chrono::minutes(10)}; ///< not expired: if the source goes now, it was a move in two steps
};

/// What another client moved looks like two things: gone in one folder, new in another. Of those \a copies whose source
/// is among \a vanished, the source takes the place of its copy, and so stays the same item with its tags. Returns the
/// sources this was done with. What the user has moved here meanwhile stays where it is, and is on its way there from where
/// the other client has put it. What was deleted here, or is just being sent, is left alone.
[[nodiscard]] Task<Result<QSet<MessageKey>>> keepMoved(StoreWorker *store, Projector *projector, QList<TakenCopy> copies, QSet<MessageKey> vanished);

}
