// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/pop3connection.h"

#include "konto_pop3_debug.h"
#include "konto_pop3_trace.h"

using namespace Qt::StringLiterals;

namespace Konto
{

/// Fewer would leave a fast line idle, more would make a stop slow.
static constexpr int window = 64;

/// For the trace: what the server said, without challenges (they belong to secrets) and without message text.
static void trace(const Pop3Event &event)
{
    if (const auto *greeting = std::get_if<Pop3Greeting>(&event)) {
        qCDebug(KONTO_POP3_TRACE) << "S: greeting" << greeting->text;
    } else if (const auto *reply = std::get_if<Pop3Reply>(&event)) {
        qCDebug(KONTO_POP3_TRACE) << "S:" << (reply->ok ? "+OK" : "-ERR") << reply->number << reply->text;
    } else if (std::holds_alternative<Pop3Challenge>(event)) {
        qCDebug(KONTO_POP3_TRACE) << "S: + [hidden]";
    } else if (const auto *broken = std::get_if<Pop3Broken>(&event)) {
        qCDebug(KONTO_POP3) << "connection ends:" << toString(broken->error.kind) << broken->error.detail;
    }
}

Pop3Connection::Pop3Connection(bool lockStep)
    : m_engine(lockStep ? 1 : window)
{
    QObject::connect(&m_transport, &Transport::opened, &m_transport, [this] {
        m_opened = true;
        tell();
    });
    QObject::connect(&m_transport, &Transport::readyRead, &m_transport, [this] {
        tell();
    });
    QObject::connect(&m_transport, &Transport::failed, &m_transport, [this](const Error &error) {
        m_failure = error;
        tell();
    });
}

std::shared_ptr<Pop3Connection> Pop3Connection::make(bool lockStep)
{
    return std::shared_ptr<Pop3Connection>(new Pop3Connection(lockStep));
}

Pop3Engine &Pop3Connection::engine()
{
    return m_engine;
}

const Transport &Pop3Connection::transport() const
{
    return m_transport;
}

QHash<int, qint64> &Pop3Connection::sizes()
{
    return m_sizes;
}

bool Pop3Connection::News::await_ready() const
{
    return connection.m_news;
}

void Pop3Connection::News::await_suspend(std::coroutine_handle<> waiting)
{
    Q_ASSERT(!connection.m_waiting);
    connection.m_waiting = waiting;
    connection.m_transport.expectAnswer(true);
}

void Pop3Connection::News::await_resume()
{
    connection.m_news = false;
    connection.m_transport.expectAnswer(false);
}

void Pop3Connection::tell()
{
    m_news = true;
    wake();
}

void Pop3Connection::wake()
{
    // The coroutine may be the last to hold this.
    const auto keep = shared_from_this();
    if (const auto waiting = std::exchange(m_waiting, nullptr)) {
        waiting.resume();
    }
}

Task<Result<void>> Pop3Connection::opened(std::shared_ptr<Pop3Connection> self)
{
    while (!self->m_opened && !self->m_failure && !self->m_end) {
        co_await News{*self};
    }
    if (self->m_end) {
        co_return std::unexpected(*self->m_end);
    }
    if (self->m_failure) {
        co_return std::unexpected(*self->m_failure);
    }
    co_return {};
}

Task<Result<void>> Pop3Connection::connectTo(std::shared_ptr<Pop3Connection> self, Endpoint endpoint, QByteArrayList pinnedKeys, TlsIdentity identity)
{
    self->m_transport.open(endpoint, pinnedKeys, identity);
    return opened(std::move(self));
}

Task<Result<void>> Pop3Connection::startTls(std::shared_ptr<Pop3Connection> self)
{
    self->m_opened = false;
    self->m_transport.startTls();
    return opened(std::move(self));
}

void Pop3Connection::send(const Pop3Command &command)
{
    qCDebug(KONTO_POP3_TRACE) << "C:" << command.toTrace();
    m_engine.send(command);
}

void Pop3Connection::flush()
{
    if (const QByteArray output = m_engine.takeOutput(); !output.isEmpty()) {
        m_transport.write(output);
    }
}

std::optional<Pop3Event> Pop3Connection::takeEvent()
{
    while (!m_end) {
        flush();
        auto event = m_engine.next();
        flush();
        if (event) {
            return event;
        }
        const QByteArray bytes = m_transport.readAll();
        if (bytes.isEmpty()) {
            return takeFailure();
        }
        m_engine.feed(bytes);
    }
    return Pop3Broken{*m_end};
}

std::optional<Pop3Event> Pop3Connection::takeFailure()
{
    if (!m_failure) {
        return std::nullopt;
    }
    // The engine knows whether the end of the connection tells more than that.
    if (m_failure->kind == ErrorKind::ConnectionLost) {
        m_engine.eof();
        if (auto event = m_engine.next()) {
            return event;
        }
    }
    return Pop3Broken{*m_failure};
}

Task<Pop3Event> Pop3Connection::nextEvent(std::shared_ptr<Pop3Connection> self)
{
    for (;;) {
        if (auto event = self->takeEvent()) {
            trace(*event);
            if (const auto *broken = std::get_if<Pop3Broken>(&*event)) {
                self->breakOff(broken->error);
            }
            co_return *std::move(event);
        }
        co_await News{*self};
    }
}

Task<Result<Pop3Reply>> Pop3Connection::nextReply(std::shared_ptr<Pop3Connection> self)
{
    const Pop3Event event = co_await nextEvent(self);
    if (const auto *broken = std::get_if<Pop3Broken>(&event)) {
        co_return std::unexpected(broken->error);
    }
    if (const auto *reply = std::get_if<Pop3Reply>(&event)) {
        co_return *reply;
    }
    co_return fail(ErrorKind::Nonsense, u"something else than a reply"_s);
}

void Pop3Connection::close(const Error &error)
{
    if (!m_end) {
        m_end = error;
    }
    m_transport.abort();
}

void Pop3Connection::breakOff(const Error &error)
{
    m_failedWhilePipelining = m_failedWhilePipelining || (!m_end && m_engine.hasPipelined());
    close(error);
}

bool Pop3Connection::isClosed() const
{
    return m_end.has_value();
}

bool Pop3Connection::failedWhilePipelining() const
{
    return m_failedWhilePipelining;
}

void Pop3Connection::abort()
{
    close(makeError(ErrorKind::Cancelled));
    if (m_giveUp) {
        m_giveUp();
    }
    m_news = true;
    QMetaObject::invokeMethod(
        &m_transport,
        [keep = shared_from_this()] {
            keep->wake();
        },
        Qt::QueuedConnection);
}

}
