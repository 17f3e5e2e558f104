// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "net/task.h"
#include "plan/importplan.h"

#include <optional>

namespace Konto
{

/// An account of kdepim-runtime's IMAP or POP3 resource.
struct StockAgent {
    QString identifier;
    QString name;
    Mode mode = Mode::Imap;
    bool online = false;
};

/// Those that Akonadi has, whether they run or not.
[[nodiscard]] QList<StockAgent> stockAgents();
[[nodiscard]] std::optional<StockAgent> stockAgent(const QString &identifier);

/// Its settings file, which it writes itself: so it need not run.
[[nodiscard]] StockValues stockValues(const QString &identifier);

/// Whether an account other than \a self has that name. Akonadi wants the names of those that show folders to be unique.
[[nodiscard]] bool isAccountNameTaken(const QString &name, const QString &self);

/// The name of its entry in the keychain, whose service is "imap" or "pop3".
[[nodiscard]] QString stockService(Mode mode);
[[nodiscard]] QString stockKey(const StockAgent &agent);

/// Takes the agent offline or online, and waits until it is. Akonadi remembers that over restarts; an agent that is offline
/// neither checks for mail nor sends anything, whatever its other settings say. Errors: Akonadi.
[[nodiscard]] Task<Result<void>> setStockOnline(QString identifier, bool online);

}
