// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// How fast ImapSession reads, by batch size: imapdovecot.py --many 10000 imapbench [sessions] [batch…]

#include "net/imapsession.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>

#include <sys/resource.h>

#include <cstdio>
#include <vector>

using namespace Konto;
using namespace Qt::StringLiterals;

static double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// Since the last resetPeak(), in MiB.
static double peakMemory()
{
    QFile file(u"/proc/self/status"_s);
    std::ignore = file.open(QIODevice::ReadOnly);
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:")) {
            return line.sliced(6).trimmed().split(' ').first().toDouble() / 1024;
        }
    }
    return 0;
}

static void resetPeak()
{
    QFile file(u"/proc/self/clear_refs"_s);
    if (file.open(QIODevice::WriteOnly)) {
        file.write("5");
    }
}

struct Run {
    quint32 next = 1;
    quint32 end = 0;
    quint32 batch = 0;
    bool texts = true;
    qint64 messages = 0;
    qint64 bytes = 0;
    QString error;
};

/// Takes batches from \a run until there are none.
static Task<void> work(std::shared_ptr<ImapSession> session, std::shared_ptr<Run> run)
{
    const auto port = quint16(qEnvironmentVariableIntValue("KONTO_TEST_IMAPS"));
    const auto opened =
        co_await session->open({u"127.0.0.1"_s, port, Security::Tls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)}, {qgetenv("KONTO_TEST_PIN")});
    if (!opened) {
        run->error = opened.error().detail;
        co_return;
    }
    const auto state = co_await session->openMailbox(u"INBOX"_s);
    run->end = state ? state->state.uidNext : 0;
    while (run->next < run->end && run->error.isEmpty()) {
        const quint32 first = run->next;
        run->next += run->batch;
        const UidRanges range{{first, std::min(first + run->batch, run->end) - 1}};
        const auto headers = co_await session->fetchHeaders(range);
        if (!headers) {
            run->error = headers.error().detail;
            co_return;
        }
        run->messages += headers->size();
        for (const ImapHeader &header : *headers) {
            run->bytes += header.header.size();
        }
        if (run->texts) {
            const auto texts = co_await session->fetchTexts(range);
            for (const QByteArray &text : texts.value_or(QHash<quint32, QByteArray>())) {
                run->bytes += text.size();
            }
        }
    }
    co_await session->close();
}

static Task<void> measure(int sessions, QList<quint32> batches)
{
    for (const bool texts : {false, true}) {
        for (const quint32 batch : std::as_const(batches)) {
            auto run = std::make_shared<Run>();
            run->batch = batch;
            run->texts = texts;
            resetPeak();
            QElapsedTimer timer;
            timer.start();
            const double cpu = cpuSeconds();
            std::vector<Task<void>> running;
            for (int i = 0; i < sessions; ++i) {
                running.push_back(work(std::make_shared<ImapSession>(), run));
            }
            for (auto &task : running) {
                co_await task;
            }
            const double seconds = double(timer.elapsed()) / 1000;
            std::printf("%-8s sessions %d batch %5u: %6lld messages %7.1f MB %6.2f s %8.0f msg/s cpu %6.2f s peak %6.1f MiB %s\n",
                        texts ? "whole" : "headers",
                        sessions,
                        batch,
                        run->messages,
                        double(run->bytes) / 1e6,
                        seconds,
                        double(run->messages) / seconds,
                        cpuSeconds() - cpu,
                        peakMemory(),
                        qPrintable(run->error));
            std::fflush(stdout);
        }
    }
    QCoreApplication::quit();
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setQuitLockEnabled(false); // a KJob that ends would quit
    const int sessions = app.arguments().value(1).toInt();
    QList<quint32> batches;
    for (const QString &argument : app.arguments().sliced(2)) {
        batches << argument.toUInt();
    }
    auto task = measure(std::max(sessions, 1), batches);
    return app.exec();
}
