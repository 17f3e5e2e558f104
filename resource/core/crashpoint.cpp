// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/crashpoint.h"

#include <QByteArray>

#include <atomic>
#include <csignal>

namespace Konto
{

namespace
{
struct Target {
    QByteArray name;
    int countdown = 0;
};

Target targetFromEnvironment()
{
    const QByteArray text = qgetenv("KONTO_CRASH_AT");
    const qsizetype colon = text.lastIndexOf(':');
    if (colon < 0) {
        return {text, 1};
    }
    return {text.first(colon), text.sliced(colon + 1).toInt()};
}
}

void crashPoint(const char *name)
{
    static const Target target = targetFromEnvironment();
    if (target.name.isEmpty() || target.name != name) {
        return;
    }
    static std::atomic<int> hits = 0;
    if (++hits == target.countdown) {
        std::raise(SIGKILL);
    }
}

}
