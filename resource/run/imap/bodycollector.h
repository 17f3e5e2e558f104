// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "run/runprogress.h"
#include "run/shown/projector.h"

namespace Konto
{

/// Fetches what is not on this computer yet of every message of an IMAP account, but for the folders \a except. Ends well
/// only if everything is here then, as it is on the server; what is interrupted goes on where it stopped. \a session is open.
[[nodiscard]] Task<Result<void>> collectBodies(ImapSession *session, StoreWorker *store, Projector *projector, RunProgress *progress, QSet<qint64> except);

}
