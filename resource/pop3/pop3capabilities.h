// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArrayList>

#include <optional>

namespace Konto
{

/// What a server can do: the answer to CAPA (RFC 2449 sections 5 and 6). Default constructed: a server without CAPA.
struct Pop3Capabilities {
    QByteArrayList saslMechanisms; ///< RFC 5034 section 3; upper-cased
    bool user = false; ///< RFC 2449 section 6.3
    bool pipelining = false; ///< RFC 2449 section 6.6
    bool stls = false; ///< RFC 2595 section 4
    bool uidl = false; ///< RFC 2449 section 6.8
    bool top = false; ///< RFC 2449 section 6.1
    bool utf8 = false; ///< RFC 6856 section 2
    bool lang = false; ///< RFC 6856 section 3
    bool responseCodes = false; ///< RFC 2449 section 6.4
    bool authResponseCode = false; ///< RFC 3206 section 6
    bool expiresNever = false; ///< RFC 2449 section 6.7
    std::optional<qint64> expireDays; ///< RFC 2449 section 6.7; 0: no message may be left on the server
    bool expireDependsOnUser = false; ///< before the login: expireDays is the least of any user
    std::optional<qint64> loginDelay; ///< seconds, RFC 2449 section 6.5
    bool loginDelayDependsOnUser = false; ///< before the login: loginDelay is the most of any user
    QByteArray implementation; ///< RFC 2449 section 6.9

    /// Adds one line of the answer; unknown ones are ignored (RFC 2449 section 5).
    void add(QByteArrayView line);

    bool operator==(const Pop3Capabilities &) const = default;
};

}
