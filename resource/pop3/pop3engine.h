// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "pop3/pop3event.h"
#include "pop3/pop3lines.h"

#include <QList>

#include <deque>
#include <optional>

namespace Konto
{

/// The POP3 protocol as a client, without I/O (RFC 1939, 2449, 2595, 3206, 5034): bytes from the server go in
/// through feed(), events come out of next(), and what is to be sent out of takeOutput(). The events do not depend
/// on how the bytes were cut into pieces, except for how a message is cut into chunks.
///
/// Commands may be queued at any time, from before the greeting on. They are written one by one, each after the
/// reply to the one before; up to \a window at once after CAPA told PIPELINING. Memory: an unfinished line of at
/// most 64 KiB and what was fed last, if the caller takes all events before it feeds more. Message text is never
/// held.
///
/// After Pop3Broken nothing follows. After the reply to QUIT nothing follows either, what else the server may say.
///
/// What servers do that no RFC says, and what becomes of it:
///
///     neither +OK nor -ERR; an unasked +OK     Pop3Broken, Nonsense; WrongProtocol instead of a greeting
///     -ERR as greeting                         Pop3Broken, as its response code says, else Unavailable
///     unasked -ERR ("idle for too long")       Pop3Broken, as its code says, else ConnectionLost, with its words
///     -ERR, and the connection ends            the same, see below
///     the connection ends anywhere             Pop3Broken, ConnectionLost; a line without its end was not said
///     no timestamp in the greeting, no CAPA    empty; -ERR to CAPA leaves the capabilities as they were
///     bare LF as line end, 8-bit, NUL          taken as they are; see Pop3Body for bare LF in messages
///     a line of 64 KiB                         Pop3Broken, Nonsense; in a message's text any length
///     a malformed or numberless listing        Pop3Broken, Nonsense
///     an empty, unprintable or huge UIDL       the message counts as one without an id
///     sizes in LIST that are wrong             passed on; the text ends where it ends
///
/// A server that gives up says -ERR and hangs up, and our next command may cross that on its way. So a refusal of
/// LIST, UIDL, RETR and other commands of the transaction state counts when something follows it. Where nothing would,
/// the engine asks NOOP by itself, whose answer is nobody else's business.
class Pop3Engine
{
public:
    /// \a window is the most commands unanswered at a time where the server allows pipelining.
    explicit Pop3Engine(int window = 64);

    void send(const Pop3Command &command);
    /// The answer to the challenge that next() gave last, not yet base64 (RFC 5034 section 4).
    void answer(const QByteArray &response);
    /// Instead of answer(): gives up the exchange; the server replies -ERR.
    void cancelAuthentication();

    void feed(QByteArrayView bytes);
    /// The server closed the connection.
    void eof();
    /// The next event, if the bytes fed so far make one.
    [[nodiscard]] std::optional<Pop3Event> next();
    /// Bytes to send, each once. May hold a password: neither log nor keep it.
    [[nodiscard]] QByteArray takeOutput();

    /// As the last CAPA told that was answered; nothing before it, and again nothing after STLS (RFC 2595 section 4).
    [[nodiscard]] const Pop3Capabilities &capabilities() const;
    /// Commands sent or queued whose reply is not complete or not believed yet.
    [[nodiscard]] qsizetype unanswered() const;
    /// Whether a command is unanswered that was written before the one ahead of it was answered. Keeps its answer
    /// after Pop3Broken.
    [[nodiscard]] bool hasPipelined() const;
    /// Whether bytes were fed that belong to no event yet.
    [[nodiscard]] bool hasUnreadInput() const;

private:
    enum class State {
        Greeting,
        Replies,
        Challenged, // until answer()
        Lines, // of CAPA, LIST, UIDL
        Body,
        BodyEnded,
        Over,
    };

    [[nodiscard]] std::optional<Pop3Event> readGreeting();
    [[nodiscard]] std::optional<Pop3Event> readReply();
    [[nodiscard]] std::optional<Pop3Event> readLines();
    [[nodiscard]] std::optional<Pop3Event> readBody();
    [[nodiscard]] std::optional<Pop3Event> makeReply(const Pop3Status &status, bool bareLineFeeds);
    [[nodiscard]] std::optional<Pop3Event> readUnasked();
    void doubt(const Pop3Reply &refusal);
    [[nodiscard]] Pop3Event believe();
    [[nodiscard]] Pop3Event giveUp(Pop3Code code, const QByteArray &text);
    [[nodiscard]] std::optional<Pop3Event> makeChallenge(const QByteArray &base64);
    [[nodiscard]] std::optional<Pop3Event> makeItem(const QByteArray &line);
    [[nodiscard]] Pop3Event finishItems();
    [[nodiscard]] std::optional<Pop3Event> needMore();
    [[nodiscard]] Pop3Event breakOff(ErrorKind kind, const QString &detail, const QByteArray &serverText = {});
    [[nodiscard]] Pop3Event breakOff(const Error &error);
    void finishCommand();
    void writeCommands();
    [[nodiscard]] bool mayWrite(const Pop3Command &command) const;

    const int m_window;
    State m_state = State::Greeting;
    bool m_eof = false;
    Pop3Input m_input;
    QByteArray m_output;
    std::deque<Pop3Command> m_queued;
    std::deque<Pop3Command> m_sent; // the front one is being answered
    bool m_pipelined = false; // since nothing was unanswered last
    std::optional<Pop3Reply> m_refusal; // until something follows it
    bool m_probing = false; // our own NOOP follows it
    std::optional<Pop3Body> m_body;
    int m_items = 0; // lines of the multi-line reply so far
    Pop3Capabilities m_capabilities;
};

}
