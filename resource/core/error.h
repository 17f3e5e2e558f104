// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <expected>

namespace Konto
{

/// What went wrong, in the terms of the user's situation rather than of a protocol.
enum class ErrorKind {
    NotConfigured, ///< the account has no server or no user name yet
    NoPassword, ///< the keychain holds no password for the account
    Keychain, ///< the keychain cannot be read
    WrongPassword, ///< the server rejected the credentials
    UnknownHost, ///< the host name does not resolve
    ConnectionRefused, ///< nothing listens there
    Network, ///< no route, no network
    CaptivePortal, ///< the network leads to a page that wants to be seen first, and nowhere else
    Timeout, ///< the server stopped answering
    ConnectionLost, ///< the server or the network closed the connection
    Certificate, ///< the server's certificate cannot be verified and its key is not pinned
    CertificateFile, ///< the file with the user's own certificate cannot be used
    TlsUnavailable, ///< encryption was asked for and the server offers none
    WrongProtocol, ///< something answers, but it does not speak the account's protocol
    Nonsense, ///< the server broke the rules of its protocol
    Busy, ///< the mailbox is locked by another session (RFC 2449 [IN-USE], RFC 5530 [INUSE])
    TooManyConnections, ///< the server takes no further connection of this account for now (RFC 5530 [LIMIT])
    Unavailable, ///< the server cannot serve us now (RFC 3206 [SYS/TEMP], RFC 5530 [UNAVAILABLE])
    Refused, ///< the server understood the command and said no
    DiskFull, ///< no space left on this computer's disk
    Storage, ///< the account's directory cannot be read or written
    Akonadi, ///< Akonadi reported an error
    ChangeRefused, ///< the server did not accept a change of the user's; it was undone here
    UploadRefused, ///< the server did not take messages of the user's; they stay here
    FolderKept, ///< a folder was not deleted, because new messages have come into it
    MassVanish, ///< suspiciously many messages disappeared; they are kept until the user says so
    SwitchUnderWay, ///< asked for while the account is being switched
    WorkingOffline, ///< not on this computer, and the user works offline
    NothingToUndo, ///< no switch of the account can be taken back any more
    Cancelled, ///< the user or a shutdown stopped it
};

/// How far the damage goes: what else can go on.
enum class Scope {
    Message,
    Folder,
    Account,
    Cancelled,
};

/// Whether trying again makes sense. Read in one place only: the run ring's retry.
enum class Retry {
    Now, ///< at once, once
    Later, ///< after the usual interval or back-off
    Never, ///< not until the user has changed something
};

/// An error as a value. \a detail is for logs and bug reports, in English; \a serverText is what the server
/// said, unverified: shown to the user as a quotation, never parsed again. The sentence for the user is made
/// in run/errortext.h.
struct Error {
    ErrorKind kind = ErrorKind::Nonsense;
    Scope scope = Scope::Account;
    Retry retry = Retry::Later;
    QString detail;
    QByteArray serverText;
};

template<class T>
using Result = std::expected<T, Error>;

/// An error of \a kind with the scope and retry class that kind usually has.
[[nodiscard]] Error makeError(ErrorKind kind, const QString &detail = {}, const QByteArray &serverText = {});

/// Shorthand for returning makeError() from a function with a Result.
[[nodiscard]] std::unexpected<Error> fail(ErrorKind kind, const QString &detail = {}, const QByteArray &serverText = {});

/// The kind's name in English, for logs and tests.
[[nodiscard]] QString toString(ErrorKind kind);

}
