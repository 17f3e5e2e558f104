// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QLoggingCategory>

namespace Konto
{

/// org.kde.konto.imap: what happens.
Q_DECLARE_LOGGING_CATEGORY(imapLog)
/// org.kde.konto.imap.trace: the lines of the protocol, without secrets and without mail.
Q_DECLARE_LOGGING_CATEGORY(imapTrace)

}
