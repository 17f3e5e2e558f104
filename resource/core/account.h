// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArrayList>
#include <QString>

#include <optional>

namespace Konto
{

/// Who is master of the account's mail: this computer (POP3) or the server (IMAP).
enum class Mode {
    Pop3 = 0,
    Imap = 1,
};

[[nodiscard]] constexpr Mode otherMode(Mode mode)
{
    return mode == Mode::Pop3 ? Mode::Imap : Mode::Pop3;
}

/// As in the D-Bus interfaces: "pop3" or "imap".
[[nodiscard]] inline QString modeName(Mode mode)
{
    return mode == Mode::Pop3 ? QStringLiteral("pop3") : QStringLiteral("imap");
}

/// The mode of that name, if there is such.
[[nodiscard]] inline std::optional<Mode> modeOfName(QStringView name)
{
    if (name == u"pop3") {
        return Mode::Pop3;
    }
    return name == u"imap" ? std::optional(Mode::Imap) : std::nullopt;
}

/// How a connection is protected. There is no "if available": what is asked for happens, or nothing does
/// (RFC 8314 section 4.1).
enum class Security {
    Tls = 0, ///< implicit TLS, the default (RFC 8314)
    StartTls = 1, ///< STARTTLS or STLS, refused when the server does not offer it
    None = 2, ///< clear text; only what the user chose explicitly
};

/// How the account proves who it is. Within each, the strongest mechanism the server offers is taken.
enum class SignIn {
    Password = 0, ///< SCRAM, CRAM-MD5, APOP, PLAIN, LOGIN or the protocol's own command
    OAuth2 = 1, ///< a bearer token (RFC 7628), got with the token in the keychain
    ClientCertificate = 2, ///< TLS client certificate and SASL EXTERNAL (RFC 4422 appendix A)
    Kerberos = 3, ///< SASL GSSAPI (RFC 4752), with the ticket of the desktop session
};

/// Where OAuth2 tokens are renewed (RFC 6749 section 6). What the browser needs for the first one is not here.
struct OAuthClient {
    QString tokenUrl;
    QString clientId;
    QString clientSecret; ///< of a desktop client, so no secret at all (RFC 8252 section 8.5); may be empty

    bool operator==(const OAuthClient &) const = default;
};

/// Which copies stay on a POP3 server.
enum class Keep {
    Everything = 0, ///< the default
    Days = 1, ///< those stored here less than so many days ago
    NewestMessages = 2, ///< the newest so many
    NewestMegabytes = 3, ///< the newest that make up so many megabytes (of 1,000,000 bytes)
    Nothing = 4, ///< none: each is removed once it is stored here
};

/// The rule for copies on a POP3 server. Whatever it says, a copy is removed only with the proof that the message is
/// stored here, and a stricter rule only when the user has confirmed it.
struct Retention {
    Keep keep = Keep::Everything;
    int amount = 0; ///< days, messages or megabytes
    bool removeWhenDeletedHere = false; ///< also what the user deletes, or moves to Trash

    bool operator==(const Retention &) const = default;
};

/// Which messages of an IMAP account are on this computer as a whole; of the others it has the header, and fetches the
/// rest when they are opened.
enum class HeldHere {
    Everything = 0, ///< the default
    Days = 1, ///< those of the last so many days
    Opened = 2, ///< those that were opened
};

struct Holding {
    HeldHere keep = HeldHere::Everything;
    int days = 0;
    qint64 largest = 0; ///< octets; larger ones wait until they are opened, or for a better connection; 0 = no limit

    bool operator==(const Holding &) const = default;
};

struct Endpoint {
    QString host;
    quint16 port = 0;
    Security security = Security::Tls;

    bool operator==(const Endpoint &) const = default;
};

/// The port that is the protocol's own (RFC 8314 section 3.3 and 3.2; RFC 9051 section 2.1, RFC 1939 section 3).
[[nodiscard]] constexpr quint16 standardPort(Mode mode, Security security)
{
    if (mode == Mode::Imap) {
        return security == Security::Tls ? 993 : 143;
    }
    return security == Security::Tls ? 995 : 110;
}

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
    SignIn signIn = SignIn::Password;
    QString certificateFile; ///< PEM or PKCS #12 with certificate and private key; its passphrase is the account's password
    OAuthClient oauth;
    Retention retention;
    qint64 largestDownload = 0; ///< octets; a larger POP3 message arrives as its header only; 0 = no limit
    bool recentMode = false; ///< Gmail: log in as "recent:name" to see the mail of the last 30 days, fetched before or not
    Holding holding;
    bool push = true; ///< in IMAP mode: the server tells of new mail at once
    qint64 meteredBudget = 0; ///< octets a POP3 sync may download on a metered connection; 0 = no limit

    [[nodiscard]] const Endpoint &endpoint() const
    {
        return mode == Mode::Pop3 ? pop3 : imap;
    }
};

}
