// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/error.h"
#include "net/tlsidentity.h"
#include "net/tlspolicy.h"

#include <QObject>
#include <QPointer>
#include <QSslSocket>
#include <QTimer>

#include <optional>

namespace Konto
{

/// A byte stream to a server, with TLS by policy: TLS 1.2 or later, certificate and host name verified, or the
/// leaf key pinned by the user; never a fall back to clear text. Bounded: reads are buffered up to about 1 MiB, then
/// the server has to wait. A watchdog fails the connection when a wanted answer does not come within timeout().
///
/// Signals: exactly one of opened() or failed() after open(); after opened() any number of readyRead(), then
/// at most one failed(). Nothing after abort(). None comes from within open(), startTls() or write(), and the
/// receiver of any may call abort() or delete the transport. What arrived before failed() can still be read
/// afterwards. Own to the thread that made it.
class Transport : public QObject
{
    Q_OBJECT

public:
    explicit Transport(QObject *parent = nullptr);
    ~Transport() override;

    /// Connects; with Security::Tls the handshake is part of it, otherwise opened() comes in clear text. \a identity is
    /// shown to a server that asks for a certificate; one it does not take is WrongPassword.
    void open(const Endpoint &endpoint, const QByteArrayList &pinnedKeys, const TlsIdentity &identity = {});
    /// The STARTTLS or STLS handshake, after the server agreed. Bytes already received are an attack (response
    /// injection, CVE-2011-0411) and fail the connection with Nonsense. opened() again, or failed().
    void startTls();

    [[nodiscard]] bool isEncrypted() const;
    /// All bytes received and not yet taken.
    [[nodiscard]] QByteArray readAll();
    [[nodiscard]] qint64 bytesAvailable() const;
    void write(const QByteArray &bytes);
    [[nodiscard]] qint64 bytesToWrite() const;
    /// Whether an answer is being waited for: the watchdog runs only then, and starts anew with every byte.
    void expectAnswer(bool expected);
    void abort();

    /// The certificate problem behind a failed(Certificate).
    [[nodiscard]] const std::optional<CertificateProblem> &certificateProblem() const;

    /// What the server showed in the last handshake.
    [[nodiscard]] const TlsPeer &peer() const
    {
        return m_peer;
    }

    /// Milliseconds: 60,000, or KONTO_TIMEOUT_MS from the environment (for tests).
    [[nodiscard]] static int timeout();

Q_SIGNALS:
    void opened();
    void readyRead();
    void bytesWritten();
    void failed(const Konto::Error &error);

private:
    enum class Phase {
        Idle,
        Connecting,
        Handshaking,
        Open,
        Failed,
    };

    [[nodiscard]] QSslSocket *makeSocket();
    void retireSocket();
    void connectNow();
    void handshakeNow();
    void onConnected();
    void onEncrypted();
    void onReadyRead();
    void onBytesWritten();
    void onCertificateErrors(const QList<QSslError> &errors);
    void onSocketError(QAbstractSocket::SocketError error);
    void onWatchdog();
    void updateWatchdog();
    void becomeOpen();
    void fail(const Error &error);
    void reportFailure();

    QPointer<QSslSocket> m_socket; // replaced by every open(); deleted later, as it may be signalling just now
    QTimer m_watchdog;
    Endpoint m_endpoint;
    QByteArrayList m_pinnedKeys;
    TlsIdentity m_identity;
    Phase m_phase = Phase::Idle;
    bool m_answerExpected = false;
    QByteArray m_rest; // received before the connection failed
    std::optional<Error> m_failure; // until reported
    std::optional<CertificateProblem> m_problem;
    TlsPeer m_peer;
};

}
