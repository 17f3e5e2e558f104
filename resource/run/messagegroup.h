// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/accountstore.h"

namespace Konto
{

/// As much as may stand in memory at once.
inline constexpr qint64 largestGroup = 2 * 1024 * 1024;

struct MessageBytes {
    MessageRow row;
    QByteArray header;
    QByteArray text;
};

using MessageCopy = std::pair<MessageRow, MessageKey>; ///< a message, and whose bytes it has

/// Writes a group of messages and makes it durable.
[[nodiscard]] Result<QList<MessageRow>> storeGroup(AccountStore &store, qint64 folder, const QList<MessageBytes> &messages);

/// Copies from the front of \a copies whose bytes may stand in memory together.
[[nodiscard]] QList<MessageCopy> takeCopies(QList<MessageCopy> &copies);

/// Stores messages whose bytes lie in another folder; those whose file another program has removed, or that
/// were edited meanwhile, or whose file is damaged, are left out. What is not
/// known of a row for want of its header is taken from the other one.
[[nodiscard]] Result<QList<MessageRow>> copyGroup(AccountStore &store, qint64 folder, const QList<MessageCopy> &copies);

}
