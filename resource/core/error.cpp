// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/error.h"

#include <array>

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
    // In the order of ErrorKind
    static constexpr std::array names{
        "NotConfigured"_L1,  "NoPassword"_L1,    "Keychain"_L1,       "WrongPassword"_L1,  "UnknownHost"_L1,        "ConnectionRefused"_L1,
        "Network"_L1,        "CaptivePortal"_L1, "Timeout"_L1,        "ConnectionLost"_L1, "Certificate"_L1,        "CertificateFile"_L1,
        "TlsUnavailable"_L1, "WrongProtocol"_L1, "Nonsense"_L1,       "Busy"_L1,           "TooManyConnections"_L1, "Unavailable"_L1,
        "Refused"_L1,        "DiskFull"_L1,      "Storage"_L1,        "Akonadi"_L1,        "ChangeRefused"_L1,      "UploadRefused"_L1,
        "FolderKept"_L1,     "MassVanish"_L1,    "SwitchUnderWay"_L1, "WorkingOffline"_L1, "NothingToUndo"_L1,      "Cancelled"_L1};
    static_assert(names.size() == size_t(ErrorKind::Cancelled) + 1);
    return names.at(size_t(kind));
}

}
