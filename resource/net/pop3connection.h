// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/await.h"
#include "net/task.h"
#include "net/transport.h"
#include "pop3/pop3engine.h"

#include <QHash>

#include <coroutine>
#include <functional>
#include <memory>

namespace Konto
{

/// What the coroutines of a Pop3Session share: the engine, the transport, and the place where one of them waits.
/// They hold it by shared pointer and never the session, so the session may be destroyed while they wait: it calls
/// abort(), and they end with Cancelled from the event loop, on their own.
class Pop3Connection : public std::enable_shared_from_this<Pop3Connection>
{
public:
    /// \a lockStep: one command at a time, whatever the server offers.
    [[nodiscard]] static std::shared_ptr<Pop3Connection> make(bool lockStep);
    Q_DISABLE_COPY_MOVE(Pop3Connection)

    /// Completes when the transport is open, in clear text or with TLS, as the endpoint says.
    [[nodiscard]] static Task<Result<void>> connectTo(std::shared_ptr<Pop3Connection> self, Endpoint endpoint, QByteArrayList pinnedKeys, TlsIdentity identity);
    /// After the server's +OK to STLS.
    [[nodiscard]] static Task<Result<void>> startTls(std::shared_ptr<Pop3Connection> self);
    /// Waits for the next event. The last is Pop3Broken; asked again it comes again.
    [[nodiscard]] static Task<Pop3Event> nextEvent(std::shared_ptr<Pop3Connection> self);
    /// The reply to the one command under way, or why there is none.
    [[nodiscard]] static Task<Result<Pop3Reply>> nextReply(std::shared_ptr<Pop3Connection> self);

    /// The outcome of \a work, which runs in a thread of its own; Cancelled at once when the connection is closed.
    template<class T>
    [[nodiscard]] static Task<Result<T>> outcome(std::shared_ptr<Pop3Connection> self, QFuture<Result<T>> work);

    void send(const Pop3Command &command);
    [[nodiscard]] Pop3Engine &engine();
    [[nodiscard]] const Transport &transport() const;
    /// Announced sizes by message number, for the window of retrieve().
    [[nodiscard]] QHash<int, qint64> &sizes();

    /// Nothing more will be said: closes the transport; whoever asks for an event gets \a error.
    void close(const Error &error);
    /// The same, when it is the server's fault.
    void breakOff(const Error &error);
    [[nodiscard]] bool isClosed() const;
    /// As Pop3Session::failedWhilePipelining().
    [[nodiscard]] bool failedWhilePipelining() const;
    /// Closes at once; whoever waits ends with Cancelled, from the event loop.
    void abort();

private:
    explicit Pop3Connection(bool lockStep);

    /// Suspends until something happened on the transport, with its watchdog running.
    struct News {
        Pop3Connection &connection;
        [[nodiscard]] bool await_ready() const;
        void await_suspend(std::coroutine_handle<> waiting);
        void await_resume();
    };

    void tell();
    void wake();
    void flush();
    [[nodiscard]] std::optional<Pop3Event> takeEvent();
    [[nodiscard]] std::optional<Pop3Event> takeFailure();
    [[nodiscard]] static Task<Result<void>> opened(std::shared_ptr<Pop3Connection> self);

    Transport m_transport;
    Pop3Engine m_engine;
    QHash<int, qint64> m_sizes;
    std::coroutine_handle<> m_waiting;
    std::function<void()> m_giveUp; // the work waited for
    bool m_news = false;
    bool m_opened = false;
    bool m_failedWhilePipelining = false;
    std::optional<Error> m_failure; // of the transport; what it received before may be unread
    std::optional<Error> m_end; // nothing comes after it
};

template<class T>
Task<Result<T>> Pop3Connection::outcome(std::shared_ptr<Pop3Connection> self, QFuture<Result<T>> work)
{
    const AnswerPromise<T> promise;
    work.then(promise.context(), [promise](Result<T> result) {
        promise.settle(std::move(result));
    });
    self->m_giveUp = [promise] {
        promise.settle(fail(ErrorKind::Cancelled));
    };
    Result<T> result = co_await promise.answer();
    self->m_giveUp = nullptr;
    co_return result;
}

}
