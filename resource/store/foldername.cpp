// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/foldername.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype longestName = 255; // NAME_MAX of every file system in use
constexpr qsizetype keptOfLongName = 200;
constexpr qsizetype hashDigits = 32;

bool mustEncode(char letter, qsizetype position)
{
    const auto code = static_cast<unsigned char>(letter);
    return letter == '/' || letter == '%' || code < 0x20 || code == 0x7f || (letter == '.' && position == 0);
}

bool isMaildirPart(const QByteArray &name)
{
    return name == "cur" || name == "new" || name == "tmp";
}

QByteArray percent(char letter)
{
    return '%' + QByteArray(1, letter).toHex().toUpper();
}

/// Cut where neither a UTF-8 sequence nor a "%XX" is torn.
QByteArray beginning(const QByteArray &encoded)
{
    qsizetype end = keptOfLongName;
    while (end > 0 && (static_cast<unsigned char>(encoded[end]) & 0xC0) == 0x80) {
        --end;
    }
    const qsizetype escape = encoded.lastIndexOf('%', end - 1);
    return encoded.first(escape >= 0 && escape + 3 > end ? escape : end);
}
}

QByteArray encodeFolderName(const QString &name)
{
    const QByteArray utf8 = name.toUtf8();
    if (utf8.isEmpty()) {
        return "%"_ba;
    }
    QByteArray encoded;
    const bool reserved = isMaildirPart(utf8);
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        encoded += mustEncode(utf8[i], i) || (reserved && i == 0) ? percent(utf8[i]) : QByteArray(1, utf8[i]);
    }
    if (encoded.size() <= longestName) {
        return encoded;
    }
    return beginning(encoded) + "%~" + QCryptographicHash::hash(utf8, QCryptographicHash::Sha256).toHex().first(hashDigits);
}

QString decodeFolderName(const QByteArray &directory)
{
    if (directory == "%") {
        return {};
    }
    return QString::fromUtf8(QByteArray::fromPercentEncoding(directory));
}

QString packPath(const FolderPath &path)
{
    QStringList names = path;
    for (QString &name : names) {
        name.replace(u'%', u"%25"_s).replace(u'/', u"%2F"_s);
    }
    return names.join(u'/');
}

FolderPath unpackPath(const QString &packed)
{
    FolderPath path = packed.split(u'/');
    for (QString &name : path) {
        name.replace(u"%2F"_s, u"/"_s).replace(u"%25"_s, u"%"_s);
    }
    return path;
}

}
