// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "outcome.h"

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDeadlineTimer>
#include <QSocketNotifier>
#include <QTimer>

#include <functional>

namespace Konto
{

/// Waits for what others do: until it is done, the time is up, or the user interrupts (SIGINT, SIGTERM). A second interruption ends the
/// program at once. There is one of it.
class Patience : public QObject
{
    Q_OBJECT

public:
    explicit Patience(std::chrono::milliseconds longest);
    ~Patience() override;

    /// \a done is asked whenever something has happened, and at least once in a second.
    [[nodiscard]] Outcome<void> until(const std::function<bool()> &done);

    /// The answer to a call; what failed is told in the other's words.
    template<class... Types>
    [[nodiscard]] Outcome<QDBusPendingReply<Types...>> reply(QDBusPendingReply<Types...> call);

    /// Interrupted or too late: the time that tidying up may take begins.
    void beginTidying();

    [[nodiscard]] bool isInterrupted() const;
    /// A file that can be read from when the user has interrupted, for those who wait without an event loop. Nobody else reads from it.
    [[nodiscard]] static int interruptions();

private:
    [[nodiscard]] Failure failureOf(const QDBusError &error) const;

    QDeadlineTimer m_deadline;
    QTimer m_tick;
    QSocketNotifier m_signals;
    bool m_interrupted = false;
};

template<class... Types>
Outcome<QDBusPendingReply<Types...>> Patience::reply(QDBusPendingReply<Types...> call)
{
    // It tells the event loop that the answer has come
    const QDBusPendingCallWatcher watcher(call);
    const Outcome<void> waited = until([&call] {
        return call.isFinished();
    });
    if (!waited) {
        return std::unexpected(waited.error());
    }
    if (call.isError()) {
        return std::unexpected(failureOf(call.error()));
    }
    return call;
}

}
