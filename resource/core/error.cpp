// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/error.h"

using namespace Qt::StringLiterals;

namespace Konto
{

static Retry usualRetry(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::NotConfigured:
    case ErrorKind::NoPassword:
    case ErrorKind::WrongPassword:
    case ErrorKind::Certificate:
    case ErrorKind::CertificateFile:
    case ErrorKind::TlsUnavailable:
    case ErrorKind::SwitchUnderWay:
    case ErrorKind::WorkingOffline:
    case ErrorKind::NothingToUndo:
    case ErrorKind::Cancelled:
        return Retry::Never;
    case ErrorKind::ConnectionLost:
        return Retry::Now;
    default:
        return Retry::Later;
    }
}

static Scope usualScope(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
        return Scope::Cancelled;
    case ErrorKind::WorkingOffline:
        return Scope::Message;
    case ErrorKind::Refused:
    case ErrorKind::ChangeRefused:
    case ErrorKind::UploadRefused:
    case ErrorKind::FolderKept:
    case ErrorKind::MassVanish:
        return Scope::Folder;
    default:
        return Scope::Account;
    }
}

Error makeError(ErrorKind kind, const QString &detail, const QByteArray &serverText)
{
    return Error{.kind = kind, .scope = usualScope(kind), .retry = usualRetry(kind), .detail = detail, .serverText = serverText};
}

std::unexpected<Error> fail(ErrorKind kind, const QString &detail, const QByteArray &serverText)
{
    return std::unexpected(makeError(kind, detail, serverText));
}

QString toString(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::NotConfigured:
        return u"NotConfigured"_s;
    case ErrorKind::NoPassword:
        return u"NoPassword"_s;
    case ErrorKind::Keychain:
        return u"Keychain"_s;
    case ErrorKind::WrongPassword:
        return u"WrongPassword"_s;
    case ErrorKind::UnknownHost:
        return u"UnknownHost"_s;
    case ErrorKind::ConnectionRefused:
        return u"ConnectionRefused"_s;
    case ErrorKind::Network:
        return u"Network"_s;
    case ErrorKind::CaptivePortal:
        return u"CaptivePortal"_s;
    case ErrorKind::Timeout:
        return u"Timeout"_s;
    case ErrorKind::ConnectionLost:
        return u"ConnectionLost"_s;
    case ErrorKind::Certificate:
        return u"Certificate"_s;
    case ErrorKind::CertificateFile:
        return u"CertificateFile"_s;
    case ErrorKind::TlsUnavailable:
        return u"TlsUnavailable"_s;
    case ErrorKind::WrongProtocol:
        return u"WrongProtocol"_s;
    case ErrorKind::Nonsense:
        return u"Nonsense"_s;
    case ErrorKind::Busy:
        return u"Busy"_s;
    case ErrorKind::TooManyConnections:
        return u"TooManyConnections"_s;
    case ErrorKind::Unavailable:
        return u"Unavailable"_s;
    case ErrorKind::Refused:
        return u"Refused"_s;
    case ErrorKind::DiskFull:
        return u"DiskFull"_s;
    case ErrorKind::Storage:
        return u"Storage"_s;
    case ErrorKind::Akonadi:
        return u"Akonadi"_s;
    case ErrorKind::ChangeRefused:
        return u"ChangeRefused"_s;
    case ErrorKind::UploadRefused:
        return u"UploadRefused"_s;
    case ErrorKind::FolderKept:
        return u"FolderKept"_s;
    case ErrorKind::MassVanish:
        return u"MassVanish"_s;
    case ErrorKind::SwitchUnderWay:
        return u"SwitchUnderWay"_s;
    case ErrorKind::WorkingOffline:
        return u"WorkingOffline"_s;
    case ErrorKind::NothingToUndo:
        return u"NothingToUndo"_s;
    case ErrorKind::Cancelled:
        return u"Cancelled"_s;
    }
    return u"Unknown"_s;
}

}
