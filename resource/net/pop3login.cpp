// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/pop3login.h"

#include "net/sasl.h"
#include "net/tlsidentity.h"

#include <QLocale>
#include <QtConcurrentRun>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace Konto
{

using Connection = std::shared_ptr<Pop3Connection>;

/// Its timestamp, if it has one.
static Task<Result<QByteArray>> awaitGreeting(Connection connection)
{
    const Pop3Event event = co_await Pop3Connection::nextEvent(connection);
    if (const auto *broken = std::get_if<Pop3Broken>(&event)) {
        co_return std::unexpected(broken->error);
    }
    const auto *greeting = std::get_if<Pop3Greeting>(&event);
    co_return greeting ? greeting->timestamp : QByteArray();
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

/// RFC 6856 sections 2 and 3, after TLS and before the login: the server's words in the user's language, and names
/// and messages in UTF-8. A server may refuse either, which changes nothing.
static Task<Result<void>> agreeOnLanguage(Connection connection)
{
    const Pop3Capabilities capabilities = connection->engine().capabilities();
    QList<Pop3Command> wishes;
    if (const QByteArray language = QLocale().bcp47Name().toLatin1(); capabilities.lang && !language.isEmpty()) {
        wishes.append(Pop3Command::lang(language));
    }
    if (capabilities.utf8) {
        wishes.append({Pop3Verb::Utf8, 0, {}});
    }
    for (const Pop3Command &wish : std::as_const(wishes)) {
        connection->send(wish);
        if (const Result<Pop3Reply> reply = co_await Pop3Connection::nextReply(connection); !reply) {
            co_return std::unexpected(reply.error());
        }
    }
    co_return {};
}

struct Credentials {
    Endpoint server;
    Login login;
    QByteArray timestamp; ///< of the greeting
    bool hasCapa = false;
    bool encrypted = false;
    bool allowClearText = false;
};

static Error refusedLogin(const Pop3Reply &reply, const Pop3Capabilities &capabilities)
{
    // RFC 3206 section 6: a server that knows [AUTH] says it whenever the credentials are what is wrong.
    const ErrorKind otherwise = capabilities.authResponseCode ? ErrorKind::Refused : ErrorKind::WrongPassword;
    Error error = pop3Refusal(reply.code, otherwise, u"the server refused the login"_s, reply.text);
    error.scope = Scope::Account;
    // RFC 1939 section 7, PASS: "-ERR unable to lock maildrop". Servers older than response codes say only this.
    const QByteArray text = reply.text.toLower();
    if (reply.code == Pop3Code::None && text.contains("lock") && (text.contains("maildrop") || text.contains("mailbox"))) {
        error.kind = ErrorKind::Busy;
        error.retry = Retry::Later;
    }
    return error;
}

static Task<Result<void>> awaitWelcome(Connection connection)
{
    const Result<Pop3Reply> reply = co_await Pop3Connection::nextReply(connection);
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!reply->ok) {
        co_return std::unexpected(refusedLogin(*reply, connection->engine().capabilities()));
    }
    co_return {};
}

static bool breaksLine(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) {
        return c == u'\r' || c == u'\n' || c == u'\0';
    });
}

/// RFC 1939 section 7, USER and PASS.
static Task<Result<void>> logInByUserAndPass(Connection connection, Login login)
{
    connection->send(Pop3Command::user(login.userName.toUtf8()));
    if (const Result<void> known = co_await awaitWelcome(connection); !known) {
        co_return known;
    }
    connection->send(Pop3Command::pass(login.secret.reveal().toUtf8()));
    co_return co_await awaitWelcome(connection);
}

/// RFC 1939 section 7, APOP.
static Task<Result<void>> logInByApop(Connection connection, Login login, QByteArray timestamp)
{
    connection->send(Pop3Command::apop(login.userName.toUtf8(), timestamp, login.secret.reveal().toUtf8()));
    co_return co_await awaitWelcome(connection);
}

/// Answers challenges until the server decides (RFC 5034 section 4).
static Task<Result<Pop3Reply>> exchange(Connection connection, std::shared_ptr<SaslClient> client)
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
        Result<QByteArray> response = client->initialResponse();
        if (!std::exchange(initialPending, false)) {
            response = co_await Pop3Connection::outcome(connection, QtConcurrent::run([client, data = challenge->data] {
                                                            return client->step(data);
                                                        }));
        }
        if (response) {
            connection->engine().answer(*response);
        } else {
            failure = response.error();
            connection->engine().cancelAuthentication();
        }
    }
}

static Task<Result<void>> logInBySasl(Connection connection, std::shared_ptr<SaslClient> client)
{
    const Result<Pop3Reply> reply = co_await exchange(connection, client);
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!reply->ok) {
        Error error = client->refusal().value_or(refusedLogin(*reply, connection->engine().capabilities()));
        error.serverText = reply->text.isEmpty() ? error.serverText : reply->text;
        co_return std::unexpected(error);
    }
    // RFC 5802 section 5: the server has to prove that it knows the password as well.
    if (!client->isDone()) {
        co_return fail(ErrorKind::WrongPassword, u"the server ended the SASL exchange early"_s);
    }
    co_return {};
}

static Task<Result<std::shared_ptr<SaslClient>>> makeClient(Connection connection, Credentials credentials, QByteArrayList offered)
{
    return Pop3Connection::outcome(connection, QtConcurrent::run([credentials, offered] {
                                       return SaslClient::start("pop", credentials.server, offered, credentials.login, credentials.allowClearText);
                                   }));
}

/// Whether what goes over the line is to be a digest of the password. Not under TLS where the server takes the
/// password itself: there it gains nothing, and servers (Cyrus) greet with a timestamp although they know no
/// password in a form that APOP could use.
static bool wantsApop(const Credentials &credentials, bool takesPassword)
{
    return !credentials.timestamp.isEmpty() && credentials.allowClearText && !(credentials.encrypted && takesPassword);
}

/// The strongest way that the server offers, and no other when that is refused. USER and PASS where SASL would send
/// the password as readable: it is one round trip less and every server has it. PLAIN all the same for what is not
/// ASCII, since for it RFC 4616 says how that is written, or when CAPA leaves USER out (RFC 2449 section 6.3).
static Task<Result<void>> logInByPassword(Connection connection, Credentials credentials)
{
    const Pop3Capabilities capabilities = connection->engine().capabilities();
    const Login &login = credentials.login;
    if (breaksLine(login.userName) || breaksLine(login.secret.reveal())) {
        co_return fail(ErrorKind::WrongPassword, u"user name or password with a line end"_s);
    }
    QByteArrayList readable = capabilities.saslMechanisms;
    const auto hiding = std::ranges::stable_partition(readable, std::not_fn(&SaslClient::hidesSecret));
    Result<std::shared_ptr<SaslClient>> client = co_await makeClient(connection, credentials, QByteArrayList(hiding.begin(), hiding.end()));
    if (client) {
        co_return co_await logInBySasl(connection, *client);
    }
    client = co_await makeClient(connection, credentials, QByteArrayList(readable.begin(), hiding.begin()));
    const bool takesUser = capabilities.user || !credentials.hasCapa;
    if (wantsApop(credentials, takesUser || client)) {
        co_return co_await logInByApop(connection, login, credentials.timestamp);
    }
    const bool ascii = std::ranges::all_of(QString(login.userName + login.secret.reveal()), [](QChar c) {
        return c.unicode() < 0x80;
    });
    if (client && (!ascii || !takesUser)) {
        co_return co_await logInBySasl(connection, *client);
    }
    if ((takesUser || capabilities.saslMechanisms.isEmpty()) && credentials.allowClearText) {
        co_return co_await logInByUserAndPass(connection, login);
    }
    co_return std::unexpected(client ? makeError(ErrorKind::TlsUnavailable) : client.error());
}

static Task<Result<void>> authenticate(Connection connection, Credentials credentials)
{
    if (credentials.login.method == SignIn::Password) {
        co_return co_await logInByPassword(connection, credentials);
    }
    const auto client = co_await makeClient(connection, credentials, connection->engine().capabilities().saslMechanisms);
    // Not with ?: here: GCC 16 runs both branches when one of them waits.
    if (!client) {
        co_return std::unexpected(client.error());
    }
    co_return co_await logInBySasl(connection, *client);
}

static Task<Result<TlsIdentity>> readIdentity(Connection connection, Login login)
{
    if (login.method != SignIn::ClientCertificate) {
        co_return TlsIdentity{};
    }
    co_return co_await Pop3Connection::outcome(connection, QtConcurrent::run([login] {
                                                   return TlsIdentity::read(login.certificateFile, login.secret);
                                               }));
}

static Task<Result<void>> establish(Connection connection, Endpoint endpoint, Login login, QByteArrayList pinnedKeys)
{
    const Result<TlsIdentity> identity = co_await readIdentity(connection, login);
    if (!identity) {
        co_return std::unexpected(identity.error());
    }
    if (const Result<void> connected = co_await Pop3Connection::connectTo(connection, endpoint, pinnedKeys, *identity); !connected) {
        co_return connected;
    }
    const Result<QByteArray> timestamp = co_await awaitGreeting(connection);
    if (!timestamp) {
        co_return std::unexpected(timestamp.error());
    }
    Result<bool> hasCapa = co_await readCapabilities(connection);
    if (hasCapa && endpoint.security == Security::StartTls) {
        hasCapa = co_await startTls(connection);
    }
    if (!hasCapa) {
        co_return std::unexpected(hasCapa.error());
    }
    if (const Result<void> agreed = co_await agreeOnLanguage(connection); !agreed) {
        co_return agreed;
    }
    const bool encrypted = connection->transport().isEncrypted();
    const Credentials credentials{.server = endpoint,
                                  .login = login,
                                  .timestamp = *timestamp,
                                  .hasCapa = *hasCapa,
                                  .encrypted = encrypted,
                                  .allowClearText = encrypted || endpoint.security == Security::None};
    const Result<void> loggedIn = co_await authenticate(connection, credentials);
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
