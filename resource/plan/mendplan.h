// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/message.h"

#include <QSet>

namespace Konto
{

/// What is known of an account's server, as far as a message can be fetched from it again.
struct Refetching {
    Mode mode = Mode::Imap;
    QList<FolderRow> folders; ///< of the account, but for those that the user has hidden: no run looks there
    QSet<QByteArray> listed; ///< in POP3 mode: the UIDLs of the last listing
};

/// Whether, as far as is known here, a message whose file is damaged or gone is on the server still, and a run can fetch it.
[[nodiscard]] bool isOnServer(const MessageRow &row, const Refetching &server);

}
