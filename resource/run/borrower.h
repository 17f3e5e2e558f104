// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/task.h"

namespace Konto
{

class ImapSession;

/// Somebody who needs a run's connection for a moment, where the server takes no other one.
class Borrower
{
public:
    virtual ~Borrower() = default;

    [[nodiscard]] virtual bool isWaiting() const = 0;
    /// Afterwards any mailbox may be open. \a session has to be there until the task ends.
    [[nodiscard]] virtual Task<void> serve(ImapSession *session) = 0;
};

}
