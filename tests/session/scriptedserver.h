// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "testcertificate.h"

#include <QByteArrayList>
#include <QPointer>
#include <QSslSocket>
#include <QTcpServer>

#include <optional>

/// A server that plays a script, for any protocol made of lines, on a free port of the loopback interface. It lives
/// in the test's thread and needs only its event loop. The client saying anything the script does not expect
/// fails the running test (QTest) and closes the connection.
///
/// A script is a list of steps, gone through in order:
///
///     "S: text"   send the text and CRLF. Neighbouring S, R steps go out in one write. Any bytes are allowed.
///     "R: text"   send the text without CRLF. In it \r \n \t \0 \\ and \xNN mean what they do in C.
///     "C: text"   expect exactly this line (its CRLF taken off)
///     "C: *"      expect any line
///     "C~ regexp" expect a line that the regular expression matches as a whole
///     "C# 123"    expect this many bytes, whatever they are (an IMAP literal)
///     "T"         TLS handshake as a server
///     "X"         close the connection in order
///     "CUT"       cut it: what is not yet sent is lost
///     "WAIT"      say nothing any more, take whatever the client sends, until it goes
///
/// After the last step the connection stays open, and the client may close it but not speak.
/// The first connection plays the first script added, the second the second, and so on; one more connection than
/// there are scripts fails the test.
class ScriptedServer : public QTcpServer
{
    Q_OBJECT

public:
    explicit ScriptedServer(QObject *parent = nullptr);
    ScriptedServer(const QByteArrayList &script, QObject *parent = nullptr);
    ~ScriptedServer() override;

    void addScript(const QByteArrayList &script);
    /// For T and for implicit TLS. A self-signed one for localhost when not set.
    void setCertificate(const TestCertificate &certificate);
    [[nodiscard]] const TestCertificate &certificate();
    /// In handshakes the client has to show a certificate that this authority signed.
    void askForCertificate(const QSslCertificate &authority);
    /// Every connection begins with the handshake, before the script.
    void setImplicitTls(bool on);

    /// Whether all scripts were played to the end, and nothing unexpected came. Use with QTRY_VERIFY2.
    [[nodiscard]] bool isDone() const;
    /// What it is waiting for, or what went wrong; for messages.
    [[nodiscard]] QByteArray state() const;
    /// Everything the clients said, line by line.
    [[nodiscard]] const QByteArrayList &received() const;
    /// How many connections came.
    [[nodiscard]] int connections() const;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    friend class ScriptedConnection;
    void complain(const QByteArray &problem);

    QList<QByteArrayList> m_scripts;
    std::optional<TestCertificate> m_certificate;
    QSslCertificate m_clientAuthority;
    bool m_implicitTls = false;
    int m_connections = 0;
    int m_done = 0;
    QByteArrayList m_received;
    QByteArray m_problem;
    QByteArray m_waitingFor;
};

/// One connection of a ScriptedServer.
class ScriptedConnection : public QObject
{
    Q_OBJECT

public:
    ScriptedConnection(qintptr descriptor, const QByteArrayList &script, ScriptedServer *server);
    ~ScriptedConnection() override;

private:
    void play();
    /// False: the step has to wait.
    [[nodiscard]] bool playStep(const QByteArray &step);
    [[nodiscard]] bool expectLine(const QByteArray &step);
    [[nodiscard]] bool expectBytes(qsizetype count);
    void startTls();
    void flush();
    void atEnd();

    ScriptedServer *const m_server;
    QSslSocket m_socket;
    QByteArrayList m_script;
    QByteArray m_input;
    QByteArray m_output;
    bool m_playing = false;
    bool m_handshaking = false;
    bool m_silent = false;
    bool m_ended = false;
};
