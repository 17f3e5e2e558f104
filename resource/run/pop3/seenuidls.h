// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/accountstore.h"

namespace Konto
{

/// UIDLs of messages that another program downloaded from this account's server, to be remembered by rememberSeen().
[[nodiscard]] Result<void> noteSeen(AccountStore &store, const QByteArrayList &uidls);

/// Those of them that no message here has got become messages that were deleted here: they are not downloaded again.
/// To be called when the messages here have been recognised in the server's listing. Returns how many there were.
[[nodiscard]] Result<qsizetype> rememberSeen(AccountStore &store, qint64 inbox);

}
