// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "pop3/pop3engine.h"

#include <QStringBuilder>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr int mostCapabilities = 200;

Pop3Engine::Pop3Engine(int window)
    : m_window(qMax(window, 1))
{
}

void Pop3Engine::send(const Pop3Command &command)
{
    if (m_state != State::Over) {
        m_queued.push_back(command);
        writeCommands();
    }
}

void Pop3Engine::answer(const QByteArray &response)
{
    if (m_state == State::Challenged) {
        m_output += response.toBase64() + "\r\n";
        m_state = State::Replies;
    }
}

void Pop3Engine::cancelAuthentication()
{
    if (m_state == State::Challenged) {
        m_output += "*\r\n"; // RFC 5034 section 4
        m_state = State::Replies;
    }
}

void Pop3Engine::feed(QByteArrayView bytes)
{
    if (m_state != State::Over) {
        m_input.append(bytes);
    }
}

void Pop3Engine::eof()
{
    m_eof = true;
}

QByteArray Pop3Engine::takeOutput()
{
    return std::exchange(m_output, {});
}

const Pop3Capabilities &Pop3Engine::capabilities() const
{
    return m_capabilities;
}

qsizetype Pop3Engine::unanswered() const
{
    return qsizetype(m_queued.size() + m_sent.size()) + (m_refusal && !m_probing ? 1 : 0);
}

bool Pop3Engine::hasPipelined() const
{
    return m_pipelined;
}

bool Pop3Engine::hasUnreadInput() const
{
    return !m_input.isEmpty();
}

std::optional<Pop3Event> Pop3Engine::next()
{
    switch (m_state) {
    case State::Greeting:
        return readGreeting();
    case State::Replies:
    case State::Challenged:
        return readReply();
    case State::Lines:
        return readLines();
    case State::Body:
        return readBody();
    case State::BodyEnded:
        return finishItems();
    case State::Over:
        return std::nullopt;
    }
    return std::nullopt;
}

/// No event yet, unless there will be no more bytes.
std::optional<Pop3Event> Pop3Engine::needMore()
{
    if (m_state != State::Body && m_input.isOverlong()) {
        return breakOff(ErrorKind::Nonsense, u"a line without an end"_s);
    }
    if (!m_eof) {
        return std::nullopt;
    }
    if (m_refusal) {
        return giveUp(m_refusal->code, m_refusal->text);
    }
    return breakOff(ErrorKind::ConnectionLost, u"the server closed the connection"_s);
}

/// The server ends the session, and says why.
Pop3Event Pop3Engine::giveUp(Pop3Code code, const QByteArray &text)
{
    return breakOff(pop3Refusal(code, ErrorKind::ConnectionLost, u"the server ended the session"_s, text));
}

Pop3Event Pop3Engine::breakOff(ErrorKind kind, const QString &detail, const QByteArray &serverText)
{
    return breakOff(makeError(kind, detail, serverText));
}

Pop3Event Pop3Engine::breakOff(const Error &error)
{
    m_state = State::Over;
    m_input.clear();
    m_queued.clear();
    m_sent.clear();
    m_refusal.reset();
    m_body.reset();
    return Pop3Broken{error};
}

// RFC 1939 section 4: the server speaks first.
std::optional<Pop3Event> Pop3Engine::readGreeting()
{
    // Something else than POP3 may be there and never end its line, so the first byte counts.
    if (const QByteArrayView rest = m_input.rest(); !rest.isEmpty() && rest.front() != '+' && rest.front() != '-') {
        const bool overlong = m_input.isOverlong();
        const auto line = overlong ? std::nullopt : m_input.takeLine();
        if (!line && !m_eof && !overlong) {
            return std::nullopt;
        }
        const QByteArray text = line ? parsePop3Status(line->text).text : QByteArray();
        return breakOff(ErrorKind::WrongProtocol, u"not a POP3 greeting"_s, text);
    }
    const auto line = m_input.isOverlong() ? std::nullopt : m_input.takeLine();
    if (!line) {
        return needMore();
    }
    const Pop3Status status = parsePop3Status(line->text);
    if (status.kind == Pop3Status::Kind::Err) {
        return breakOff(pop3Refusal(status.code, ErrorKind::Unavailable, u"refused at the greeting"_s, status.text));
    }
    if (status.kind != Pop3Status::Kind::Ok) {
        return breakOff(ErrorKind::WrongProtocol, u"not a POP3 greeting"_s, status.text);
    }
    m_state = State::Replies;
    writeCommands();
    return Pop3Greeting{status.text, parsePop3Timestamp(line->text)};
}

// RFC 1939 section 3: the first line of a reply.
std::optional<Pop3Event> Pop3Engine::readReply()
{
    if (m_input.isEmpty()) {
        return needMore();
    }
    if (m_refusal && !m_probing) {
        return believe();
    }
    if (m_sent.empty() || m_state == State::Challenged) {
        return readUnasked();
    }
    const auto line = m_input.isOverlong() ? std::nullopt : m_input.takeLine();
    if (!line) {
        return needMore();
    }
    const Pop3Status status = parsePop3Status(line->text);
    const bool inAuthentication = m_sent.front().verb == Pop3Verb::Auth;
    if (status.kind == Pop3Status::Kind::Challenge && inAuthentication) {
        return makeChallenge(status.text);
    }
    if (status.kind != Pop3Status::Kind::Ok && status.kind != Pop3Status::Kind::Err) {
        return breakOff(ErrorKind::Nonsense, u"neither +OK nor -ERR"_s, status.text);
    }
    return makeReply(status, line->bareLineFeed);
}

std::optional<Pop3Event> Pop3Engine::readUnasked()
{
    const bool unfinished = m_input.rest().front() == '-' && !m_input.isOverlong();
    const auto line = unfinished ? m_input.takeLine() : std::nullopt;
    if (unfinished && !line) {
        return needMore();
    }
    const Pop3Status status = line ? parsePop3Status(line->text) : Pop3Status();
    if (status.kind == Pop3Status::Kind::Err) {
        return giveUp(status.code, status.text);
    }
    return breakOff(ErrorKind::Nonsense, u"the server spoke without being asked"_s);
}

static bool isOfTransactionState(Pop3Verb verb)
{
    switch (verb) {
    case Pop3Verb::Stat:
    case Pop3Verb::List:
    case Pop3Verb::Uidl:
    case Pop3Verb::Retr:
    case Pop3Verb::Top:
    case Pop3Verb::Dele:
    case Pop3Verb::Noop:
    case Pop3Verb::Rset:
        return true;
    default:
        return false;
    }
}

void Pop3Engine::doubt(const Pop3Reply &refusal)
{
    m_refusal = refusal;
    finishCommand();
    if (m_sent.empty()) {
        m_probing = true;
        m_queued.push_back({Pop3Verb::Noop, 0, {}});
        writeCommands();
    }
}

/// Something follows the refusal, so it was one.
Pop3Event Pop3Engine::believe()
{
    m_probing = false;
    return *std::exchange(m_refusal, std::nullopt); // NOLINT(bugprone-unchecked-optional-access): asked for only then
}

std::optional<Pop3Event> Pop3Engine::makeReply(const Pop3Status &status, bool bareLineFeeds)
{
    if (m_probing) {
        finishCommand();
        return believe();
    }
    const Pop3Command command = m_sent.front();
    const bool ok = status.kind == Pop3Status::Kind::Ok;
    const Pop3Reply reply{command.verb, command.number, ok, status.code, status.text};
    if (ok && (command.verb == Pop3Verb::Capa || command.verb == Pop3Verb::Stls)) {
        m_capabilities = {};
    }
    if (!ok && isOfTransactionState(command.verb)) {
        doubt(reply);
        return next();
    }
    if (!ok || !command.hasMultiLineReply()) {
        finishCommand();
        // RFC 1939 section 6: the server closes the connection after QUIT, so this was the last word.
        if (command.verb == Pop3Verb::Quit) {
            m_state = State::Over;
        }
        return reply;
    }
    m_items = 0;
    if (command.verb == Pop3Verb::Retr || command.verb == Pop3Verb::Top) {
        m_state = State::Body;
        m_body.emplace(bareLineFeeds);
    } else {
        m_state = State::Lines;
    }
    return reply;
}

// RFC 5034 section 4: "+ " and base64.
std::optional<Pop3Event> Pop3Engine::makeChallenge(const QByteArray &base64)
{
    const auto decoded = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded) {
        return breakOff(ErrorKind::Nonsense, u"a challenge that is not base64"_s);
    }
    m_state = State::Challenged;
    return Pop3Challenge{decoded.decoded};
}

// RFC 1939 section 3: lines up to one that is a lone dot.
std::optional<Pop3Event> Pop3Engine::readLines()
{
    while (!m_input.isOverlong()) {
        const auto line = m_input.takeLine();
        if (!line) {
            break;
        }
        if (line->text == ".") {
            return finishItems();
        }
        if (auto event = makeItem(line->text.startsWith('.') ? line->text.sliced(1) : line->text)) {
            return event;
        }
    }
    return needMore();
}

std::optional<Pop3Event> Pop3Engine::makeItem(const QByteArray &line)
{
    const Pop3Verb verb = m_sent.front().verb;
    ++m_items;
    if (verb == Pop3Verb::Capa) {
        m_capabilities.add(line);
        return m_items > mostCapabilities ? std::optional(breakOff(ErrorKind::Nonsense, u"too many capabilities"_s)) : std::nullopt;
    }
    const auto entry = verb == Pop3Verb::List ? parsePop3ScanListing(line) : parsePop3UniqueIdListing(line);
    if (!entry || m_items > pop3MostMessages) {
        return breakOff(ErrorKind::Nonsense, u"a malformed listing"_s, parsePop3Status(line).text);
    }
    return Pop3Listed{verb, *entry};
}

Pop3Event Pop3Engine::finishItems()
{
    const Pop3End end{m_sent.front().verb, m_sent.front().number};
    m_body.reset();
    m_state = State::Replies;
    finishCommand();
    return end;
}

std::optional<Pop3Event> Pop3Engine::readBody()
{
    Pop3Body &body = *m_body; // NOLINT(bugprone-unchecked-optional-access): there in this state
    qsizetype consumed = 0;
    QByteArray text = body.take(m_input.rest(), &consumed);
    m_input.skip(consumed);
    if (body.hasEnded()) {
        m_state = State::BodyEnded;
    }
    if (!text.isEmpty()) {
        return Pop3Chunk{m_sent.front().number, std::move(text)};
    }
    return body.hasEnded() ? next() : needMore();
}

void Pop3Engine::finishCommand()
{
    m_sent.pop_front();
    m_pipelined = m_pipelined && !m_sent.empty();
    writeCommands();
}

void Pop3Engine::writeCommands()
{
    while (!m_queued.empty() && mayWrite(m_queued.front())) {
        m_output += m_queued.front().toLine();
        m_pipelined = m_pipelined || !m_sent.empty();
        m_sent.push_back(m_queued.front());
        m_queued.pop_front();
    }
}

bool Pop3Engine::mayWrite(const Pop3Command &command) const
{
    if (m_state == State::Greeting || m_state == State::Over) {
        return false;
    }
    if (m_sent.empty()) {
        return true;
    }
    // RFC 2449 section 6.6: several at once only when the server said PIPELINING, and never across a command
    // that changes the meaning of the next ones. After QUIT there is no next one.
    const Pop3Command &last = m_sent.back();
    return m_capabilities.pipelining && qsizetype(m_sent.size()) < m_window && !command.isBarrier() && !last.isBarrier() && last.verb != Pop3Verb::Quit;
}

}
