// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "looks/observations.h"

#include <QObject>

#include <functional>

namespace Konto
{

class AccountLink;

/// Looks at the certificate of an account's server and asks whether the provider speaks the other protocol as well; signs in nowhere. \a then is
/// called once, with nothing when the account's own server could not be reached; never after \a context is gone.
void lookAtServer(QObject *context, AccountLink &link, Mode mode, std::function<void(std::optional<ServerSeen>)> then);

}
