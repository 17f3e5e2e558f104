// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/retention.h"
#include "pop3/pop3capabilities.h"

namespace Konto
{

/// What the last POP3 session found out, for the user and the settings dialog.
struct Pop3Findings {
    bool known = false; ///< a session has listed the mailbox in this process
    QList<ServerCopy> copies;
    QSet<qint64> trash; ///< folders in which a message counts as deleted
    int held = 0; ///< removals that wait for the user's confirmation of a stricter rule
    int postponed = 0; ///< messages left for a connection that is not metered
    Pop3Capabilities capabilities;
    bool lockStep = false; ///< the server's PIPELINING is not used, because it failed
};

}
