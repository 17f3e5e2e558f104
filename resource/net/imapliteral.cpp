// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapliteral.h"

#include <limits>

namespace Konto
{

static bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::optional<qint64> announcedLiteral(QByteArrayView line)
{
    if (!line.endsWith('}')) {
        return {};
    }
    qsizetype end = line.size() - 1;
    if (end > 0 && line[end - 1] == '+') {
        --end;
    }
    qsizetype start = end;
    while (start > 0 && isDigit(line[start - 1])) {
        --start;
    }
    if (start == end || start == 0 || line[start - 1] != '{') {
        return {};
    }
    bool ok = false;
    const qint64 size = line.sliced(start, end - start).toLongLong(&ok);
    return ok ? size : std::numeric_limits<qint64>::max();
}

}
