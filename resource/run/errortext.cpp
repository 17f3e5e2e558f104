// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/errortext.h"

#include <KLocalizedString>

namespace Konto
{

namespace
{
constexpr qsizetype longestQuotation = 200;

QString quotation(const QByteArray &serverText)
{
    QString text = QString::fromUtf8(serverText).simplified();
    text.removeIf([](QChar c) {
        return !c.isPrint();
    });
    if (text.size() > longestQuotation) {
        text = text.first(longestQuotation) + QChar(0x2026);
    }
    return text;
}

QString protocolName(Mode mode)
{
    return mode == Mode::Pop3 ? i18nc("name of the protocol", "POP3") : i18nc("name of the protocol", "IMAP");
}

/// Nothing to sign in with.
QString nothingToSignInWith(const Account &account)
{
    switch (account.signIn) {
    case SignIn::OAuth2:
        return i18nc("@info:status %2 host", "%1: %2 wants you to sign in again. Do so in the account’s settings.", account.name, account.endpoint().host);
    case SignIn::ClientCertificate:
        return i18nc("@info:status", "%1: Your certificate needs its passphrase. Enter it in the account’s settings.", account.name);
    case SignIn::Kerberos:
        return i18nc("@info:status", "%1: You have no valid Kerberos ticket. Get one; Konto will try again.", account.name);
    case SignIn::Password:
        break;
    }
    return i18nc("@info:status", "%1: No password is stored. Enter it in the account’s settings.", account.name);
}

QString notAccepted(const Account &account)
{
    const QString host = account.endpoint().host;
    switch (account.signIn) {
    case SignIn::OAuth2:
        return i18nc("@info:status %2 host", "%1: %2 did not accept your sign-in. Sign in again in the account’s settings.", account.name, host);
    case SignIn::ClientCertificate:
        return i18nc("@info:status %2 host",
                     "%1: %2 did not accept your certificate, or its passphrase is wrong. Check both in the account’s settings.",
                     account.name,
                     host);
    case SignIn::Kerberos:
        return i18nc("@info:status %2 host", "%1: %2 did not accept your Kerberos ticket for this user name.", account.name, host);
    case SignIn::Password:
        break;
    }
    return i18nc("@info:status %2 host", "%1: %2 did not accept the user name or password. Check both in the account’s settings.", account.name, host);
}

/// What the network or the server does, and what mostly passes by itself.
QString connectionSentence(const Error &error, const Account &account)
{
    const QString name = account.name;
    const Endpoint &server = account.endpoint();
    switch (error.kind) {
    case ErrorKind::Network:
        return i18nc("@info:status", "%1: %2 cannot be reached. Check your network connection.", name, server.host);
    case ErrorKind::CaptivePortal:
        return i18nc("@info:status %1 account",
                     "%1: This network wants you to sign in on its own page first, in a web browser. Konto goes on by itself afterwards.",
                     name);
    case ErrorKind::Timeout:
        return i18nc("@info:status", "%1: %2 takes too long to answer. Konto will try again.", name, server.host);
    case ErrorKind::ConnectionLost:
        return i18nc("@info:status", "%1: The connection to %2 was lost. Konto will try again.", name, server.host);
    case ErrorKind::Nonsense:
        return i18nc("@info:status", "%1: %2 sent an answer that makes no sense. Konto will try again.", name, server.host);
    case ErrorKind::Busy:
        return i18nc("@info:status", "%1: The mailbox is in use by another program. Konto will try again.", name);
    case ErrorKind::TooManyConnections:
        return i18nc("@info:status %2 host",
                     "%1: %2 takes no further connection now, because programs or devices with the same account have too many. Konto will try again.",
                     name,
                     server.host);
    case ErrorKind::Unavailable:
        // RFC 3206 section 4, [SYS/PERM]
        if (error.retry == Retry::Never) {
            return i18nc("@info:status %2 host",
                         "%1: %2 has a problem that only its operator can repair. Tell them, and check for mail again afterwards.",
                         name,
                         server.host);
        }
        return i18nc("@info:status", "%1: %2 cannot serve you at the moment. Konto will try again.", name, server.host);
    default:
        return {};
    }
}

/// What concerns this computer or single messages, or what the user does elsewhere.
QString otherSentence(const Error &error, const Account &account)
{
    const QString name = account.name;
    const Endpoint &server = account.endpoint();
    switch (error.kind) {
    case ErrorKind::Refused:
        return i18nc("@info:status", "%1: %2 refused a request.", name, server.host);
    case ErrorKind::DiskFull:
        return i18nc("@info:status", "%1: The disk is full, so new mail cannot be kept. Free some space; Konto will try again.", name);
    case ErrorKind::Storage:
        return i18nc("@info:status %2 technical details", "%1: The folder with your mail cannot be used. (%2)", name, error.detail);
    case ErrorKind::Akonadi:
        return i18nc("@info:status %2 technical details", "%1: The desktop’s mail store reported an error. (%2) Konto will try again.", name, error.detail);
    case ErrorKind::MassVanish:
        return i18nc("@info:status %2 folder",
                     "%1: Suspiciously many messages are gone from “%2”. Konto removes nothing until you decide.",
                     name,
                     error.detail);
    case ErrorKind::ChangeRefused:
        return i18nc("@info:status %2 folder", "%1: The server did not accept what you changed in “%2”, so it was undone here.", name, error.detail);
    case ErrorKind::UploadRefused:
        return i18nc("@info:status %2 folder",
                     "%1: The server did not take a message for “%2”. It stays on this computer; Konto will try again.",
                     name,
                     error.detail);
    case ErrorKind::FolderKept:
        return i18nc("@info:status %2 folder", "%1: “%2” was not deleted, because new messages have arrived in it.", name, error.detail);
    case ErrorKind::SwitchUnderWay:
        return i18nc("@info:status", "%1: A change of how the mail is kept is under way. Please wait until it is done, or cancel it.", name);
    case ErrorKind::WorkingOffline:
        return i18nc("@info:status", "%1: You are working offline, and this message is not on this computer.", name);
    case ErrorKind::NothingToUndo:
        return i18nc("@info:status", "%1: There is no change that could be taken back any more.", name);
    case ErrorKind::Cancelled:
        return i18nc("@info:status", "%1: Stopped.", name);
    default:
        return connectionSentence(error, account);
    }
}

/// What the user puts right in the account's settings.
QString sentence(const Error &error, const Account &account)
{
    const QString name = account.name;
    const Endpoint &server = account.endpoint();
    const QString protocol = protocolName(account.mode);
    switch (error.kind) {
    case ErrorKind::NotConfigured:
        return i18nc("@info:status %1 account name", "%1: Enter the mail server and your user name in the account’s settings.", name);
    case ErrorKind::NoPassword:
        return nothingToSignInWith(account);
    case ErrorKind::Keychain:
        return i18nc("@info:status", "%1: The keychain with your password cannot be opened. Unlock it and check for mail again.", name);
    case ErrorKind::WrongPassword:
        return notAccepted(account);
    case ErrorKind::UnknownHost:
        return i18nc("@info:status",
                     "%1: There is no server called “%2”. Check the server’s name in the account’s settings, and your network.",
                     name,
                     server.host);
    case ErrorKind::ConnectionRefused:
        return i18nc("@info:status %3 port number as text",
                     "%1: %2 does not answer on port %3. Check the port, or try again later.",
                     name,
                     server.host,
                     QString::number(server.port));
    case ErrorKind::Certificate:
        return i18nc("@info:status %3 technical details",
                     "%1: It cannot be verified that this really is %2, so nothing was sent to it. (%3) If you trust it nevertheless, accept its key in the "
                     "account’s settings.",
                     name,
                     server.host,
                     error.detail);
    case ErrorKind::CertificateFile:
        return i18nc("@info:status %2 file name, %3 technical details",
                     "%1: Your certificate in the file “%2” cannot be used. (%3) Choose another file in the account’s settings.",
                     name,
                     account.certificateFile,
                     error.detail);
    case ErrorKind::TlsUnavailable:
        return i18nc("@info:status",
                     "%1: %2 does not offer the encryption this account demands, so your password was not sent. Check the security setting.",
                     name,
                     server.host);
    case ErrorKind::WrongProtocol:
        return i18nc("@info:status %3 port, %4 POP3 or IMAP",
                     "%1: %2 does not speak %4 on port %3. Check the port and the kind of account.",
                     name,
                     server.host,
                     QString::number(server.port),
                     protocol);
    default:
        return otherSentence(error, account);
    }
}
}

QString errorSentence(const Error &error, const Account &account)
{
    const QString said = quotation(error.serverText);
    if (said.isEmpty()) {
        return sentence(error, account);
    }
    return i18nc("@info:status %1 a sentence, %2 what the server said", "%1 The server said: “%2”", sentence(error, account), said);
}

}
