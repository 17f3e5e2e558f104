// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace Konto
{

/// How POP3 servers make the UIDL (RFC 1939 section 7) of a message from its UIDVALIDITY v and its UID u (RFC 9051
/// section 2.3.1.1). hex8 is eight hexadecimal digits, in either case.
enum class UidlFormat {
    Dovecot, ///< hex8(u) hex8(v), its default
    Uw, ///< hex8(v) hex8(u)
    Cyrus, ///< v.u
    CyrusOld, ///< u, in mailboxes of old versions
    Courier, ///< UIDu-v
    CourierOld, ///< UIDu
    CriticalPath, ///< v-u
    Stalwart, ///< v and u in decimal with nothing between them: v must be known
    Gmail, ///< GmailId and the hexadecimal X-GM-MSGID
};

inline constexpr UidlFormat uidlFormats[] = {
    UidlFormat::Dovecot,
    UidlFormat::Uw,
    UidlFormat::Cyrus,
    UidlFormat::CyrusOld,
    UidlFormat::Courier,
    UidlFormat::CourierOld,
    UidlFormat::CriticalPath,
    UidlFormat::Stalwart,
    UidlFormat::Gmail,
};

/// What a UIDL says of its message. Both numbers are never 0 where they are told (RFC 9051 section 9, nz-number).
struct UidlReading {
    quint32 uidValidity = 0; ///< 0: the format does not tell
    quint32 uid = 0; ///< 0: the format does not tell
    QByteArray objectId; ///< X-GM-MSGID in decimal, as IMAP has it; empty: the format does not tell

    bool operator==(const UidlReading &) const = default;
};

/// \a uidl read in \a format, if it is in that format to the last character. This alone proves nothing: servers keep the
/// UIDLs of those they were migrated from. \a uidValidity is INBOX's, 0 when it is not known; only Stalwart needs it.
[[nodiscard]] std::optional<UidlReading> readUidl(QByteArrayView uidl, UidlFormat format, quint32 uidValidity);

/// The formats \a uidl can be read in.
[[nodiscard]] QList<UidlFormat> possibleFormats(QByteArrayView uidl, quint32 uidValidity);

}
