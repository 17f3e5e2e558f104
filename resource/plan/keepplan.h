// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/message.h"

namespace Konto
{

/// Whether some messages of the folder are here as headers only for longer than a download takes.
[[nodiscard]] bool showsHeadersFirst(const Holding &holding);

/// Whether the body of \a row is to be here without being opened.
[[nodiscard]] bool isBodyWanted(const MessageRow &row, const Holding &holding, const QDateTime &now);

/// Whether the body of a message of the folder may go, because the server has it and \a holding does not want it here. What
/// was stored (opened) after \a since, or in the last days the rule speaks of, stays, and so does what is to be fetched again.
[[nodiscard]] bool isBodyToFree(const MessageRow &row, qint64 folder, const Holding &holding, const QDateTime &since, const QDateTime &now);

}
