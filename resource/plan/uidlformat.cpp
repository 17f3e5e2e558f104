// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/uidlformat.h"

#include <charconv>
#include <concepts>

namespace Konto
{

namespace
{
/// All of \a text as a number that is not 0.
template<std::unsigned_integral Number>
std::optional<Number> numberIn(QByteArrayView text, int base)
{
    Number number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number, base);
    return error == std::errc() && end == text.end() && number != 0 ? std::optional(number) : std::nullopt;
}

/// No server writes a leading zero.
std::optional<quint32> decimal(QByteArrayView text)
{
    return text.startsWith('0') ? std::nullopt : numberIn<quint32>(text, 10);
}

std::optional<UidlReading> reading(std::optional<quint32> uidValidity, std::optional<quint32> uid)
{
    if (!uidValidity || !uid) {
        return std::nullopt;
    }
    return UidlReading{.uidValidity = *uidValidity, .uid = *uid, .objectId = {}};
}

std::optional<UidlReading> uidOnly(QByteArrayView text)
{
    const std::optional<quint32> uid = decimal(text);
    return uid ? std::optional(UidlReading{.uidValidity = 0, .uid = *uid, .objectId = {}}) : std::nullopt;
}

struct Halves {
    QByteArrayView first;
    QByteArrayView second;
};

/// Empty halves, which are no numbers, where \a text cannot be divided.
Halves hexHalves(QByteArrayView text)
{
    return text.size() == 16 ? Halves{.first = text.first(8), .second = text.sliced(8)} : Halves();
}

Halves halvesAt(char separator, QByteArrayView text)
{
    const qsizetype at = text.indexOf(separator);
    return at < 0 ? Halves() : Halves{.first = text.first(at), .second = text.sliced(at + 1)};
}

std::optional<UidlReading> behindUid(QByteArrayView uidl, bool withValidity)
{
    if (!uidl.startsWith("UID")) {
        return std::nullopt;
    }
    const QByteArrayView text = uidl.sliced(3);
    if (!withValidity) {
        return uidOnly(text);
    }
    const Halves halves = halvesAt('-', text);
    return reading(decimal(halves.second), decimal(halves.first));
}

std::optional<UidlReading> stalwart(QByteArrayView uidl, quint32 uidValidity)
{
    const QByteArray prefix = QByteArray::number(uidValidity);
    if (uidValidity == 0 || !uidl.startsWith(prefix)) {
        return std::nullopt;
    }
    return reading(uidValidity, decimal(uidl.sliced(prefix.size())));
}

std::optional<UidlReading> gmail(QByteArrayView uidl)
{
    constexpr QByteArrayView prefix("GmailId");
    if (!uidl.startsWith(prefix)) {
        return std::nullopt;
    }
    const std::optional<quint64> id = numberIn<quint64>(uidl.sliced(prefix.size()), 16);
    return id ? std::optional(UidlReading{.uidValidity = 0, .uid = 0, .objectId = QByteArray::number(*id)}) : std::nullopt;
}
}

std::optional<UidlReading> readUidl(QByteArrayView uidl, UidlFormat format, quint32 uidValidity)
{
    switch (format) {
    case UidlFormat::Dovecot:
        return reading(numberIn<quint32>(hexHalves(uidl).second, 16), numberIn<quint32>(hexHalves(uidl).first, 16));
    case UidlFormat::Uw:
        return reading(numberIn<quint32>(hexHalves(uidl).first, 16), numberIn<quint32>(hexHalves(uidl).second, 16));
    case UidlFormat::Cyrus:
        return reading(decimal(halvesAt('.', uidl).first), decimal(halvesAt('.', uidl).second));
    case UidlFormat::CyrusOld:
        return uidOnly(uidl);
    case UidlFormat::Courier:
        return behindUid(uidl, true);
    case UidlFormat::CourierOld:
        return behindUid(uidl, false);
    case UidlFormat::CriticalPath:
        return reading(decimal(halvesAt('-', uidl).first), decimal(halvesAt('-', uidl).second));
    case UidlFormat::Stalwart:
        return stalwart(uidl, uidValidity);
    case UidlFormat::Gmail:
        return gmail(uidl);
    }
    return std::nullopt;
}

QList<UidlFormat> possibleFormats(QByteArrayView uidl, quint32 uidValidity)
{
    QList<UidlFormat> formats;
    for (const UidlFormat format : uidlFormats) {
        if (readUidl(uidl, format, uidValidity)) {
            formats.append(format);
        }
    }
    return formats;
}

}
