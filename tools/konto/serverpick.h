// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "account/answers.h"
#include "request.h"

namespace Konto
{

/// Where a new account gets its mail.
struct ServerPick {
    Mode mode = Mode::Imap;
    Endpoint endpoint;
    QString userName;
    std::optional<FoundAddress> found; ///< nothing: the user has said it
    std::optional<FoundAddress> other; ///< of the other protocol, where it works: a later switch goes there
};

/// The host on the command line, with what is usual for \a mode where nothing more is said.
[[nodiscard]] Endpoint saidEndpoint(const Request &request, Mode mode);

/// What stands on the command line, where a host does.
[[nodiscard]] std::optional<ServerPick> saidServer(const Request &request);

/// The best of what was found: of the mode that was asked for, else IMAP, but where only POP3 works. Nothing: there is none.
[[nodiscard]] std::optional<ServerPick> pickServer(const QList<FoundAddress> &found, const Request &request);

}
