// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/crashpoint.h"

#include <QByteArray>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <tuple>

namespace Konto
{

namespace
{
struct Target {
    QByteArray name;
    int countdown = 0;
};

Target parsed(const QByteArray &text)
{
    const qsizetype colon = text.lastIndexOf(':');
    if (colon < 0) {
        return {text, 1};
    }
    return {text.first(colon), text.sliced(colon + 1).toInt()};
}

/// The file's first line, if there is such a file.
QByteArray firstLine(const QByteArray &name)
{
    char line[100] = "";
    if (std::FILE *file = name.isEmpty() ? nullptr : std::fopen(name.constData(), "r")) {
        std::ignore = std::fgets(line, sizeof line, file);
        std::fclose(file);
    }
    return QByteArray(line).trimmed();
}
}

void crashPoint(const char *name)
{
    static const Target fromEnvironment = parsed(qgetenv("KONTO_CRASH_AT"));
    static const QByteArray file = qgetenv("KONTO_CRASH_FILE");
    const Target target = file.isEmpty() ? fromEnvironment : parsed(firstLine(file));
    if (target.name.isEmpty() || target.name != name) {
        return;
    }
    static std::atomic<int> hits = 0;
    if (++hits == target.countdown) {
        std::remove(file.constData()); // the next process lives
        std::raise(SIGKILL);
    }
}

}
