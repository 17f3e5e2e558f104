// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

// The part of ImapLogin that proves who we are.

#include "net/imaplog.h"
#include "net/imaplogin.h"
#include "net/sasl.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

using Condition = ImapStatus::Condition;

/// The mechanisms of a capability list: "AUTH=PLAIN" (RFC 9051 section 6.1.1).
static QByteArrayList mechanismsOf(const QByteArrayList &capabilities)
{
    QByteArrayList mechanisms;
    for (const QByteArray &capability : capabilities) {
        if (capability.startsWith("AUTH=")) {
            mechanisms << capability.sliced(5);
        }
    }
    return mechanisms;
}

void ImapLogin::logIn()
{
    m_state = State::Login;
    // In clear text only when the user chose so: Security::StartTls never comes here unencrypted.
    const bool clearTextAllowed = m_encrypted || m_endpoint.security == Security::None;
    m_working = true;
    m_work = [endpoint = m_endpoint, login = m_login, mechanisms = mechanismsOf(m_capabilities), clearTextAllowed]() -> Result<SaslAnswer> {
        const auto client = SaslClient::start("imap", endpoint, mechanisms, login, clearTextAllowed);
        return client ? Result<SaslAnswer>(SaslAnswer{.client = *client, .response = {}}) : std::unexpected(client.error());
    };
}

ImapLogin::Work ImapLogin::takeWork()
{
    return std::exchange(m_work, nullptr);
}

void ImapLogin::workDone(const Result<SaslAnswer> &outcome)
{
    if (!std::exchange(m_working, false)) {
        return;
    }
    if (!m_sasl) {
        onSaslStarted(outcome);
    } else if (outcome) {
        sendHidden(outcome->response.toBase64());
    } else {
        m_output += "*\r\n";
        failWith(outcome.error());
    }
    readResponses();
}

void ImapLogin::onSaslStarted(const Result<SaslAnswer> &outcome)
{
    const bool clearTextAllowed = m_encrypted || m_endpoint.security == Security::None;
    const bool byPassword = m_login.method == SignIn::Password;
    if (outcome) {
        m_sasl = outcome->client;
        authenticate();
    } else if (outcome.error().kind != ErrorKind::Refused || !byPassword) {
        failWith(outcome.error());
    } else if (!offers("LOGINDISABLED") && clearTextAllowed) {
        loginCommand();
    } else if (m_encrypted) {
        Error error = makeError(ErrorKind::Refused, u"no way to log in with a password in common"_s, m_capabilities.join(' '));
        error.scope = Scope::Account;
        error.retry = Retry::Never;
        failWith(error);
    } else {
        // RFC 9051 section 6.2.3: LOGINDISABLED asks for TLS first.
        failWith(makeError(ErrorKind::TlsUnavailable, u"the server demands encryption before login"_s));
    }
}

void ImapLogin::authenticate()
{
    const QByteArray command = "AUTHENTICATE " + m_sasl->mechanism();
    const QByteArray &initial = m_sasl->initialResponse();
    // RFC 4959 section 3: the initial response may go with the command; an empty one is sent as "=".
    if (!initial.isNull() && offers("SASL-IR")) {
        send(command + ' ' + (initial.isEmpty() ? QByteArray("=") : initial.toBase64()), command + " [hidden]");
        return;
    }
    if (!initial.isNull()) {
        m_firstResponse = initial;
    }
    send(command);
}

void ImapLogin::onContinuation(QByteArrayView data)
{
    if (m_state != State::Login) {
        failWith(makeError(ErrorKind::Nonsense, u"a continuation request out of turn"_s));
        return;
    }
    if (isTooMuch()) {
        return;
    }
    qCDebug(imapTrace) << "S: + [hidden]";
    if (!m_sasl) {
        sendLoginPiece();
        return;
    }
    if (m_firstResponse) {
        sendHidden(m_firstResponse->toBase64());
        m_firstResponse.reset();
        return;
    }
    // RFC 9051 section 6.2.2: challenges and responses are base64, a failed exchange is cancelled with "*".
    const auto challenge = QByteArray::fromBase64Encoding(data.toByteArray(), QByteArray::AbortOnBase64DecodingErrors);
    if (!challenge) {
        m_output += "*\r\n";
        failWith(makeError(ErrorKind::Nonsense, u"a challenge that is not base64"_s));
        return;
    }
    m_working = true;
    m_work = [client = m_sasl, data = challenge.decoded]() -> Result<SaslAnswer> {
        const auto answer = client->step(data);
        return answer ? Result<SaslAnswer>(SaslAnswer{.client = client, .response = *answer}) : std::unexpected(answer.error());
    };
}

void ImapLogin::sendHidden(const QByteArray &line)
{
    qCDebug(imapTrace) << "C: [hidden]";
    m_output += line + "\r\n";
}

/// RFC 9051 section 4.3: quoted strings hold neither line ends nor NUL, and 8-bit only by extension.
static bool isQuotable(const QByteArray &string)
{
    return std::ranges::all_of(string, [](char c) {
        return c >= 0x20 && c < 0x7f;
    });
}

static QByteArray quoted(QByteArray string)
{
    return '"' + string.replace('\\', "\\\\").replace('"', "\\\"") + '"';
}

void ImapLogin::loginCommand()
{
    // RFC 9051 section 6.2.3. What cannot be quoted goes as a literal, for which the server's consent has to be
    // awaited, or not with LITERAL+ and LITERAL- (RFC 7888).
    const bool noWaiting = offers("LITERAL+") || offers("LITERAL-");
    QByteArray piece = "LOGIN";
    for (const QByteArray &argument : {m_login.userName.toUtf8(), m_login.secret.reveal().toUtf8()}) {
        if (isQuotable(argument)) {
            piece += ' ' + quoted(argument);
            continue;
        }
        piece += " {" + QByteArray::number(argument.size()) + (noWaiting ? "+}" : "}");
        if (noWaiting) {
            piece += "\r\n" + argument;
        } else {
            m_pieces << piece;
            piece = argument;
        }
    }
    m_pieces << piece;
    send(m_pieces.takeFirst(), "LOGIN [hidden]");
}

void ImapLogin::sendLoginPiece()
{
    if (m_pieces.isEmpty()) {
        failWith(makeError(ErrorKind::Nonsense, u"a continuation request out of turn"_s));
        return;
    }
    sendHidden(m_pieces.takeFirst());
}

void ImapLogin::onLogin(const ImapStatus &status)
{
    if (status.condition != Condition::Ok) {
        Error error = m_sasl ? m_sasl->refusal().value_or(imapLoginError(status)) : imapLoginError(status);
        error.serverText = status.text.isEmpty() ? error.serverText : status.text;
        failWith(error);
        return;
    }
    // RFC 5802 section 5: success without the server's own proof means it does not know the password.
    if (m_sasl && !m_sasl->isDone()) {
        failWith(makeError(ErrorKind::Nonsense, u"the server skipped its part of the authentication"_s));
        return;
    }
    m_sasl.reset();
    m_login.secret = {};
    // RFC 9051 section 6.2.2: capabilities change with the login; the OK may bring them along.
    if (status.code == "CAPABILITY") {
        rememberCapabilities(status.codeData);
        done();
    } else {
        askCapability(State::CapabilityAfter);
    }
}

}
