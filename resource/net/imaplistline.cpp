// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imaplistline.h"

#include <QStringBuilder>

namespace Konto
{

QByteArray listLineForKimap(const QByteArray &line)
{
    // "* LIST (attributes) delimiter name"; attributes are atoms, so the first ")" ends them.
    const qsizetype attributesEnd = line.indexOf(") ");
    if (attributesEnd < 0) {
        return line;
    }
    const qsizetype start = attributesEnd + 2;
    const qsizetype space = line.indexOf(' ', line.sliced(start).startsWith("\" \"") ? start + 3 : start);
    if (space < 0) {
        return line;
    }
    QByteArray delimiter = line.sliced(start, space - start);
    QByteArray name = line.sliced(space + 1);
    if (delimiter.compare("NIL", Qt::CaseInsensitive) == 0) {
        delimiter = QByteArray("\"") + noDelimiter + '"';
    }
    if (!name.startsWith('"') && (name.contains('[') || name.contains(']')) && !name.contains('{')) {
        name = '"' + name + '"';
    }
    return line.first(start) + delimiter + ' ' + name;
}

}
