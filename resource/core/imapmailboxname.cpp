// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/imapmailboxname.h"

#include <QStringConverter>
#include <QtEndian>

#include <optional>

namespace Konto
{

namespace
{
/// Modified BASE64 without its frame: "," for "/", no padding.
QByteArray encodeShifted(QStringView text)
{
    QByteArray utf16;
    for (const QChar c : text) {
        const quint16 unit = qToBigEndian(c.unicode());
        utf16.append(reinterpret_cast<const char *>(&unit), sizeof(unit));
    }
    return utf16.toBase64(QByteArray::OmitTrailingEquals).replace('/', ',');
}

std::optional<QString> decodeShifted(QByteArray base64)
{
    const auto utf16 = QByteArray::fromBase64Encoding(base64.replace(',', '/'), QByteArray::AbortOnBase64DecodingErrors);
    if (!utf16 || (*utf16).isEmpty() || (*utf16).size() % 2 != 0) {
        return std::nullopt;
    }
    QStringDecoder decode(QStringConverter::Utf16BE);
    QString text = decode(*utf16);
    return decode.hasError() ? std::nullopt : std::optional(text);
}

std::optional<QString> decodeUtf7(const QByteArray &name)
{
    QString decoded;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (c < 0x20 || c > 0x7e) {
            return std::nullopt;
        }
        if (c != '&') {
            decoded += QLatin1Char(c);
            continue;
        }
        const qsizetype end = name.indexOf('-', i);
        if (end < 0) {
            return std::nullopt;
        }
        if (end == i + 1) {
            decoded += u'&';
        } else if (const auto text = decodeShifted(name.sliced(i + 1, end - i - 1))) {
            decoded += *text;
        } else {
            return std::nullopt;
        }
        i = end;
    }
    return decoded;
}
}

QString decodeMailboxName(const QByteArray &name, bool utf8)
{
    const auto utf7 = utf8 ? std::nullopt : decodeUtf7(name);
    if (utf7) {
        return *utf7;
    }
    QStringDecoder decode(QStringConverter::Utf8);
    QString text = decode(name);
    return decode.hasError() ? QString::fromLatin1(name) : text;
}

QByteArray encodeMailboxName(const QString &name, bool utf8)
{
    if (utf8) {
        return name.toUtf8();
    }
    QByteArray encoded;
    for (qsizetype i = 0; i < name.size();) {
        const char16_t c = name[i].unicode();
        if (c >= 0x20 && c <= 0x7e) {
            encoded += c == u'&' ? QByteArray("&-") : QByteArray(1, char(c));
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < name.size() && (name[end].unicode() < 0x20 || name[end].unicode() > 0x7e)) {
            ++end;
        }
        encoded += '&' + encodeShifted(QStringView(name).sliced(i, end - i)) + '-';
        i = end;
    }
    return encoded;
}

}
