// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "output.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace Konto::Probe
{

void print(const QJsonObject &object)
{
    const QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fflush(stdout);
}

void finish(const QJsonObject &object, int exitCode)
{
    static bool finished = false;
    if (std::exchange(finished, true)) {
        return;
    }
    print(object);
    // Commands may finish before the event loop runs, where a plain exit() would be lost.
    QMetaObject::invokeMethod(
        qApp,
        [exitCode] {
            QCoreApplication::exit(exitCode);
        },
        Qt::QueuedConnection);
}

void fail(const QString &text)
{
    finish({{u"error"_s, text}}, 1);
}

void timedOut(QJsonObject known)
{
    known.insert(u"error"_s, u"timeout"_s);
    finish(known, 3);
}

}
