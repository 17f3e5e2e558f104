// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "link/numbertext.h"

#include <KFormat>

#include <QLocale>

namespace Konto
{

QString sizeText(qint64 octets)
{
    return KFormat().formatByteSize(double(octets));
}

QString numberText(qint64 number)
{
    return QLocale().toString(number);
}

QString timeText(const QDateTime &past)
{
    return KFormat().formatRelativeDateTime(past.toLocalTime(), QLocale::ShortFormat);
}

}
