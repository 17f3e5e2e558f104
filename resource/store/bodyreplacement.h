// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/incomingmessage.h"
#include "store/maildirtree.h"
#include "store/statedatabase.h"

namespace Konto
{

/// Gives a message other bytes under the same key: fsynced, written down, renamed over the old file, recorded. A crash
/// leaves the old message before it was written down, and after that the new one, which open() then finishes.
[[nodiscard]] Result<MessageRow> replaceBody(StateDatabase &database, MaildirTree &tree, const MessageKey &key, IncomingMessage bytes);

}
