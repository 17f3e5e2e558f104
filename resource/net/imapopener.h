// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imaplogin.h"
#include "net/transport.h"

#include <QObject>

#include <memory>
#include <optional>

namespace Konto
{

/// Brings an IMAP connection from nothing to logged in: reads the client certificate, connects \a transport, drives
/// ImapLogin and the handshakes it asks for, and lets SASL block in a thread of its own. For one connection.
///
/// Signals: exactly one of loggedIn() or failed() after open(), none from within it and none after abort(). From
/// loggedIn() on the opener leaves the transport alone; whoever speaks next starts with takeRest(). When it failed,
/// aborting the transport is left to the receiver. The receiver may call abort(), but not delete the opener.
class ImapOpener : public QObject
{
    Q_OBJECT

public:
    /// \a transport has to be there from open() until a signal or abort().
    explicit ImapOpener(Transport *transport, QObject *parent = nullptr);
    ~ImapOpener() override;

    void open(const Endpoint &endpoint, const Login &login, const QByteArrayList &pinnedKeys);
    void abort();

    /// Upper-cased, as after login.
    [[nodiscard]] const QByteArrayList &capabilities() const;
    /// What the server said behind the last response of the login; once.
    [[nodiscard]] QByteArray takeRest();

Q_SIGNALS:
    void loggedIn();
    void failed(const Konto::Error &error);

private:
    void onOpened();
    void onBytes();
    void onTransportFailed(const Error &error);
    void afterStep();
    void onEvent(ImapLogin::Event event);
    void fail(const Error &error);
    void letGo();

    Transport *const m_transport;
    std::unique_ptr<ImapLogin> m_login; // until it failed or was aborted
    QByteArrayList m_capabilities;
    QByteArray m_rest;
    std::optional<Error> m_lost; // the connection, with bytes still to be read
};

}
