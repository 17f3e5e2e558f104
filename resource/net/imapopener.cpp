// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapopener.h"

#include <QtConcurrentRun>

namespace Konto
{

ImapOpener::ImapOpener(Transport *transport, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
{
}

ImapOpener::~ImapOpener()
{
    abort();
}

void ImapOpener::open(const Endpoint &endpoint, const Login &login, const QByteArrayList &pinnedKeys)
{
    connect(m_transport, &Transport::opened, this, &ImapOpener::onOpened);
    connect(m_transport, &Transport::readyRead, this, &ImapOpener::onBytes);
    connect(m_transport, &Transport::failed, this, &ImapOpener::onTransportFailed);
    m_login = std::make_unique<ImapLogin>(endpoint, login);
    if (login.method != SignIn::ClientCertificate) {
        m_transport->open(endpoint, pinnedKeys);
        return;
    }
    QtConcurrent::run(&TlsIdentity::read, login.certificateFile, login.secret).then(this, [this, endpoint, pinnedKeys](const Result<TlsIdentity> &identity) {
        if (!m_login) {
            return;
        }
        if (identity) {
            m_transport->open(endpoint, pinnedKeys, *identity);
        } else {
            fail(identity.error());
        }
    });
}

void ImapOpener::onOpened()
{
    m_transport->expectAnswer(true);
    // The second time it is the handshake of STARTTLS that succeeded.
    m_login->tlsStarted();
    onBytes();
}

void ImapOpener::onBytes()
{
    m_login->feed(m_transport->readAll());
    afterStep();
}

void ImapOpener::afterStep()
{
    if (const QByteArray output = m_login->takeOutput(); !output.isEmpty()) {
        m_transport->write(output);
    }
    if (const auto work = m_login->takeWork()) {
        QtConcurrent::run(work).then(this, [this](const Result<ImapLogin::SaslAnswer> &outcome) {
            if (m_login) {
                m_login->workDone(outcome);
                afterStep();
            }
        });
    }
    if (const auto event = m_login->next()) {
        onEvent(*event);
    }
}

void ImapOpener::onEvent(ImapLogin::Event event)
{
    switch (event) {
    case ImapLogin::Event::NeedTls:
        m_transport->startTls();
        return;
    case ImapLogin::Event::LoggedIn:
        if (m_lost) {
            fail(*m_lost);
            return;
        }
        m_transport->expectAnswer(false);
        m_capabilities = m_login->capabilities();
        m_rest = m_login->takeRest();
        letGo();
        Q_EMIT loggedIn();
        return;
    case ImapLogin::Event::Failed:
        fail(m_login->error());
        return;
    }
}

void ImapOpener::onTransportFailed(const Error &error)
{
    m_lost = error;
    if (error.kind == ErrorKind::ConnectionLost) {
        // A refusal may have come with the end of the connection, or a reason before it (RFC 9051 section 7.1.5).
        onBytes();
    }
    if (m_login) {
        fail(m_login->farewell().value_or(error));
    }
}

void ImapOpener::fail(const Error &error)
{
    const Error copy = error; // it may be the login's own
    letGo();
    Q_EMIT failed(copy);
}

void ImapOpener::letGo()
{
    // Later the transport may be gone.
    if (m_login) {
        m_transport->disconnect(this);
        m_login.reset();
    }
}

void ImapOpener::abort()
{
    letGo();
}

const QByteArrayList &ImapOpener::capabilities() const
{
    return m_capabilities;
}

QByteArray ImapOpener::takeRest()
{
    return std::exchange(m_rest, {});
}

}

#include "moc_imapopener.cpp"
