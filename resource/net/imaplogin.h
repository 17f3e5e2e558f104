// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "core/login.h"
#include "net/imapstatus.h"

#include <QByteArrayList>

#include <functional>
#include <memory>
#include <optional>

namespace Konto
{

class SaslClient;

/// Greeting, STARTTLS, login and capabilities of an IMAP connection, without I/O: bytes in, events and bytes
/// out. A connection that is or becomes encrypted as \a security of the endpoint says is the caller's business:
///
///     NeedTls    do the handshake, then call tlsStarted(). Nothing received before counts afterwards.
///     LoggedIn   capabilities() are known; takeRest() has what the server said beyond
///     Failed     error() says why; feed() does nothing any more
///
/// SASL may block, so it is handed out: what takeWork() gives is to be run in another thread, and its outcome told to
/// workDone(). Until then whatever is fed waits.
///
/// Bounded: lines and literals of 64 KiB, 1000 untagged responses. How the bytes are cut does not matter.
class ImapLogin
{
public:
    enum class Event {
        NeedTls,
        LoggedIn,
        Failed,
    };

    ImapLogin(const Endpoint &endpoint, const Login &login);
    ~ImapLogin();
    Q_DISABLE_COPY_MOVE(ImapLogin)

    void feed(QByteArrayView bytes);
    /// The handshake NeedTls asked for succeeded.
    void tlsStarted();

    struct SaslAnswer {
        std::shared_ptr<SaslClient> client;
        QByteArray response; ///< to the challenge; not of the start
    };
    using Work = std::function<Result<SaslAnswer>()>;
    /// What is to be done now; ask after feed(), tlsStarted() and workDone(). Null when there is nothing.
    [[nodiscard]] Work takeWork();
    void workDone(const Result<SaslAnswer> &outcome);

    [[nodiscard]] std::optional<Event> next();
    [[nodiscard]] QByteArray takeOutput();
    /// What came behind the last response of the login; for whoever speaks next.
    [[nodiscard]] QByteArray takeRest();
    [[nodiscard]] const Error &error() const;
    /// What BYE said, when the server said it before it closed.
    [[nodiscard]] const std::optional<Error> &farewell() const;
    /// Upper-cased.
    [[nodiscard]] const QByteArrayList &capabilities() const;

private:
    enum class State {
        Greeting,
        CapabilityInClear, // before STARTTLS
        StartTls,
        Handshake,
        Capability, // before login
        Login, // AUTHENTICATE or LOGIN
        CapabilityAfter, // after login
        Done,
        Failed,
    };

    [[nodiscard]] std::optional<QByteArray> takeResponse();
    void onResponse(const QByteArray &response);
    [[nodiscard]] bool isTooMuch();
    void onGreeting(const QByteArray &response);
    void onPreauth();
    void onUntagged(const QByteArray &response);
    void onContinuation(QByteArrayView data);
    void onTagged(const ImapStatus &status);
    void onStartTls(const ImapStatus &status);
    void onLogin(const ImapStatus &status);
    void readResponses();
    void rememberCapabilities(const QByteArray &list);
    [[nodiscard]] bool offers(const char *capability) const;

    void send(const QByteArray &command, const QByteArray &forLog = {});
    void sendHidden(const QByteArray &line);
    void askCapability(State state);
    void startTlsOrLogin();
    void logIn();
    void onSaslStarted(const Result<SaslAnswer> &outcome);
    void authenticate();
    void loginCommand();
    void sendLoginPiece();
    void done();
    void failWith(const Error &error);

    const Endpoint m_endpoint;
    Login m_login; // its secret until the login is over
    State m_state = State::Greeting;
    QByteArray m_buffer;
    QByteArray m_output;
    QByteArray m_tag;
    QByteArrayList m_capabilities;
    QByteArrayList m_pieces; // of a LOGIN with literals, each waiting for the server to say go
    std::shared_ptr<SaslClient> m_sasl; // shared with the work on it
    Work m_work; // not taken yet
    bool m_working = false;
    std::optional<QByteArray> m_firstResponse; // SASL's, when it could not go with the command
    std::optional<Event> m_event;
    std::optional<Error> m_farewell;
    Error m_error;
    int m_tagCount = 0;
    int m_untaggedCount = 0;
    bool m_encrypted = false;
    bool m_capabilitiesKnown = false; // in the present state of the connection
};

}
