// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/serverprobe.h"

namespace Konto
{

ServerProbe::ServerProbe(MailProtocol protocol, const Endpoint &endpoint, QObject *parent)
    : QObject(parent)
    , m_endpoint(endpoint)
    , m_dialog(protocol, endpoint.security)
{
    m_deadline.setSingleShot(true);
    connect(&m_transport, &Transport::opened, this, &ServerProbe::onOpened);
    connect(&m_transport, &Transport::readyRead, this, &ServerProbe::onBytes);
    connect(&m_transport, &Transport::failed, this, &ServerProbe::onLost);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        end(fail(ErrorKind::Timeout));
    });
}

Answer<QList<SignIn>> ServerProbe::start(int timeout, const QByteArrayList &pinnedKeys)
{
    m_deadline.start(timeout);
    m_transport.open(m_endpoint, pinnedKeys);
    return m_promise.answer();
}

void ServerProbe::onOpened()
{
    // The second time it is the handshake of STARTTLS that succeeded.
    m_dialog.tlsStarted();
    onBytes();
}

void ServerProbe::onBytes()
{
    m_dialog.feed(m_transport.readAll());
    if (const QByteArray output = m_dialog.takeOutput(); !output.isEmpty()) {
        m_transport.write(output);
    }
    const auto event = m_dialog.next();
    if (event == GreetingDialog::Event::NeedTls) {
        m_transport.startTls();
    } else if (event == GreetingDialog::Event::Done) {
        end(m_dialog.signIn());
    } else if (event == GreetingDialog::Event::Failed) {
        end(std::unexpected(m_dialog.error()));
    }
}

void ServerProbe::onLost(const Error &error)
{
    onBytes(); // the last words
    end(std::unexpected(error));
}

void ServerProbe::end(Result<QList<SignIn>> result)
{
    *m_peer = m_transport.peer();
    m_transport.abort();
    m_deadline.stop();
    m_promise.settle(std::move(result));
    deleteLater();
}

}
