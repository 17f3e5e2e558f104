// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "pop3/pop3engine.h"
#include "driver.h"

#include <QStringBuilder>

// An input is one line with the commands to give, a letter each (see toCommand()), then what the server says. A digit
// at the beginning is the window (1: lock-step). The commands before a "/" are given at once, those behind it one with
// each event. The same bytes are fed whole, one by one, and in pieces of other and of mixed sizes: the events must be
// the same, and so must what the engine sends; and never is more on its way than the window and the server allow.

using namespace Konto;

static Pop3Command toCommand(char letter, int number)
{
    switch (letter) {
    case 'C':
        return {Pop3Verb::Capa, 0, {}};
    case 'S':
        return {Pop3Verb::Stls, 0, {}};
    case 'U':
        return Pop3Command::user("mrose");
    case 'P':
        return Pop3Command::pass("secret");
    case 'A':
        return Pop3Command::auth("LOGIN", {});
    case 'B':
        return Pop3Command::auth("XOAUTH2", QByteArray(300, 't'));
    case 'E':
        return Pop3Command::auth("EXTERNAL", "");
    case 'a':
        return Pop3Command::apop("mrose", "<1896.697170952@dbc.mtview.ca.us>", "tanstaaf");
    case 'u':
        return {Pop3Verb::Utf8, 0, {}};
    case 'l':
        return Pop3Command::lang("de");
    case 'T':
        return {Pop3Verb::Stat, 0, {}};
    case 'L':
        return {Pop3Verb::List, 0, {}};
    case 'I':
        return {Pop3Verb::Uidl, 0, {}};
    case 'R':
        return Pop3Command::retr(number);
    case 'O':
        return Pop3Command::top(number, 0);
    case 'D':
        return Pop3Command::dele(number);
    case 'X':
        return {Pop3Verb::Rset, 0, {}};
    case 'Q':
        return {Pop3Verb::Quit, 0, {}};
    default:
        return {Pop3Verb::Noop, 0, {}};
    }
}

/// Writes events down so that they can be compared; neighbouring chunks become one.
struct Protocol {
    QByteArray text;
    QByteArray body;

    void line(const QByteArray &bytes)
    {
        text += bytes + '\n';
    }
    void operator()(const Pop3Greeting &event)
    {
        line("greeting " + event.text + '|' + event.timestamp);
    }
    void operator()(const Pop3Reply &event)
    {
        line("reply " + QByteArray::number(int(event.verb)) + ' ' + QByteArray::number(event.number) + (event.ok ? " ok " : " err ")
             + QByteArray::number(int(event.code)) + event.text);
    }
    void operator()(const Pop3Challenge &event)
    {
        line("challenge " + event.data.toHex());
    }
    void operator()(const Pop3Listed &event)
    {
        line("listed " + QByteArray::number(event.entry.number) + ' ' + QByteArray::number(event.entry.size) + ' ' + event.entry.uidl);
    }
    void operator()(const Pop3Chunk &event)
    {
        if (event.bytes.isEmpty()) {
            std::abort(); // says nothing
        }
        body += event.bytes;
    }
    void operator()(const Pop3End &event)
    {
        line("end " + QByteArray::number(event.number) + ' ' + body.toHex());
        body.clear();
    }
    void operator()(const Pop3Broken &event)
    {
        line("broken " + QByteArray::number(int(event.error.kind)) + event.error.detail.toUtf8() + '|' + event.error.serverText + '|' + body.toHex());
    }
};

/// The client's side: an engine, the commands still to be given, and all that happened.
class Client
{
public:
    explicit Client(QByteArray commands)
        : m_window(commands.isEmpty() || commands.front() < '1' || commands.front() > '9' ? 4 : commands.front() - '0')
        , m_engine(m_window)
    {
        const qsizetype slash = commands.indexOf('/');
        m_later = slash < 0 ? QByteArray() : commands.sliced(slash + 1);
        for (const char letter : slash < 0 ? commands : commands.first(slash)) {
            give(letter);
        }
    }

    void feed(QByteArrayView bytes)
    {
        if (!m_broken) {
            m_engine.feed(bytes);
            drain();
        }
    }

    [[nodiscard]] QByteArray finish()
    {
        m_engine.eof();
        drain();
        require(m_broken ? m_engine.unanswered() == 0 : m_engine.next() == std::nullopt, "something is left");
        return m_protocol.text + m_sent;
    }

private:
    void give(char letter)
    {
        m_engine.send(toCommand(letter, ++m_number));
    }

    /// Takes all events there are.
    void drain()
    {
        take();
        while (const auto event = m_engine.next()) {
            require(!m_broken, "an event after the last");
            std::visit(m_protocol, *event);
            m_broken = std::holds_alternative<Pop3Broken>(*event);
            if (const auto *challenge = std::get_if<Pop3Challenge>(&*event)) {
                answer(*challenge);
            } else if (!m_later.isEmpty() && !std::holds_alternative<Pop3Chunk>(*event)) {
                give(m_later.front());
                m_later.removeFirst();
            }
            take();
        }
        take();
    }

    void answer(const Pop3Challenge &challenge)
    {
        if (challenge.data.startsWith('x')) {
            m_engine.cancelAuthentication();
        } else {
            m_engine.answer("mrose");
        }
    }

    void take()
    {
        const QByteArray output = m_engine.takeOutput();
        // The engine's own NOOP can be sent and, here where the server is a prophet, answered before we look.
        const qsizetype lines = output.count('\n') - (output.startsWith("NOOP\r\n") ? 1 : 0);
        require(lines <= m_window, "more than the window");
        require(lines <= 1 || m_engine.capabilities().pipelining, "pipelining where it was not offered");
        require(m_window > 1 || !m_engine.hasPipelined(), "pipelining in lock-step");
        require(output.isEmpty() || output.endsWith("\r\n"), "half a line");
        m_sent += output;
    }

    const int m_window;
    Pop3Engine m_engine;
    Protocol m_protocol;
    QByteArray m_later;
    QByteArray m_sent;
    int m_number = 0;
    bool m_broken = false;
};

/// \a sizes are gone through again and again.
static QByteArray play(const QByteArray &commands, const QByteArray &server, const QList<qsizetype> &sizes)
{
    Client client(commands);
    qsizetype turn = 0;
    for (qsizetype at = 0; at < server.size();) {
        const qsizetype size = qMin(sizes.at(turn++ % sizes.size()), server.size() - at);
        client.feed(QByteArrayView(server).sliced(at, size));
        at += size;
    }
    return client.finish();
}

/// Made of the input itself, so that it is the same every time.
static QList<qsizetype> mixedSizes(const QByteArray &input)
{
    QList<qsizetype> sizes;
    quint32 state = quint32(input.size());
    for (const char c : input.first(qMin<qsizetype>(input.size(), 64))) {
        state = state * 1664525U + 1013904223U + static_cast<unsigned char>(c);
        sizes.append(1 + (state >> 24) % 40);
    }
    return sizes.isEmpty() ? QList<qsizetype>{3} : sizes;
}

static void tryInput(const QByteArray &input)
{
    const qsizetype split = qMin(qMax(input.indexOf('\n'), 0), 64);
    const QByteArray commands = input.first(split);
    const QByteArray server = input.sliced(qMin(split + 1, input.size()));

    const QByteArray whole = play(commands, server, {qMax<qsizetype>(server.size(), 1)});
    for (const QList<qsizetype> &sizes : {QList<qsizetype>{1}, QList<qsizetype>{2}, QList<qsizetype>{7}, mixedSizes(input)}) {
        require(play(commands, server, sizes) == whole, "how the bytes are cut makes other events");
    }
}
