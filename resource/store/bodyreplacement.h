// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/incomingmessage.h"
#include "store/maildirtree.h"
#include "store/statedatabase.h"

namespace Konto
{

/// Gives a message other bytes under the same key: fsynced, then renamed over the old file, then recorded. A crash
/// leaves either the old message or the new one; between the last two steps state.db still has the old size and
/// hashes, which makes the message unproven (AccountStore::proveStored()) and nothing worse.
[[nodiscard]] Result<MessageRow> replaceBody(StateDatabase &database, MaildirTree &tree, const MessageKey &key, IncomingMessage bytes);

}
