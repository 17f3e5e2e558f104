// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imaptunnel.h"

#include "net/imaplog.h"

#include <QRandomGenerator>
#include <QTcpSocket>

#include <openssl/crypto.h>

#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr qint64 maxBuffered = 512 * 1024;
static constexpr qsizetype maxGuests = 16;
static constexpr qint64 maxLoginLine = 256;
static constexpr int pairingTimeout = 10'000;
// KIMAP waits 30 seconds for the rest of a response, and then loses its place in the stream without telling.
static constexpr int stallTimeout = 25'000;

static QString randomToken()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(words.data()), sizeof(words)).toHex());
}

ImapTunnel::ImapTunnel(Transport *transport, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
    , m_token(randomToken())
{
    m_pairing.setSingleShot(true);
    m_stall.setSingleShot(true);
    connect(&m_server, &QTcpServer::newConnection, this, &ImapTunnel::onNewConnection);
    connect(&m_pairing, &QTimer::timeout, this, [this] {
        fail(makeError(ErrorKind::ConnectionLost, u"KIMAP did not connect to the tunnel"_s));
    });
    connect(&m_stall, &QTimer::timeout, this, [this] {
        fail(makeError(ErrorKind::Timeout, u"the server stopped in the middle of a response"_s));
    });
    connect(m_transport, &Transport::readyRead, this, &ImapTunnel::toKimap);
    connect(m_transport, &Transport::bytesWritten, this, &ImapTunnel::toServer);
    connect(m_transport, &Transport::failed, this, &ImapTunnel::onTransportFailed);
}

ImapTunnel::~ImapTunnel()
{
    abort();
}

Result<void> ImapTunnel::listen(const QByteArray &alreadyRead)
{
    m_alreadyRead = alreadyRead;
    if (!m_server.listen(QHostAddress(QHostAddress::LocalHost), 0)) {
        return Konto::fail(ErrorKind::Network, u"no port on the loopback interface: "_s + m_server.errorString());
    }
    m_pairing.start(pairingTimeout);
    return {};
}

quint16 ImapTunnel::port() const
{
    return m_server.serverPort();
}

QString ImapTunnel::userName()
{
    return u"konto"_s;
}

const QString &ImapTunnel::token() const
{
    return m_token;
}

void ImapTunnel::onNewConnection()
{
    while (QTcpSocket *guest = m_server.nextPendingConnection()) {
        if (m_guests.size() >= maxGuests) {
            dropGuest(m_guests.first());
        }
        m_guests << guest;
        guest->setReadBufferSize(maxBuffered);
        connect(guest, &QTcpSocket::readyRead, this, [this, guest] {
            onGuestBytes(guest);
        });
        connect(guest, &QTcpSocket::disconnected, this, [this, guest] {
            dropGuest(guest);
        });
        guest->write("* OK konto\r\n");
    }
}

void ImapTunnel::dropGuest(QTcpSocket *guest)
{
    m_guests.removeAll(guest);
    guest->disconnect(this);
    guest->abort();
    guest->deleteLater();
}

void ImapTunnel::onGuestBytes(QTcpSocket *guest)
{
    if (!guest->canReadLine()) {
        if (guest->bytesAvailable() > maxLoginLine) {
            dropGuest(guest);
        }
        return;
    }
    const QByteArray line = guest->readLine(maxLoginLine);
    const qsizetype space = line.indexOf(' ');
    const QByteArray tag = line.first(std::max<qsizetype>(space, 0));
    // The only command there is, spelt as KIMAP spells it.
    const QByteArray expected = tag + " LOGIN \"" + userName().toLatin1() + "\" \"" + m_token.toLatin1() + "\"\r\n";
    const bool right = space > 0 && space < 32 && line.size() == expected.size() && CRYPTO_memcmp(line.constData(), expected.constData(), line.size()) == 0;
    if (right) {
        pair(guest, tag);
    } else {
        qCWarning(imapLog) << "somebody else tried the tunnel and was refused";
        dropGuest(guest);
    }
}

void ImapTunnel::pair(QTcpSocket *guest, const QByteArray &tag)
{
    m_pairing.stop();
    m_guests.removeAll(guest);
    guest->disconnect(this);
    m_kimap = guest;
    m_kimap->setParent(this); // the server, its parent so far, is closed
    m_server.close();
    for (const auto &other : std::exchange(m_guests, {})) {
        dropGuest(other);
    }
    connect(m_kimap, &QTcpSocket::readyRead, this, &ImapTunnel::toServer);
    connect(m_kimap, &QTcpSocket::bytesWritten, this, &ImapTunnel::toKimap);
    connect(m_kimap, &QTcpSocket::disconnected, this, &ImapTunnel::onKimapGone);
    m_kimap->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_kimap->write(tag + " OK welcome\r\n");
    toKimap();
    toServer();
}

void ImapTunnel::toKimap()
{
    if (!m_kimap || m_over) {
        return;
    }
    QByteArray out;
    while (m_kimap->bytesToWrite() < maxBuffered) {
        const QByteArray bytes = m_alreadyRead.isEmpty() ? m_transport->readAll() : std::exchange(m_alreadyRead, {});
        if (bytes.isEmpty()) {
            break;
        }
        out.resize(0);
        if (!m_scanner.feed(bytes, out)) {
            fail(makeError(ErrorKind::Nonsense, m_scanner.complaint()));
            return;
        }
        m_kimap->write(out);
    }
    // When KIMAP is the slow one, it is not the server who stalls.
    if (m_scanner.isMidResponse() && m_kimap->bytesToWrite() < maxBuffered) {
        m_stall.start(std::min(stallTimeout, Transport::timeout()));
    } else {
        m_stall.stop();
    }
}

void ImapTunnel::toServer()
{
    if (!m_kimap || m_over) {
        return;
    }
    while (m_kimap->bytesAvailable() > 0 && m_transport->bytesToWrite() < maxBuffered) {
        const QByteArray bytes = m_kimap->read(maxBuffered);
        qCDebug(imapTrace).noquote() << "C:" << bytes.trimmed();
        m_transport->write(bytes);
    }
}

void ImapTunnel::onKimapGone()
{
    fail(makeError(ErrorKind::Nonsense, u"KIMAP closed the connection"_s));
}

void ImapTunnel::onTransportFailed(const Error &error)
{
    // What came before the end still counts: an OK and the close behind it often arrive together.
    while (m_kimap && !m_over && m_transport->bytesAvailable() > 0) {
        QByteArray out;
        if (!m_scanner.feed(m_transport->readAll(), out)) {
            break;
        }
        m_kimap->write(out);
    }
    const auto &farewell = m_scanner.farewell();
    // RFC 9051 section 7.1.5: BYE says why.
    fail(farewell && error.kind == ErrorKind::ConnectionLost ? imapCommandError(*farewell) : error);
}

void ImapTunnel::fail(const Error &error)
{
    if (std::exchange(m_over, true)) {
        return;
    }
    m_stall.stop();
    m_pairing.stop();
    m_server.close();
    m_transport->disconnect(this);
    m_transport->abort();
    if (m_kimap) {
        m_kimap->disconnect(this);
        m_kimap->disconnectFromHost();
    }
    Q_EMIT failed(error);
}

ImapScanner &ImapTunnel::scanner()
{
    return m_scanner;
}

void ImapTunnel::abort()
{
    m_over = true;
    m_stall.stop();
    m_pairing.stop();
    m_transport->disconnect(this);
    m_server.close();
    for (const auto &guest : std::exchange(m_guests, {})) {
        dropGuest(guest);
    }
    if (m_kimap) {
        m_kimap->disconnect(this);
        m_kimap->abort();
    }
}

}

#include "moc_imaptunnel.cpp"
