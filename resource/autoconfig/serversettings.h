// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QList>

namespace Konto
{

enum class MailProtocol {
    Imap,
    Pop3,
    Smtp,
};

/// How to reach a server, as somebody says.
struct ServerSettings {
    MailProtocol protocol = MailProtocol::Imap;
    Endpoint endpoint;
    QString userName; ///< empty: not told
    QList<SignIn> signIn; ///< the best first; empty: not told

    bool operator==(const ServerSettings &) const = default;
};

/// "imap", "pop3", "smtp"
[[nodiscard]] QString toString(MailProtocol protocol);

/// The port a protocol has by itself (RFC 8314 section 7, RFC 9051, RFC 1939, RFC 6409).
[[nodiscard]] quint16 standardPort(MailProtocol protocol, Security security);

}
