// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "pop3/pop3capabilities.h"
#include "pop3/pop3entry.h"

#include <QHash>

#include <optional>

namespace Konto
{

/// What the last POP3 session found out, for the user and the settings dialog.
struct Pop3Findings {
    std::optional<QList<Pop3Entry>> listing; ///< as the session left it; nothing before the first one of this process
    QHash<int, MessageKey> identified; ///< as Pop3Knowledge::identified
    int held = 0; ///< removals that wait for the user's confirmation of a stricter rule
    int postponed = 0; ///< messages left for a connection that is not metered
    Pop3Capabilities capabilities;
    bool lockStep = false; ///< the server's PIPELINING is not used, because it failed
};

}
