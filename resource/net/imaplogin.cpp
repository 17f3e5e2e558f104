// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imaplogin.h"

#include "net/imapliteral.h"
#include "net/imaplog.h"
#include "net/sasl.h"

using namespace Qt::StringLiterals;

namespace Konto
{

using Condition = ImapStatus::Condition;

static constexpr qsizetype maxLine = 64 * 1024;
static constexpr qint64 maxLiteral = 64 * 1024;
static constexpr qsizetype maxResponse = 2 * maxLine + maxLiteral;
static constexpr int maxUntagged = 1000;

ImapLogin::ImapLogin(const Endpoint &endpoint, const Login &login)
    : m_endpoint(endpoint)
    , m_login(login)
    , m_encrypted(endpoint.security == Security::Tls)
{
}

ImapLogin::~ImapLogin() = default;

void ImapLogin::feed(QByteArrayView bytes)
{
    if (m_state == State::Failed) {
        return;
    }
    m_buffer.append(bytes);
    if (m_state == State::Handshake) {
        failWith(makeError(ErrorKind::Nonsense, u"bytes in clear text while a TLS handshake was due"_s));
    }
    readResponses();
}

void ImapLogin::readResponses()
{
    while (m_state != State::Done && m_state != State::Failed && m_state != State::Handshake && !m_working) {
        const auto response = takeResponse();
        if (!response) {
            break;
        }
        onResponse(*response);
    }
}

/// A line with the literals in it and without its line end.
std::optional<QByteArray> ImapLogin::takeResponse()
{
    // RFC 9051 section 7.1: every greeting starts with "* "; whatever else starts never ends in a greeting.
    if (m_state == State::Greeting && !QByteArrayView("* ").startsWith(QByteArrayView(m_buffer).first(std::min<qsizetype>(2, m_buffer.size())))) {
        failWith(makeError(ErrorKind::WrongProtocol, u"no IMAP greeting"_s, m_buffer.first(std::min<qsizetype>(200, m_buffer.size())).trimmed()));
        return {};
    }
    qsizetype start = 0;
    while (true) {
        const qsizetype newline = m_buffer.indexOf('\n', start);
        const qsizetype lineSize = (newline < 0 ? m_buffer.size() : newline) - start;
        if (lineSize > maxLine || start > maxResponse) {
            failWith(makeError(ErrorKind::Nonsense, u"an endless line during login"_s));
            return {};
        }
        if (newline < 0) {
            return {};
        }
        const qsizetype end = newline > start && m_buffer[newline - 1] == '\r' ? newline - 1 : newline;
        const auto literal = announcedLiteral(QByteArrayView(m_buffer).sliced(start, end - start));
        if (!literal) {
            QByteArray response = m_buffer.first(end);
            m_buffer.remove(0, newline + 1);
            return response;
        }
        if (*literal > maxLiteral) {
            failWith(makeError(ErrorKind::Nonsense, u"a literal too large for a login"_s));
            return {};
        }
        start = newline + 1 + *literal;
        if (m_buffer.size() < start) {
            return {};
        }
    }
}

void ImapLogin::onResponse(const QByteArray &response)
{
    if (m_state == State::Greeting) {
        onGreeting(response);
    } else if (response.startsWith("* ")) {
        onUntagged(response);
    } else if (response.startsWith('+')) {
        onContinuation(QByteArrayView(response).sliced(1).trimmed());
    } else if (const auto status = parseImapStatus(response); status && status->tag == m_tag) {
        qCDebug(imapTrace).noquote() << "S:" << response;
        onTagged(*status);
    } else {
        failWith(makeError(ErrorKind::Nonsense, u"an answer to nothing that was asked"_s, response.first(std::min<qsizetype>(200, response.size()))));
    }
}

void ImapLogin::onGreeting(const QByteArray &response)
{
    qCDebug(imapTrace).noquote() << "S:" << response;
    const auto status = parseImapStatus(response);
    if (!status) {
        failWith(makeError(ErrorKind::WrongProtocol, u"no IMAP greeting"_s, response.first(std::min<qsizetype>(200, response.size()))));
        return;
    }
    // RFC 9051 section 7.1.1: the capabilities may come along.
    if (status->code == "CAPABILITY") {
        rememberCapabilities(status->codeData);
    }
    switch (status->condition) {
    case Condition::Ok:
        if (m_capabilitiesKnown) {
            startTlsOrLogin();
        } else {
            askCapability(m_endpoint.security == Security::StartTls ? State::CapabilityInClear : State::Capability);
        }
        return;
    case Condition::Preauth:
        onPreauth();
        return;
    case Condition::Bye:
        failWith(imapLoginError(*status));
        return;
    case Condition::No:
    case Condition::Bad:
        break;
    }
    failWith(makeError(ErrorKind::WrongProtocol, u"no IMAP greeting"_s, status->text));
}

bool ImapLogin::isTooMuch()
{
    if (++m_untaggedCount <= maxUntagged) {
        return false;
    }
    failWith(makeError(ErrorKind::Nonsense, u"endless responses during login"_s));
    return true;
}

void ImapLogin::onUntagged(const QByteArray &response)
{
    if (isTooMuch()) {
        return;
    }
    qCDebug(imapTrace).noquote() << "S:" << response;
    if (const auto status = parseImapStatus(response)) {
        if (status->condition == Condition::Bye) {
            m_farewell = imapLoginError(*status);
        }
        return;
    }
    static constexpr QByteArrayView capability("* CAPABILITY ");
    if (QByteArrayView(response).first(std::min(capability.size(), response.size())).compare(capability, Qt::CaseInsensitive) == 0) {
        rememberCapabilities(response.sliced(capability.size()));
    }
}

void ImapLogin::onTagged(const ImapStatus &status)
{
    switch (m_state) {
    case State::StartTls:
        onStartTls(status);
        return;
    case State::Login:
        onLogin(status);
        return;
    case State::CapabilityInClear:
    case State::Capability:
    case State::CapabilityAfter:
        break;
    default:
        failWith(makeError(ErrorKind::Nonsense, u"a tagged response out of turn"_s, status.text));
        return;
    }
    if (status.condition != Condition::Ok || !m_capabilitiesKnown) {
        failWith(m_farewell.value_or(makeError(ErrorKind::Nonsense, u"CAPABILITY was not answered"_s, status.text)));
    } else if (m_state == State::CapabilityAfter) {
        done();
    } else {
        startTlsOrLogin();
    }
}

void ImapLogin::askCapability(State state)
{
    m_state = state;
    m_capabilities.clear();
    m_capabilitiesKnown = false;
    send("CAPABILITY");
}

void ImapLogin::rememberCapabilities(const QByteArray &list)
{
    m_capabilities = list.toUpper().simplified().split(' ');
    m_capabilitiesKnown = true;
}

bool ImapLogin::offers(const char *capability) const
{
    return m_capabilities.contains(capability);
}

void ImapLogin::send(const QByteArray &command, const QByteArray &forLog)
{
    m_tag = 'K' + QByteArray::number(++m_tagCount);
    qCDebug(imapTrace).noquote() << "C:" << m_tag << (forLog.isNull() ? command : forLog);
    m_output += m_tag + ' ' + command + "\r\n";
}

void ImapLogin::done()
{
    m_state = State::Done;
    m_event = Event::LoggedIn;
}

void ImapLogin::failWith(const Error &error)
{
    qCDebug(imapLog).noquote() << "login failed:" << toString(error.kind) << error.detail << error.serverText;
    m_state = State::Failed;
    m_error = error;
    m_event = Event::Failed;
    m_sasl.reset();
    m_work = nullptr;
    m_working = false;
    m_login.secret = {};
    m_buffer.clear();
}

std::optional<ImapLogin::Event> ImapLogin::next()
{
    return std::exchange(m_event, std::nullopt);
}

QByteArray ImapLogin::takeOutput()
{
    return std::exchange(m_output, {});
}

QByteArray ImapLogin::takeRest()
{
    return m_state == State::Done ? std::exchange(m_buffer, {}) : QByteArray();
}

const Error &ImapLogin::error() const
{
    return m_error;
}

const std::optional<Error> &ImapLogin::farewell() const
{
    return m_farewell;
}

const QByteArrayList &ImapLogin::capabilities() const
{
    return m_capabilities;
}

}
