// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "autoconfig/serversettings.h"
#include "core/error.h"

#include <QByteArrayList>

#include <optional>

namespace Konto
{

/// The first words with a mail server, without I/O and without a login: is this the protocol, with the encryption that was
/// asked for, and how does one sign in? Bytes in, events and bytes out:
///
///     NeedTls    do the handshake, then call tlsStarted(). Nothing received before counts afterwards.
///     Done       signIn() is known; as far as we are concerned the connection can be closed
///     Failed     error() says why; feed() does nothing any more
///
/// Bounded: lines of 8 KiB, 200 of them. How the bytes are cut does not matter.
class GreetingDialog
{
public:
    enum class Event {
        NeedTls,
        Done,
        Failed,
    };

    GreetingDialog(MailProtocol protocol, Security security);

    void feed(QByteArrayView bytes);
    /// The handshake NeedTls asked for succeeded.
    void tlsStarted();

    /// Each once.
    [[nodiscard]] std::optional<Event> next();
    [[nodiscard]] QByteArray takeOutput();
    [[nodiscard]] const Error &error() const;
    /// What the server offers and Konto has; a password first. Empty when it does not tell.
    [[nodiscard]] QList<SignIn> signIn() const;

private:
    enum class State {
        Greeting,
        CapabilityInClear, // before STARTTLS
        StartTls,
        Handshake,
        Capability,
        Over,
    };
    enum class Reply {
        More, // not complete yet
        Yes,
        No,
        Strange, // not this protocol
    };

    void onLine(const QByteArray &line);
    [[nodiscard]] Reply readReply(const QByteArray &line);
    [[nodiscard]] Reply readImap(const QByteArray &line);
    [[nodiscard]] Reply readPop3(const QByteArray &line);
    [[nodiscard]] Reply readSmtp(const QByteArray &line);
    void onReply(Reply reply, const QByteArray &line);
    void afterCapabilities();
    void onStartTls(bool agreed, const QByteArray &line);
    void askCapabilities(State state);
    void fail(ErrorKind kind, const QString &detail, const QByteArray &serverText = {});
    [[nodiscard]] bool offers(QByteArrayView capability) const;
    [[nodiscard]] bool offersMechanism(QByteArrayView mechanism) const;

    const MailProtocol m_protocol;
    const Security m_security;
    State m_state = State::Greeting;
    QByteArray m_buffer;
    QByteArray m_output;
    QList<QByteArrayList> m_capabilities; // upper-cased words, one list a line
    std::optional<Event> m_event;
    Error m_error;
    int m_lines = 0;
    bool m_listing = false; // POP3: between the +OK to CAPA and its end
};

}
