// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "net/imapscanner.h"
#include "net/transport.h"

#include <QList>
#include <QPointer>
#include <QTcpServer>
#include <QTimer>

class QTcpSocket;

namespace Konto
{

/// Lets one KIMAP::Session speak over a Transport that is connected and logged in already.
///
/// Why: KIMAP opens its connections itself and lets nobody else do it. It has no SCRAM, does not show the
/// certificate of its own connection (so a pin cannot be checked), tells one failure from another by translated
/// text, and puts no limit to what a server may send. So we open, verify, authenticate and watch the connection,
/// and KIMAP connects in clear text to a port of ours on 127.0.0.1, behind which this class moves the bytes.
///
/// Why that is safe: whoever connects has to log in with a random token of 256 bits that never leaves this
/// process, compared in constant time, and is thrown out otherwise, without having seen a byte of the server's.
/// The port is ours from before KIMAP is told about it until KIMAP is paired, so nobody can take KIMAP's call in
/// our place; afterwards nobody listens. Other users cannot read the loopback interface; root and processes of
/// the same user can, and they can also read our memory.
///
/// Backpressure: stops reading on one side while the other has not taken half a MiB. Nothing is emitted from
/// within a call.
class ImapTunnel : public QObject
{
    Q_OBJECT

public:
    /// \a transport must outlive the tunnel.
    explicit ImapTunnel(Transport *transport, QObject *parent = nullptr);
    ~ImapTunnel() override;

    /// Opens the port. \a alreadyRead are bytes of the server that were read from the transport before.
    [[nodiscard]] Result<void> listen(const QByteArray &alreadyRead);
    [[nodiscard]] quint16 port() const;
    /// The user name and password with which to log in here.
    [[nodiscard]] static QString userName();
    [[nodiscard]] const QString &token() const;

    [[nodiscard]] ImapScanner &scanner();
    /// Closes everything at once; nothing is emitted any more.
    void abort();

Q_SIGNALS:
    /// The connection is over: the transport's error, or Nonsense for what the scanner does not accept. KIMAP
    /// still gets what came before. At most once.
    void failed(const Konto::Error &error);

private:
    void onNewConnection();
    void onGuestBytes(QTcpSocket *guest);
    void dropGuest(QTcpSocket *guest);
    void pair(QTcpSocket *guest, const QByteArray &tag);
    void toKimap();
    void toServer();
    void onKimapGone();
    void onTransportFailed(const Error &error);
    void fail(const Error &error);

    Transport *const m_transport;
    QTcpServer m_server;
    QList<QPointer<QTcpSocket>> m_guests; // connected, not logged in
    QPointer<QTcpSocket> m_kimap;
    QString m_token;
    ImapScanner m_scanner;
    QByteArray m_alreadyRead;
    QTimer m_pairing; // KIMAP has to come
    QTimer m_stall; // the server has to go on with a response it has begun
    bool m_over = false;
};

}
