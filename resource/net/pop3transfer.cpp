// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/pop3transfer.h"

#include "net/pop3session.h"

using namespace Qt::StringLiterals;

namespace Konto
{

using Connection = std::shared_ptr<Pop3Connection>;

/// What may be on its way at once, by announced size: enough for any line, little enough to stop soon.
static constexpr qint64 bytesInFlight = 1024 * 1024;
static constexpr int messagesInFlight = 64;

/// The answers to LIST and UIDL put together.
class Listing
{
public:
    /// Nonsense when a number comes twice in one listing.
    [[nodiscard]] Result<void> add(const Pop3Listed &listed)
    {
        const Pop3Entry &entry = listed.entry;
        const bool uidl = listed.verb == Pop3Verb::Uidl;
        if (uidl ? m_uidls.contains(entry.number) : m_sizes.contains(entry.number)) {
            return fail(ErrorKind::Nonsense, u"message %1 is listed twice"_s.arg(entry.number));
        }
        if (uidl) {
            m_uidls.insert(entry.number, entry.uidl);
            return {};
        }
        m_sizes.insert(entry.number, entry.size);
        m_entries.append(entry);
        return {};
    }

    [[nodiscard]] QList<Pop3Entry> entries() const
    {
        QList<Pop3Entry> entries = m_entries;
        for (Pop3Entry &entry : entries) {
            entry.uidl = m_uidls.value(entry.number);
        }
        return entries;
    }

    [[nodiscard]] const QHash<int, qint64> &sizes() const
    {
        return m_sizes;
    }

private:
    QList<Pop3Entry> m_entries;
    QHash<int, qint64> m_sizes;
    QHash<int, QByteArray> m_uidls;
};

static Error refusal(const Pop3Reply &reply)
{
    return pop3Refusal(reply.code, ErrorKind::Refused, u"the server refused a command"_s, reply.text);
}

/// One event of the answers to LIST and UIDL.
static Result<void> takeListingEvent(const Pop3Event &event, Listing *listing)
{
    if (const auto *listed = std::get_if<Pop3Listed>(&event)) {
        return listing->add(*listed);
    }
    if (const auto *reply = std::get_if<Pop3Reply>(&event); reply && !reply->ok && reply->verb == Pop3Verb::List) {
        return std::unexpected(refusal(*reply));
    }
    if (const auto *broken = std::get_if<Pop3Broken>(&event)) {
        return std::unexpected(broken->error);
    }
    return {};
}

Task<Result<QList<Pop3Entry>>> pop3List(Connection connection)
{
    Listing listing;
    Result<void> result;
    connection->send({Pop3Verb::List, 0, {}});
    // RFC 1939 section 7: UIDL is optional; -ERR leaves the messages without ids.
    connection->send({Pop3Verb::Uidl, 0, {}});
    do {
        const Result<void> taken = takeListingEvent(co_await Pop3Connection::nextEvent(connection), &listing);
        if (result && !taken) {
            result = taken;
            if (taken.error().kind == ErrorKind::Nonsense) {
                connection->breakOff(taken.error());
            }
        }
    } while (connection->engine().unanswered() > 0 && !connection->isClosed());
    if (!result) {
        co_return std::unexpected(result.error());
    }
    connection->sizes() = listing.sizes();
    co_return listing.entries();
}

/// Which RETR or TOP to send when, and who gets the answers.
class Retrieval
{
public:
    Retrieval(Connection connection, Pop3Verb verb, const QList<int> &numbers, Pop3Sink *sink)
        : m_connection(std::move(connection))
        , m_verb(verb)
        , m_numbers(numbers)
        , m_sink(sink)
    {
    }

    /// Sends as many as the window allows, one at least.
    void ask()
    {
        while (mayAsk() && hasNext()) {
            const int number = m_numbers.at(m_asked++);
            m_connection->send(m_verb == Pop3Verb::Top ? Pop3Command::top(number, 0) : Pop3Command::retr(number));
            m_bytes += expectedSize(number);
            m_underWay.append(number);
        }
    }

    /// After ask(): whether there was nothing to ask for, and nothing comes.
    [[nodiscard]] bool isDone() const
    {
        return m_underWay.isEmpty();
    }

    [[nodiscard]] Result<void> take(const Pop3Event &event)
    {
        if (const auto *chunk = std::get_if<Pop3Chunk>(&event)) {
            m_received += chunk->bytes.size();
            return m_sink->chunk(chunk->number, chunk->bytes);
        }
        if (const auto *reply = std::get_if<Pop3Reply>(&event)) {
            return takeReply(*reply);
        }
        if (const auto *end = std::get_if<Pop3End>(&event)) {
            if (isAnothers(end->number)) {
                return answersOutOfStep(end->number);
            }
            landed(end->number);
            return m_sink->end(end->number);
        }
        if (const auto *broken = std::get_if<Pop3Broken>(&event)) {
            return std::unexpected(broken->error);
        }
        return fail(ErrorKind::Nonsense, u"not an answer to RETR or TOP"_s);
    }

private:
    [[nodiscard]] bool mayAsk() const
    {
        return m_underWay.isEmpty() || (m_underWay.size() < messagesInFlight && m_bytes < bytesInFlight);
    }

    [[nodiscard]] bool hasNext()
    {
        if (m_asked == m_numbers.size()) {
            m_numbers = m_sink->more();
            m_asked = 0;
        }
        return m_asked < m_numbers.size();
    }

    /// Headers are small, so only their number counts.
    [[nodiscard]] qint64 expectedSize(int number) const
    {
        return m_verb == Pop3Verb::Top ? 0 : m_connection->sizes().value(number);
    }

    [[nodiscard]] Result<void> takeReply(const Pop3Reply &reply)
    {
        if (reply.ok) {
            m_received = 0;
            return m_sink->begin(reply.number);
        }
        landed(reply.number);
        m_sink->refused(reply.number, reply.text);
        return {};
    }

    /// A server that loses a command in the pipe answers the next one in its place, and the text would be taken for
    /// another message. With sizes that were right so far, it shows.
    [[nodiscard]] bool isAnothers(int number)
    {
        const QHash<int, qint64> &sizes = m_connection->sizes();
        if (m_verb != Pop3Verb::Retr || !sizes.contains(number) || sizes.value(number) == m_received) {
            return false;
        }
        const bool exactSoFar = std::exchange(m_sizesAreExact, false);
        return exactSoFar && m_underWay.size() > 1 && sizes.value(m_underWay.at(1), -1) == m_received;
    }

    [[nodiscard]] Result<void> answersOutOfStep(int number)
    {
        const Error error = makeError(ErrorKind::Nonsense, u"another message than number %1"_s.arg(number));
        m_connection->breakOff(error);
        return std::unexpected(error);
    }

    void landed(int number)
    {
        m_underWay.removeFirst();
        m_bytes -= expectedSize(number);
    }

    Connection m_connection;
    Pop3Verb m_verb;
    QList<int> m_numbers;
    Pop3Sink *m_sink;
    qsizetype m_asked = 0;
    QList<int> m_underWay; // in the order asked for
    qint64 m_received = 0; // of the one that comes now
    bool m_sizesAreExact = true; // LIST's, so far
    qint64 m_bytes = 0;
};

static Task<Result<void>> retrieve(Connection connection, Pop3Verb verb, QList<int> numbers, Pop3Sink *sink)
{
    Retrieval retrieval(connection, verb, numbers, sink);
    for (retrieval.ask(); !retrieval.isDone(); retrieval.ask()) {
        const Result<void> taken = retrieval.take(co_await Pop3Connection::nextEvent(connection));
        if (!taken) {
            // What was asked for would still come; POP3 has no way to call it off but to hang up.
            connection->close(taken.error());
            co_return taken;
        }
    }
    co_return {};
}

Task<Result<void>> pop3Retrieve(Connection connection, QList<int> numbers, Pop3Sink *sink)
{
    return retrieve(std::move(connection), Pop3Verb::Retr, std::move(numbers), sink);
}

Task<Result<void>> pop3Top(Connection connection, QList<int> numbers, Pop3Sink *sink)
{
    return retrieve(std::move(connection), Pop3Verb::Top, std::move(numbers), sink);
}

Task<Result<QList<int>>> pop3Remove(Connection connection, QList<int> numbers)
{
    for (const int number : std::as_const(numbers)) {
        connection->send(Pop3Command::dele(number));
    }
    QList<int> removed;
    for (qsizetype answered = 0; answered < numbers.size(); ++answered) {
        const Result<Pop3Reply> reply = co_await Pop3Connection::nextReply(connection);
        if (!reply) {
            co_return std::unexpected(reply.error());
        }
        if (reply->ok) {
            removed.append(reply->number);
        }
    }
    co_return removed;
}

/// RFC 1939 section 6: only a positive answer to QUIT says that the server did what was asked.
Task<Result<void>> pop3Quit(Connection connection)
{
    connection->send({Pop3Verb::Quit, 0, {}});
    const Result<Pop3Reply> reply = co_await Pop3Connection::nextReply(connection);
    connection->close(makeError(ErrorKind::ConnectionLost, u"the session is over"_s));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!reply->ok) {
        co_return std::unexpected(refusal(*reply));
    }
    co_return {};
}

}
