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

/// Messages of the folder whose bodies may go, because the server has them and \a holding does not want them here. What
/// was stored (opened) after \a since, or in the last days the rule speaks of, stays.
[[nodiscard]] QList<MessageKey>
bodiesToFree(const QList<MessageRow> &rows, qint64 folder, const Holding &holding, const QDateTime &since, const QDateTime &now);

}
