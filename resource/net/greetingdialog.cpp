// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/greetingdialog.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype longestLine = 8 * 1024;
constexpr int mostLines = 200;

QByteArrayList words(const QByteArray &text)
{
    QByteArrayList words = text.toUpper().simplified().split(' ');
    words.removeAll(QByteArray());
    return words;
}
}

GreetingDialog::GreetingDialog(MailProtocol protocol, Security security)
    : m_protocol(protocol)
    , m_security(security)
{
}

void GreetingDialog::feed(QByteArrayView bytes)
{
    m_buffer += bytes;
    while (m_state != State::Over && m_state != State::Handshake) {
        const qsizetype end = m_buffer.indexOf('\n');
        if (end > longestLine || (end < 0 && m_buffer.size() > longestLine) || m_lines >= mostLines) {
            fail(ErrorKind::Nonsense, u"the server says too much"_s);
        }
        if (end < 0 || m_state == State::Over) {
            return;
        }
        const QByteArray line = m_buffer.first(end > 0 && m_buffer.at(end - 1) == '\r' ? end - 1 : end);
        m_buffer.remove(0, end + 1);
        ++m_lines;
        onLine(line);
    }
}

void GreetingDialog::onLine(const QByteArray &line)
{
    onReply(readReply(line), line);
}

GreetingDialog::Reply GreetingDialog::readReply(const QByteArray &line)
{
    switch (m_protocol) {
    case MailProtocol::Imap:
        return readImap(line);
    case MailProtocol::Pop3:
        return readPop3(line);
    case MailProtocol::Smtp:
        return readSmtp(line);
    }
    return Reply::Strange;
}

/// RFC 9051 sections 7.1 and 6.1.1. Our tags are "k".
GreetingDialog::Reply GreetingDialog::readImap(const QByteArray &line)
{
    const QByteArrayList said = words(line);
    const QByteArray tag = said.value(0);
    const QByteArray status = said.value(1);
    if (tag == "*" && status == "BYE") {
        return Reply::No;
    }
    if (m_state == State::Greeting) {
        // RFC 9051 section 7.1.4: after PREAUTH there is no STARTTLS any more.
        const bool welcome = status == "OK" || (status == "PREAUTH" && m_security != Security::StartTls);
        return tag == "*" && (welcome || status == "PREAUTH") ? (welcome ? Reply::Yes : Reply::No) : Reply::Strange;
    }
    if (tag == "*") {
        if (status == "CAPABILITY") {
            m_capabilities.append(said.sliced(2));
        }
        return Reply::More;
    }
    if (tag != "K") {
        return Reply::Strange;
    }
    return status == "OK" ? Reply::Yes : Reply::No;
}

/// RFC 1939 section 3, RFC 2449 section 5.
GreetingDialog::Reply GreetingDialog::readPop3(const QByteArray &line)
{
    if (m_listing) {
        m_listing = line != ".";
        m_capabilities.append(words(line));
        return m_listing ? Reply::More : Reply::Yes;
    }
    if (line.startsWith("+OK")) {
        m_listing = m_state == State::Capability || m_state == State::CapabilityInClear;
        return m_listing ? Reply::More : Reply::Yes;
    }
    return line.startsWith("-ERR") ? Reply::No : Reply::Strange;
}

/// RFC 5321 sections 4.2 and 4.1.1.1.
GreetingDialog::Reply GreetingDialog::readSmtp(const QByteArray &line)
{
    bool isNumber = false;
    const int code = line.first(qMin<qsizetype>(line.size(), 3)).toInt(&isNumber);
    const char separator = line.size() > 3 ? line.at(3) : ' ';
    if (!isNumber || code < 200 || code > 599 || (separator != ' ' && separator != '-')) {
        return Reply::Strange;
    }
    if (code >= 300) {
        return separator == '-' ? Reply::More : Reply::No;
    }
    // RFC 5321 section 4.2.1: a server of another kind, such as FTP, greets with 220 as well, but knows no EHLO.
    if (m_state == State::Capability || m_state == State::CapabilityInClear) {
        m_capabilities.append(words(line.sliced(qMin<qsizetype>(line.size(), 4))));
    }
    return separator == '-' ? Reply::More : Reply::Yes;
}

void GreetingDialog::onReply(Reply reply, const QByteArray &line)
{
    if (reply == Reply::More) {
        return;
    }
    if (reply == Reply::Strange) {
        fail(m_state == State::Greeting ? ErrorKind::WrongProtocol : ErrorKind::Nonsense, u"an answer of another protocol"_s, line);
        return;
    }
    // A POP3 server need not know CAPA.
    const bool willing = reply == Reply::Yes || (m_protocol == MailProtocol::Pop3 && m_state != State::Greeting);
    if (m_state == State::StartTls) {
        onStartTls(reply == Reply::Yes, line);
    } else if (!willing) {
        fail(ErrorKind::Unavailable, u"the server does not want to talk"_s, line);
    } else if (m_state == State::Greeting) {
        askCapabilities(m_security == Security::StartTls ? State::CapabilityInClear : State::Capability);
    } else {
        afterCapabilities();
    }
}

void GreetingDialog::afterCapabilities()
{
    if (m_state == State::Capability) {
        m_state = State::Over;
        m_event = Event::Done;
        return;
    }
    // RFC 9051 section 6.2.1, RFC 2595 section 4, RFC 3207 section 4
    const QByteArray command = m_protocol == MailProtocol::Pop3 ? "STLS" : "STARTTLS";
    if (!offers(command)) {
        fail(ErrorKind::TlsUnavailable, u"no STARTTLS"_s);
        return;
    }
    m_state = State::StartTls;
    m_output += (m_protocol == MailProtocol::Imap ? "k " + command : command) + "\r\n";
}

void GreetingDialog::onStartTls(bool agreed, const QByteArray &line)
{
    if (!agreed) {
        fail(ErrorKind::TlsUnavailable, u"STARTTLS was refused"_s, line);
    } else if (!m_buffer.isEmpty()) {
        // It would be taken for an answer over TLS (CVE-2011-0411).
        fail(ErrorKind::Nonsense, u"bytes injected before the TLS handshake"_s);
    } else {
        m_state = State::Handshake;
        m_event = Event::NeedTls;
    }
}

void GreetingDialog::tlsStarted()
{
    if (m_state == State::Handshake) {
        m_capabilities.clear();
        m_buffer.clear();
        askCapabilities(State::Capability);
    }
}

void GreetingDialog::askCapabilities(State state)
{
    m_state = state;
    switch (m_protocol) {
    case MailProtocol::Imap:
        m_output += "k CAPABILITY\r\n";
        break;
    case MailProtocol::Pop3:
        m_output += "CAPA\r\n";
        break;
    case MailProtocol::Smtp:
        // RFC 5321 section 4.1.3: a client without a name says its address; which one is nobody's business.
        m_output += "EHLO [127.0.0.1]\r\n";
        break;
    }
}

void GreetingDialog::fail(ErrorKind kind, const QString &detail, const QByteArray &serverText)
{
    m_state = State::Over;
    m_event = Event::Failed;
    m_error = makeError(kind, detail, serverText.left(longestLine));
}

std::optional<GreetingDialog::Event> GreetingDialog::next()
{
    return std::exchange(m_event, std::nullopt);
}

QByteArray GreetingDialog::takeOutput()
{
    return std::exchange(m_output, {});
}

const Error &GreetingDialog::error() const
{
    return m_error;
}

bool GreetingDialog::offers(QByteArrayView capability) const
{
    return std::ranges::any_of(m_capabilities, [this, capability](const QByteArrayList &line) {
        return m_protocol == MailProtocol::Imap ? line.contains(capability) : line.value(0) == capability;
    });
}

bool GreetingDialog::offersMechanism(QByteArrayView mechanism) const
{
    // RFC 9051 section 6.2.2; RFC 5034 section 3; RFC 4954 section 3
    const QByteArray keyword = m_protocol == MailProtocol::Pop3 ? "SASL" : "AUTH";
    return std::ranges::any_of(m_capabilities, [this, &keyword, mechanism](const QByteArrayList &line) {
        return m_protocol == MailProtocol::Imap ? line.contains(keyword + '=' + mechanism) : line.value(0) == keyword && line.contains(mechanism);
    });
}

QList<SignIn> GreetingDialog::signIn() const
{
    const auto any = [this](std::initializer_list<QByteArrayView> mechanisms) {
        return std::ranges::any_of(mechanisms, [this](QByteArrayView mechanism) {
            return offersMechanism(mechanism);
        });
    };
    const bool byCommand =
        (m_protocol == MailProtocol::Imap && !m_capabilities.isEmpty() && !offers("LOGINDISABLED")) || (m_protocol == MailProtocol::Pop3 && offers("USER"));
    QList<SignIn> methods;
    if (byCommand || any({"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"})) {
        methods.append(SignIn::Password);
    }
    if (any({"OAUTHBEARER", "XOAUTH2"})) {
        methods.append(SignIn::OAuth2);
    }
    if (any({"EXTERNAL"})) {
        methods.append(SignIn::ClientCertificate);
    }
    if (any({"GSSAPI"})) {
        methods.append(SignIn::Kerberos);
    }
    return methods;
}

}
