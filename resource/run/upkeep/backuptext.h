// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "run/upkeep/mailcheck.h"
#include "run/upkeep/mailtask.h"

namespace Konto
{

/// What a task of MailTask has done, for the user.
[[nodiscard]] QString backupSentence(qint64 messages, qint64 bytes);
[[nodiscard]] QString restoreSentence(qint64 messages, qint64 back, qint64 skipped);
/// \a mended: a run has seen to it.
[[nodiscard]] QString checkSentence(const MailCheck &found, bool mended);

/// Why it has not been done.
[[nodiscard]] QString taskFailure(MailTask::Kind kind, const Error &error, const Account &account);

}
