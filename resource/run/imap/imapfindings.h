// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "run/imap/imapmoves.h"

#include <QDeadlineTimer>
#include <QHash>

namespace Konto
{

/// What the IMAP server told along the way, for the user and the settings dialog.
struct ImapFindings {
    ImapQuota quota; ///< of the inbox
    QDeadlineTimer quotaAskedUntil; ///< expired: to be asked again
    QHash<qint64, qsizetype> setAside; ///< by folder: messages gone there and kept here, because they are suspiciously many
    QList<TakenCopy> taken; ///< of late: another client that moves may be in the middle of it
    int postponed = 0; ///< large messages left for a connection that is not metered
};

}
