// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "pop3/pop3entry.h"

#include <QByteArray>

#include <optional>

namespace Konto
{

/// Response codes (RFC 2449 section 8, RFC 3206 section 4).
enum class Pop3Code {
    None,
    InUse, ///< the mailbox is locked
    LoginDelay, ///< logged in too often
    Auth, ///< the credentials are wrong
    SysTemp, ///< a failure that will pass
    SysPerm, ///< a failure that needs somebody's hand
    Other,
};

/// The first line of a reply.
struct Pop3Status {
    enum class Kind {
        Ok,
        Err,
        Challenge, ///< "+ " and base64 (RFC 5034 section 4)
        Unknown,
    };
    Kind kind = Kind::Unknown;
    Pop3Code code = Pop3Code::None;
    QByteArray text; ///< for people: without code and control characters, at most 1,024 bytes; of a challenge: all
};

/// The answer to STAT (RFC 1939 section 5).
struct Pop3DropSize {
    int count = 0;
    qint64 size = 0;

    bool operator==(const Pop3DropSize &) const = default;
};

/// More messages than this in one mailbox is not believed.
inline constexpr int pop3MostMessages = 10'000'000;

[[nodiscard]] Pop3Status parsePop3Status(QByteArrayView line);
/// "nn mm", as it follows +OK; nothing when it is malformed.
[[nodiscard]] std::optional<Pop3DropSize> parsePop3DropSize(QByteArrayView text);
/// A scan listing, "number size" (RFC 1939 section 5, LIST).
[[nodiscard]] std::optional<Pop3Entry> parsePop3ScanListing(QByteArrayView line);
/// A unique-id listing, "number id" (RFC 1939 section 7, UIDL). The id is 1 to 70 printable characters; up to 1,000
/// bytes are taken. With anything else the message counts as one without an id.
[[nodiscard]] std::optional<Pop3Entry> parsePop3UniqueIdListing(QByteArrayView line);
/// The "<process.clock@host>" of a greeting (RFC 1939 section 7, APOP), or nothing.
[[nodiscard]] QByteArray parsePop3Timestamp(QByteArrayView greeting);

/// The error that a refusal with \a code means, of the kind \a otherwise when the code does not tell.
///
/// RFC 3206 section 4: [SYS/TEMP] will pass, so it is retried and nobody alarmed. [SYS/PERM] is "unlikely to be
/// resolved without intervention", by people whom only the user can call: Retry::Never, so that the user reads it and
/// no retry hides it. The next check they ask for tries again.
[[nodiscard]] Error pop3Refusal(Pop3Code code, ErrorKind otherwise, const QString &detail, const QByteArray &text);

}
