// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "scriptedserver.h"

#include <QRegularExpression>
#include <QScopedValueRollback>
#include <QStringBuilder>
#include <QTest>

ScriptedServer::ScriptedServer(QObject *parent)
    : QTcpServer(parent)
{
    if (!listen(QHostAddress::LocalHost, 0)) {
        qFatal("cannot listen on the loopback interface");
    }
}

ScriptedServer::ScriptedServer(const QByteArrayList &script, QObject *parent)
    : ScriptedServer(parent)
{
    addScript(script);
}

ScriptedServer::~ScriptedServer() = default;

void ScriptedServer::addScript(const QByteArrayList &script)
{
    m_scripts.append(script);
}

void ScriptedServer::setCertificate(const TestCertificate &certificate)
{
    m_certificate = certificate;
}

const TestCertificate &ScriptedServer::certificate()
{
    if (!m_certificate) {
        m_certificate = TestCertificate::selfSigned();
    }
    return *m_certificate;
}

void ScriptedServer::askForCertificate(const QSslCertificate &authority)
{
    m_clientAuthority = authority;
}

void ScriptedServer::setImplicitTls(bool on)
{
    m_implicitTls = on;
}

bool ScriptedServer::isDone() const
{
    return m_problem.isEmpty() && m_done == m_scripts.size();
}

QByteArray ScriptedServer::state() const
{
    return !m_problem.isEmpty() ? m_problem
        : isDone()              ? QByteArray("done")
                                : QByteArray(QByteArray::number(m_done) % " scripts done, the next waits at: " % m_waitingFor);
}

const QByteArrayList &ScriptedServer::received() const
{
    return m_received;
}

int ScriptedServer::connections() const
{
    return m_connections;
}

void ScriptedServer::complain(const QByteArray &problem)
{
    if (m_problem.isEmpty()) {
        m_problem = problem;
    }
    QTest::qFail(problem.constData(), __FILE__, __LINE__);
}

void ScriptedServer::incomingConnection(qintptr descriptor)
{
    const int number = m_connections++;
    if (number >= m_scripts.size()) {
        complain("a connection that no script is for");
        return;
    }
    QByteArrayList script = m_scripts.at(number);
    if (m_implicitTls) {
        script.prepend("T");
    }
    new ScriptedConnection(descriptor, script, this);
}

ScriptedConnection::ScriptedConnection(qintptr descriptor, const QByteArrayList &script, ScriptedServer *server)
    : QObject(server)
    , m_server(server)
    , m_script(script)
{
    m_socket.setSocketDescriptor(descriptor);
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(&m_socket, &QSslSocket::readyRead, this, &ScriptedConnection::play);
    connect(&m_socket, &QSslSocket::disconnected, this, &ScriptedConnection::play);
    connect(&m_socket, &QSslSocket::encrypted, this, [this] {
        m_handshaking = false;
        play();
    });
    QMetaObject::invokeMethod(this, &ScriptedConnection::play, Qt::QueuedConnection);
}

ScriptedConnection::~ScriptedConnection()
{
    m_socket.disconnect(this); // it says that it disconnects when destroyed
}

void ScriptedConnection::play()
{
    // Closing the socket signals, and comes back here.
    if (m_handshaking || m_playing) {
        return;
    }
    const QScopedValueRollback<bool> playing(m_playing, true);
    if (m_socket.isOpen()) {
        m_input += m_socket.readAll();
    }
    while (!m_script.isEmpty()) {
        m_server->m_waitingFor = m_script.first();
        if (!playStep(m_script.first())) {
            flush();
            return;
        }
        m_script.removeFirst();
    }
    flush();
    atEnd();
}

void ScriptedConnection::atEnd()
{
    if (!m_ended) {
        m_ended = true;
        ++m_server->m_done;
    }
    if (!m_input.isEmpty() && !m_silent) {
        m_server->complain("after the end of the script the client said: " + m_input);
        m_socket.abort();
    }
}

void ScriptedConnection::flush()
{
    if (m_socket.state() == QAbstractSocket::ConnectedState) {
        m_socket.write(std::exchange(m_output, {}));
    }
}

/// What R steps write: \r \n \t \0 \\ and \xNN.
static QByteArray unescape(const QByteArray &text)
{
    QByteArray result;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text.at(at) != '\\' || at + 1 == text.size()) {
            result += text.at(at);
            continue;
        }
        const char c = text.at(++at);
        if (c == 'x') {
            result += QByteArray::fromHex(text.sliced(at + 1, 2));
            at += 2;
        } else {
            result += c == 'r' ? '\r' : c == 'n' ? '\n' : c == 't' ? '\t' : c == '0' ? '\0' : c;
        }
    }
    return result;
}

bool ScriptedConnection::playStep(const QByteArray &step)
{
    if (step.startsWith("S: ")) {
        m_output += step.sliced(3) + "\r\n";
    } else if (step.startsWith("R: ")) {
        m_output += unescape(step.sliced(3));
    } else if (step.startsWith("C# ")) {
        return expectBytes(step.sliced(3).toLongLong());
    } else if (step.startsWith('C') && step != "CUT") {
        return expectLine(step);
    } else if (step == "T") {
        startTls();
    } else if (step == "X") {
        flush();
        m_socket.disconnectFromHost();
    } else if (step == "CUT") {
        m_socket.abort();
    } else if (step == "WAIT") {
        m_silent = true;
        m_input.clear();
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    } else {
        m_server->complain("not a step: " + step);
    }
    return !m_handshaking;
}

/// The handshake is a step of its own: it replaces itself by nothing and waits for encrypted().
void ScriptedConnection::startTls()
{
    flush();
    m_handshaking = true;
    m_script.first() = "R: ";
    m_socket.setLocalCertificate(m_server->certificate().certificate);
    m_socket.setPrivateKey(m_server->certificate().key);
    if (!m_server->m_clientAuthority.isNull()) {
        QSslConfiguration configuration = m_socket.sslConfiguration();
        configuration.setCaCertificates({m_server->m_clientAuthority});
        configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
        m_socket.setSslConfiguration(configuration);
    }
    m_socket.startServerEncryption();
}

static bool matches(const QByteArray &step, const QByteArray &line)
{
    if (step.startsWith("C~ ")) {
        const auto pattern = QRegularExpression::anchoredPattern(QString::fromLatin1(step.sliced(3)));
        return QRegularExpression(pattern).match(QString::fromLatin1(line)).hasMatch();
    }
    return step == "C: *" || step == "C: " + line;
}

bool ScriptedConnection::expectLine(const QByteArray &step)
{
    const qsizetype end = m_input.indexOf("\r\n");
    if (end < 0) {
        return false;
    }
    const QByteArray line = m_input.first(end);
    m_input.remove(0, end + 2);
    m_server->m_received.append(line);
    if (!matches(step, line)) {
        m_server->complain("expected " + step + ", but the client said: " + line);
        m_script = {step};
        m_socket.abort();
        return false;
    }
    return true;
}

bool ScriptedConnection::expectBytes(qsizetype count)
{
    if (m_input.size() < count) {
        return false;
    }
    m_input.remove(0, count);
    return true;
}
