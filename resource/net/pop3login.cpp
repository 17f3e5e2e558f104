// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/pop3login.h"

#include "net/sasl.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

using Connection = std::shared_ptr<Pop3Connection>;

struct Credentials {
    QString host;
    Login login;
    bool allowClearText = false;
};

static Error refusedLogin(const Pop3Reply &reply)
{
    ErrorKind kind = toErrorKind(reply.code, ErrorKind::WrongPassword);
    // RFC 1939 section 7, PASS: "-ERR unable to lock maildrop". Servers older than response codes say only this.
    const QByteArray text = reply.text.toLower();
    if (reply.code == Pop3Code::None && text.contains("lock") && (text.contains("maildrop") || text.contains("mailbox"))) {
        kind = ErrorKind::Busy;
    }
    return makeError(kind, u"the server refused the login"_s, reply.text);
}

static Task<Result<void>> awaitGreeting(Connection connection)
{
    const Pop3Event event = co_await Pop3Connection::nextEvent(connection);
    if (const auto *broken = std::get_if<Pop3Broken>(&event)) {
        co_return std::unexpected(broken->error);
    }
    co_return {};
}

/// RFC 2449 section 5. False for a server without CAPA: it says -ERR, and has no capabilities.
static Task<Result<bool>> readCapabilities(Connection connection)
{
    connection->send({Pop3Verb::Capa, 0, {}});
    const Result<Pop3Reply> reply = co_await Pop3Connection::nextReply(connection);
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (reply->ok) {
        const Pop3Event end = co_await Pop3Connection::nextEvent(connection);
        if (const auto *broken = std::get_if<Pop3Broken>(&end)) {
            co_return std::unexpected(broken->error);
        }
    }
    co_return reply->ok;
}

/// RFC 2595 section 4. Asked for and not to be had means no connection, never one in clear text.
static Task<Result<bool>> startTls(Connection connection)
{
    if (!connection->engine().capabilities().stls) {
        co_return fail(ErrorKind::TlsUnavailable, u"STLS is not offered"_s);
    }
    connection->send({Pop3Verb::Stls, 0, {}});
    const Result<Pop3Reply> reply = co_await Pop3Connection::nextReply(connection);
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!reply->ok) {
        co_return fail(ErrorKind::TlsUnavailable, u"STLS was refused"_s, reply->text);
    }
    // What came behind the +OK in clear text would be taken for a reply over TLS (CVE-2011-0411).
    if (connection->engine().hasUnreadInput()) {
        co_return fail(ErrorKind::Nonsense, u"bytes injected before the TLS handshake"_s);
    }
    if (const Result<void> secured = co_await Pop3Connection::startTls(connection); !secured) {
        co_return std::unexpected(secured.error());
    }
    // RFC 2595 section 4: what the server told before is void.
    co_return co_await readCapabilities(connection);
}

/// RFC 1939 section 7, USER and PASS.
static Task<Result<void>> logInByUserAndPass(Connection connection, Credentials credentials)
{
    const QByteArray user = credentials.login.userName.toUtf8();
    const QByteArray password = credentials.login.secret.reveal().toUtf8();
    const auto breaksLine = [](char c) {
        return c == '\r' || c == '\n' || c == '\0';
    };
    if (std::ranges::any_of(user, breaksLine) || std::ranges::any_of(password, breaksLine)) {
        co_return fail(ErrorKind::WrongPassword, u"user name or password with a line end"_s);
    }
    connection->send(Pop3Command::user(user));
    Result<Pop3Reply> reply = co_await Pop3Connection::nextReply(connection);
    if (reply && reply->ok) {
        connection->send(Pop3Command::pass(password));
        reply = co_await Pop3Connection::nextReply(connection);
    }
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!reply->ok) {
        co_return std::unexpected(refusedLogin(*reply));
    }
    co_return {};
}

/// Answers challenges until the server decides (RFC 5034 section 4).
static Task<Result<Pop3Reply>> exchange(Connection connection, SaslClient *client)
{
    const Pop3Command command = Pop3Command::auth(client->mechanism(), client->initialResponse());
    // Too long for the command line, so still to be said.
    bool initialPending = !client->initialResponse().isNull() && !command.argument.contains(' ');
    std::optional<Error> failure;
    connection->send(command);
    for (;;) {
        const Pop3Event event = co_await Pop3Connection::nextEvent(connection);
        const auto *challenge = std::get_if<Pop3Challenge>(&event);
        if (!challenge) {
            if (const auto *broken = std::get_if<Pop3Broken>(&event)) {
                co_return std::unexpected(failure.value_or(broken->error));
            }
            if (failure) {
                co_return std::unexpected(*failure);
            }
            co_return std::get<Pop3Reply>(event);
        }
        const Result<QByteArray> response =
            std::exchange(initialPending, false) ? Result<QByteArray>(client->initialResponse()) : client->step(challenge->data);
        if (response) {
            connection->engine().answer(*response);
        } else {
            failure = response.error();
            connection->engine().cancelAuthentication();
        }
    }
}

static Task<Result<void>> logInBySasl(Connection connection, std::unique_ptr<SaslClient> client)
{
    const Result<Pop3Reply> reply = co_await exchange(connection, client.get());
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!reply->ok) {
        co_return std::unexpected(refusedLogin(*reply));
    }
    // RFC 5802 section 5: the server has to prove that it knows the password as well.
    if (!client->isDone()) {
        co_return fail(ErrorKind::WrongPassword, u"the server ended the SASL exchange early"_s);
    }
    co_return {};
}

static Result<std::unique_ptr<SaslClient>> makeClient(const Credentials &credentials, const QByteArrayList &offered)
{
    return SaslClient::start("pop", credentials.host, offered, credentials.login, credentials.allowClearText);
}

/// USER and PASS where SASL would send the password as readable: it is one round trip less and every server has
/// it. PLAIN all the same for what is not ASCII, since for it RFC 4616 says how that is written, or when CAPA
/// leaves USER out (RFC 2449 section 6.3).
static Task<Result<void>> authenticate(Connection connection, Credentials credentials)
{
    const Pop3Capabilities &capabilities = connection->engine().capabilities();
    QByteArrayList hiding = capabilities.saslMechanisms;
    hiding.removeIf([](const QByteArray &mechanism) {
        return mechanism == "PLAIN" || mechanism == "LOGIN";
    });
    Result<std::unique_ptr<SaslClient>> client = makeClient(credentials, hiding);
    if (client) {
        co_return co_await logInBySasl(connection, *std::move(client));
    }
    const QString written = credentials.login.userName + credentials.login.secret.reveal();
    const bool ascii = std::ranges::all_of(written, [](QChar c) {
        return c.unicode() < 0x80;
    });
    client = makeClient(credentials, capabilities.saslMechanisms);
    if (client && (!ascii || !capabilities.user)) {
        co_return co_await logInBySasl(connection, *std::move(client));
    }
    const bool userIsKnown = capabilities.user || capabilities.saslMechanisms.isEmpty();
    if (userIsKnown && credentials.allowClearText) {
        co_return co_await logInByUserAndPass(connection, credentials);
    }
    co_return std::unexpected(client ? makeError(ErrorKind::TlsUnavailable) : client.error());
}

static Task<Result<void>> establish(Connection connection, Endpoint endpoint, Login login, QByteArrayList pinnedKeys)
{
    if (const Result<void> connected = co_await Pop3Connection::connectTo(connection, endpoint, pinnedKeys); !connected) {
        co_return connected;
    }
    if (const Result<void> greeted = co_await awaitGreeting(connection); !greeted) {
        co_return greeted;
    }
    Result<bool> hasCapa = co_await readCapabilities(connection);
    if (hasCapa && endpoint.security == Security::StartTls) {
        hasCapa = co_await startTls(connection);
    }
    if (!hasCapa) {
        co_return std::unexpected(hasCapa.error());
    }
    const bool allowClearText = connection->transport().isEncrypted() || endpoint.security == Security::None;
    const Result<void> loggedIn = co_await authenticate(connection, Credentials{endpoint.host, login, allowClearText});
    if (loggedIn && *hasCapa) {
        // RFC 2449 section 3: what the server can do may differ after the login.
        hasCapa = co_await readCapabilities(connection);
    }
    co_return hasCapa ? loggedIn : std::unexpected(hasCapa.error());
}

Task<Result<void>> pop3LogIn(Connection connection, Endpoint endpoint, Login login, QByteArrayList pinnedKeys)
{
    const Result<void> result = co_await establish(connection, endpoint, login, pinnedKeys);
    if (!result) {
        connection->close(result.error());
    }
    co_return result;
}

}
