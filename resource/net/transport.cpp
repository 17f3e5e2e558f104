// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/transport.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr qint64 readBufferSize = 1024 * 1024;
static constexpr int defaultTimeout = 60'000;

/// A handshake that failed for no certificate's sake. OpenSSL says "alert" when the peer answered in TLS, and
/// "unsupported protocol" when it answered with an older version; anything else was not TLS.
static ErrorKind handshakeFailure(Security security, const QString &text)
{
    const bool spokeTls = text.contains("alert"_L1) || text.contains("unsupported protocol"_L1);
    return security == Security::Tls && !spokeTls ? ErrorKind::WrongProtocol : ErrorKind::TlsUnavailable;
}

/// The alerts of a server that does not like our certificate, or that we showed none (RFC 8446 section 6.2). With
/// TLS 1.3 they come after the handshake.
static bool isAboutOurCertificate(const QString &text)
{
    static constexpr std::array<QLatin1StringView, 8> alerts{
        "certificate required"_L1,
        "bad certificate"_L1,
        "unsupported certificate"_L1,
        "certificate revoked"_L1,
        "certificate expired"_L1,
        "certificate unknown"_L1,
        "unknown ca"_L1,
        "access denied"_L1,
    };
    return text.contains("alert"_L1) && std::ranges::any_of(alerts, [&text](QLatin1StringView alert) {
               return text.contains(alert);
           });
}

static ErrorKind socketFailure(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return ErrorKind::UnknownHost;
    case QAbstractSocket::ConnectionRefusedError:
        return ErrorKind::ConnectionRefused;
    case QAbstractSocket::RemoteHostClosedError:
        return ErrorKind::ConnectionLost;
    case QAbstractSocket::SocketTimeoutError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return ErrorKind::Timeout;
    case QAbstractSocket::SslInternalError:
        return ErrorKind::Nonsense;
    default:
        return ErrorKind::Network;
    }
}

Transport::Transport(QObject *parent)
    : QObject(parent)
{
    TlsPolicy::useOpenSsl();
    m_watchdog.setSingleShot(true);
    connect(&m_watchdog, &QTimer::timeout, this, &Transport::onWatchdog);
}

Transport::~Transport()
{
    retireSocket();
}

int Transport::timeout()
{
    const int configured = qEnvironmentVariableIntValue("KONTO_TIMEOUT_MS");
    return configured > 0 ? configured : defaultTimeout;
}

void Transport::open(const Endpoint &endpoint, const QByteArrayList &pinnedKeys, const TlsIdentity &identity)
{
    abort();
    m_endpoint = endpoint;
    m_pinnedKeys = pinnedKeys;
    m_identity = identity;
    m_problem.reset();
    m_peer = {};
    m_socket = makeSocket();
    m_phase = Phase::Connecting;
    updateWatchdog();
    // From the event loop: connecting to an address can succeed or fail at once.
    QMetaObject::invokeMethod(this, &Transport::connectNow, Qt::QueuedConnection);
}

QSslSocket *Transport::makeSocket()
{
    auto *socket = new QSslSocket;
    socket->setSslConfiguration(m_identity.addedTo(TlsPolicy::configuration()));
    socket->setPeerVerifyName(m_endpoint.host);
    socket->setReadBufferSize(readBufferSize);
    connect(socket, &QSslSocket::connected, this, &Transport::onConnected);
    connect(socket, &QSslSocket::encrypted, this, &Transport::onEncrypted);
    connect(socket, &QSslSocket::readyRead, this, &Transport::onReadyRead);
    connect(socket, &QSslSocket::bytesWritten, this, &Transport::onBytesWritten);
    connect(socket, &QSslSocket::sslErrors, this, &Transport::onCertificateErrors);
    connect(socket, &QSslSocket::errorOccurred, this, &Transport::onSocketError);
    return socket;
}

void Transport::retireSocket()
{
    if (!m_socket) {
        return;
    }
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    m_socket.clear();
}

void Transport::connectNow()
{
    if (m_phase == Phase::Connecting && m_socket->state() == QAbstractSocket::UnconnectedState) {
        m_socket->connectToHost(m_endpoint.host, m_endpoint.port);
    }
}

void Transport::onConnected()
{
    if (m_phase != Phase::Connecting) {
        return;
    }
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    if (m_endpoint.security == Security::Tls) {
        m_phase = Phase::Handshaking;
        updateWatchdog();
        m_socket->startClientEncryption();
    } else {
        becomeOpen();
    }
}

void Transport::startTls()
{
    if (m_phase != Phase::Open || m_socket->isEncrypted()) {
        return;
    }
    m_phase = Phase::Handshaking;
    updateWatchdog();
    QMetaObject::invokeMethod(this, &Transport::handshakeNow, Qt::QueuedConnection);
}

void Transport::handshakeNow()
{
    if (m_phase != Phase::Handshaking || m_socket->mode() != QSslSocket::UnencryptedMode) {
        return;
    }
    // RFC 9051 section 11.1, RFC 2595 section 4: nothing said before the handshake may count after it, so
    // whoever put bytes there wanted them to (CVE-2011-0411).
    if (m_socket->bytesAvailable() > 0) {
        fail(makeError(ErrorKind::Nonsense, u"bytes injected before the TLS handshake"_s));
        return;
    }
    m_socket->startClientEncryption();
}

void Transport::onEncrypted()
{
    if (m_phase == Phase::Handshaking) {
        m_peer.chain = m_socket->peerCertificateChain();
        becomeOpen();
    }
}

void Transport::becomeOpen()
{
    m_phase = Phase::Open;
    updateWatchdog();
    Q_EMIT opened();
}

void Transport::onCertificateErrors(const QList<QSslError> &errors)
{
    const QSslCertificate leaf = m_socket->peerCertificate();
    m_peer = {.chain = m_socket->peerCertificateChain(), .errors = errors, .pinned = TlsPolicy::isPinned(leaf, errors, m_pinnedKeys)};
    if (m_peer.pinned) {
        m_socket->ignoreSslErrors();
        return;
    }
    // The socket reports SslHandshakeFailedError next.
    m_problem = TlsPolicy::describe(leaf, errors);
}

void Transport::onSocketError(QAbstractSocket::SocketError error)
{
    const QString text = m_socket->errorString();
    if (m_problem) {
        fail(makeError(ErrorKind::Certificate, m_problem->reasons.join("; "_L1)));
    } else if (isAboutOurCertificate(text)) {
        fail(makeError(m_identity.isEmpty() ? ErrorKind::Refused : ErrorKind::WrongPassword, text));
    } else if (error == QAbstractSocket::SslHandshakeFailedError) {
        fail(makeError(handshakeFailure(m_endpoint.security, text), text));
    } else {
        fail(makeError(socketFailure(error), text));
    }
}

void Transport::onReadyRead()
{
    updateWatchdog();
    if (m_phase == Phase::Open) {
        Q_EMIT readyRead();
    }
}

void Transport::onBytesWritten()
{
    updateWatchdog();
    if (m_phase == Phase::Open) {
        Q_EMIT bytesWritten();
    }
}

bool Transport::isEncrypted() const
{
    return m_phase == Phase::Open && m_socket->isEncrypted();
}

QByteArray Transport::readAll()
{
    if (m_phase == Phase::Failed) {
        return std::exchange(m_rest, {});
    }
    return m_phase == Phase::Open ? m_socket->readAll() : QByteArray();
}

qint64 Transport::bytesAvailable() const
{
    if (m_phase == Phase::Failed) {
        return m_rest.size();
    }
    return m_phase == Phase::Open ? m_socket->bytesAvailable() : 0;
}

void Transport::write(const QByteArray &bytes)
{
    if (m_phase == Phase::Open) {
        m_socket->write(bytes);
    }
}

qint64 Transport::bytesToWrite() const
{
    return m_phase == Phase::Open ? m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite() : 0;
}

void Transport::expectAnswer(bool expected)
{
    m_answerExpected = expected;
    updateWatchdog();
}

void Transport::updateWatchdog()
{
    const bool connecting = m_phase == Phase::Connecting || m_phase == Phase::Handshaking;
    if (connecting || (m_phase == Phase::Open && m_answerExpected)) {
        m_watchdog.start(timeout());
    } else {
        m_watchdog.stop();
    }
}

void Transport::onWatchdog()
{
    // The server answered; it is us who did not take it yet.
    if (bytesAvailable() > 0) {
        updateWatchdog();
        return;
    }
    fail(makeError(ErrorKind::Timeout, u"no answer within %1 ms"_s.arg(timeout())));
}

void Transport::abort()
{
    retireSocket();
    m_phase = Phase::Idle;
    m_answerExpected = false;
    m_rest.clear();
    m_failure.reset();
    updateWatchdog();
}

void Transport::fail(const Error &error)
{
    if (m_phase == Phase::Idle || m_phase == Phase::Failed) {
        return;
    }
    // Bytes that came during a handshake are no answer to anything.
    m_rest = m_phase == Phase::Open ? m_socket->readAll() : QByteArray();
    m_phase = Phase::Failed;
    m_failure = error;
    updateWatchdog();
    retireSocket();
    QMetaObject::invokeMethod(this, &Transport::reportFailure, Qt::QueuedConnection);
}

void Transport::reportFailure()
{
    // abort() or another open() may have come between.
    if (const auto failure = std::exchange(m_failure, std::nullopt)) {
        Q_EMIT failed(*failure);
    }
}

const std::optional<CertificateProblem> &Transport::certificateProblem() const
{
    return m_problem;
}

}

#include "moc_transport.cpp"
