// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>

namespace Konto
{

// Reading what the resource tells in JSON: whatever is missing, of another type or out of range has the default.

/// Of what others wrote: one line, without what cannot be seen or turns the direction of writing ("moc.live" must not be read as
/// "evil.com"), and not longer than a window shows.
[[nodiscard]] inline QString plain(const QString &text, qsizetype longest = 2000)
{
    QString shown = text.size() > longest ? text.first(longest) + QChar(u'…') : text;
    shown.removeIf([](QChar c) {
        return !c.isPrint() && !c.isSpace() && !c.isSurrogate();
    });
    return shown.simplified();
}

[[nodiscard]] inline QString textOf(const QJsonObject &json, QLatin1StringView key)
{
    return plain(json.value(key).toString());
}

[[nodiscard]] inline qint64 numberOf(const QJsonObject &json, QLatin1StringView key)
{
    return std::max<qint64>(0, json.value(key).toInteger());
}

[[nodiscard]] inline QDateTime timeOf(const QJsonObject &json, QLatin1StringView key)
{
    return QDateTime::fromString(json.value(key).toString(), Qt::ISODate);
}

[[nodiscard]] inline QJsonObject objectOf(const QString &json)
{
    return QJsonDocument::fromJson(json.toUtf8()).object();
}

}
