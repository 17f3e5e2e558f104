// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "run/shown/projector.h"

namespace Konto
{

/// Takes over what another Maildir program did in the folder since the last look: flags and new files in either
/// mode; files that are gone count as deleted in POP3 mode (their UIDL is remembered, so that they are not
/// downloaded again) and as not here any more in IMAP mode, where the server is the master (they are fetched
/// again, whatever is kept here). What is pointed to must outlive the task. Suspiciously many gone files are left alone unless \a acceptVanished: MassVanish,
/// Scope::Folder; \a setAside is how many.
[[nodiscard]] Task<Result<void>>
takeDiskChanges(StoreWorker *store, Projector *projector, Mode mode, FolderRow folder, bool acceptVanished, qsizetype *setAside);

}
