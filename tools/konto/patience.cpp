// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "patience.h"

#include "link/accountlink.h"

#include <KLocalizedString>

#include <QCoreApplication>

#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Konto
{

namespace
{
constexpr std::chrono::milliseconds betweenLooks = 1s;
constexpr std::chrono::milliseconds longestTidying = 15s;

/// From the signal handler to the event loop.
std::array<int, 2> &signalPipe()
{
    static std::array<int, 2> ends = [] {
        std::array<int, 2> made{-1, -1};
        if (pipe2(made.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
            made = {-1, -1};
        }
        return made;
    }();
    return ends;
}

void onSignal(int)
{
    [[maybe_unused]] const ssize_t written = write(signalPipe()[1], "x", 1);
}

void handle(int number)
{
    struct sigaction action = {};
    action.sa_handler = onSignal;
    // No SA_RESTART: who types a password is interrupted too. The second one ends the program.
    action.sa_flags = int(SA_RESETHAND);
    sigaction(number, &action, nullptr);
}
}

Patience::Patience(std::chrono::milliseconds longest)
    : m_deadline(longest)
    , m_signals(signalPipe()[0], QSocketNotifier::Read)
{
    connect(&m_signals, &QSocketNotifier::activated, this, [this] {
        m_signals.setEnabled(false);
        m_interrupted = true;
    });
    m_tick.setInterval(betweenLooks);
    m_tick.start();
    handle(SIGINT);
    handle(SIGTERM);
}

Patience::~Patience() = default;

Outcome<void> Patience::until(const std::function<bool()> &done)
{
    QTimer end;
    end.setSingleShot(true);
    end.start(m_deadline.remainingTimeAsDuration() < 24h ? std::chrono::duration_cast<std::chrono::milliseconds>(m_deadline.remainingTimeAsDuration()) : 24h);
    while (!done()) {
        if (isInterrupted()) {
            return std::unexpected(Failure{.code = ExitCode::Interrupted, .sentence = i18nc("@info:shell", "Interrupted.")});
        }
        if (m_deadline.hasExpired()) {
            return std::unexpected(Failure{.code = ExitCode::TooLong, .sentence = i18nc("@info:shell", "It took too long.")});
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return {};
}

void Patience::beginTidying()
{
    m_interrupted = false;
    m_deadline.setRemainingTime(longestTidying);
    char byte = 0;
    while (read(signalPipe()[0], &byte, 1) == 1) { }
}

int Patience::interruptions()
{
    return signalPipe()[0];
}

bool Patience::isInterrupted() const
{
    return m_interrupted;
}

Failure Patience::failureOf(const QDBusError &error) const
{
    return {.code = ExitCode::Refused, .sentence = sentenceOf(error)};
}

}

#include "moc_patience.cpp"
