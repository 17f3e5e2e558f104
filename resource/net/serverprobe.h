// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/await.h"
#include "net/greetingdialog.h"
#include "net/transport.h"

#include <QTimer>

#include <memory>

namespace Konto
{

/// Connects to a server as far as one gets without a login, see GreetingDialog, and closes the connection. Deletes itself
/// when it is done; deleted before, its answer is Cancelled.
class ServerProbe : public QObject
{
public:
    ServerProbe(MailProtocol protocol, const Endpoint &endpoint, QObject *parent);

    /// How one signs in there; once. Errors: those of Transport, Timeout after \a timeout milliseconds in all, and
    /// WrongProtocol, TlsUnavailable, Unavailable, Nonsense.
    [[nodiscard]] Answer<QList<SignIn>> start(int timeout, const QByteArrayList &pinnedKeys = {});
    /// Once the answer has come: what the server showed. Outlives the probe.
    [[nodiscard]] std::shared_ptr<const TlsPeer> peer() const
    {
        return m_peer;
    }

private:
    void onOpened();
    void onBytes();
    void onLost(const Error &error);
    void end(Result<QList<SignIn>> result);

    const Endpoint m_endpoint;
    GreetingDialog m_dialog;
    Transport m_transport;
    QTimer m_deadline;
    AnswerPromise<QList<SignIn>> m_promise;
    std::shared_ptr<TlsPeer> m_peer = std::make_shared<TlsPeer>();
};

}
