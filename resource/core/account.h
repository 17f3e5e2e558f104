// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArrayList>
#include <QString>

namespace Konto
{

/// Who is master of the account's mail: this computer (POP3) or the server (IMAP).
enum class Mode {
    Pop3 = 0,
    Imap = 1,
};

/// How a connection is protected. There is no "if available": what is asked for happens, or nothing does
/// (RFC 8314 section 4.1).
enum class Security {
    Tls = 0, ///< implicit TLS, the default (RFC 8314)
    StartTls = 1, ///< STARTTLS or STLS, refused when the server does not offer it
    None = 2, ///< clear text; only what the user chose explicitly
};

struct Endpoint {
    QString host;
    quint16 port = 0;
    Security security = Security::Tls;

    bool operator==(const Endpoint &) const = default;
};

/// The settings of an account as a value. Both endpoints are remembered whatever the mode.
/// \a pinnedKeys are hex SHA-256 digests of SubjectPublicKeyInfo which the user accepted in spite of
/// an unverifiable certificate.
struct Account {
    QString id; ///< a UUID without braces; names the keychain entry and the directory, never changes
    QString name;
    Mode mode = Mode::Imap;
    QString userName;
    Endpoint pop3;
    Endpoint imap;
    QByteArrayList pinnedKeys;

    [[nodiscard]] const Endpoint &endpoint() const
    {
        return mode == Mode::Pop3 ? pop3 : imap;
    }
};

}
