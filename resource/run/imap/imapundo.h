// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/writeplan.h"
#include "run/shown/projector.h"
#include "run/storeworker.h"

namespace Konto
{

/// What the user did to messages and the server refuses, undone here: they are again where they were, with the flags that they have there. Those that were
/// deleted are shown by the next look at the folders. \a folder: in whose mailbox they are.
[[nodiscard]] Task<Result<void>> undoWrites(StoreWorker *store, Projector *projector, FolderRow folder, MailboxWrites writes);

/// The same of flags only.
[[nodiscard]] Task<Result<void>> undoFlags(StoreWorker *store, Projector *projector, FolderRow folder, QList<MessageRow> rows);

}
