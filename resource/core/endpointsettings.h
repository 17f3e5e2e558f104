// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

namespace Konto
{

/// The server of \a mode as \a settings (of kontosettings.kcfg) have it.
template<class Settings>
[[nodiscard]] Endpoint endpointIn(const Settings &settings, Mode mode)
{
    if (mode == Mode::Imap) {
        return {.host = settings.imapHost().trimmed(), .port = quint16(settings.imapPort()), .security = Security(settings.imapSecurity())};
    }
    return {.host = settings.pop3Host().trimmed(), .port = quint16(settings.pop3Port()), .security = Security(settings.pop3Security())};
}

template<class Settings>
void putEndpoint(Settings &settings, Mode mode, const Endpoint &endpoint)
{
    if (mode == Mode::Imap) {
        settings.setImapHost(endpoint.host);
        settings.setImapPort(endpoint.port);
        settings.setImapSecurity(int(endpoint.security));
    } else {
        settings.setPop3Host(endpoint.host);
        settings.setPop3Port(endpoint.port);
        settings.setPop3Security(int(endpoint.security));
    }
}

}
