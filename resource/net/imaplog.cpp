// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imaplog.h"

namespace Konto
{

Q_LOGGING_CATEGORY(imapLog, "org.kde.konto.imap", QtWarningMsg)
Q_LOGGING_CATEGORY(imapTrace, "org.kde.konto.imap.trace", QtWarningMsg)

}
