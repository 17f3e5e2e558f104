// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "scriptedserver.h"
#include "transportlistener.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>

class TransportTlsTest : public QObject
{
    Q_OBJECT

private:
    static Result<TlsIdentity> read(const QByteArray &bytes, const QString &passphrase)
    {
        QTemporaryFile file;
        if (!file.open() || file.write(bytes) != bytes.size() || !file.flush()) {
            return fail(ErrorKind::Storage);
        }
        return TlsIdentity::read(file.fileName(), Secret(passphrase));
    }

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "20000");
    }

    void trustedCertificate()
    {
        const TestAuthority authority;
        ScriptedServer server({"S: hello"});
        server.setCertificate(authority.issue({}));
        server.setImplicitTls(true);
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::Tls}, {});
        QTRY_COMPARE(listener.received, "hello\r\n");
        QVERIFY(transport.isEncrypted());
        QVERIFY(!transport.certificateProblem());
        QVERIFY(listener.failures.isEmpty());
    }

    void certificates_data()
    {
        QTest::addColumn<TestCertificate::Request>("request");
        QTest::addColumn<bool>("signedByAuthority");

        QTest::newRow("self-signed") << TestCertificate::Request{} << false;
        QTest::newRow("another name") << TestCertificate::Request{.names = "DNS:mail.example.org"} << true;
        QTest::newRow("expired") << TestCertificate::Request{.validFromDays = -20, .validToDays = -10} << true;
        QTest::newRow("not yet valid") << TestCertificate::Request{.validFromDays = 10} << true;
        QTest::newRow("all at once") << TestCertificate::Request{.names = "DNS:mail.example.org", .validFromDays = -20, .validToDays = -10} << false;
    }

    void certificates()
    {
        QFETCH(const TestCertificate::Request, request);
        QFETCH(const bool, signedByAuthority);
        const TestAuthority authority;
        const TestCertificate certificate = signedByAuthority ? authority.issue(request) : TestCertificate::selfSigned(request);

        // Not accepted, and not with another key pinned either.
        QByteArray digest;
        for (const QByteArrayList &pins : {QByteArrayList{}, QByteArrayList{QByteArray(64, '0'), {}}}) {
            ScriptedServer server({"S: hello"});
            server.setCertificate(certificate);
            server.setImplicitTls(true);
            Transport transport;
            Listener listener(&transport);
            transport.open({u"localhost"_s, server.serverPort(), Security::Tls}, pins);
            QTRY_COMPARE(listener.failures, QStringList{u"Certificate"_s});
            QCOMPARE(listener.opened, 0);
            QCOMPARE(listener.received, QByteArray());
            QVERIFY(transport.certificateProblem());
            QVERIFY(!transport.certificateProblem()->reasons.isEmpty());
            QCOMPARE(transport.certificateProblem()->subject, u"Konto test server"_s);
            digest = transport.certificateProblem()->keyDigest;
        }
        QCOMPARE(digest, QCryptographicHash::hash(certificate.certificate.publicKey().toDer(), QCryptographicHash::Sha256).toHex());

        ScriptedServer server({"S: hello"});
        server.setCertificate(certificate);
        server.setImplicitTls(true);
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::Tls}, {digest.toUpper()});
        QTRY_COMPARE(listener.received, "hello\r\n");
        QVERIFY(transport.isEncrypted());
        QVERIFY(listener.failures.isEmpty());
    }

    void pinsAnswerOnlyWhatTheyCan()
    {
        const TestCertificate certificate = TestCertificate::selfSigned();
        const QByteArrayList pins{TlsPolicy::keyDigest(certificate.certificate)};
        const QSslError selfSigned(QSslError::SelfSignedCertificate, certificate.certificate);
        const QSslError revoked(QSslError::CertificateRevoked, certificate.certificate);
        const QSslError broken(QSslError::CertificateSignatureFailed, certificate.certificate);
        QVERIFY(TlsPolicy::isPinned(certificate.certificate, {selfSigned}, pins));
        QVERIFY(!TlsPolicy::isPinned(certificate.certificate, {selfSigned, revoked}, pins));
        QVERIFY(!TlsPolicy::isPinned(certificate.certificate, {broken}, pins));
        QVERIFY(!TlsPolicy::isPinned(QSslCertificate(), {selfSigned}, {QByteArray()}));
        QVERIFY(TlsPolicy::describe(certificate.certificate, {revoked}).keyDigest.isEmpty());
    }

    void clientCertificate_data()
    {
        QTest::addColumn<bool>("pkcs12");
        QTest::addColumn<QString>("passphrase");
        QTest::newRow("PEM") << false << QString();
        QTest::newRow("PEM, encrypted") << false << u"gehäim"_s;
        QTest::newRow("PKCS #12") << true << u"gehäim"_s;
        QTest::newRow("PKCS #12, empty passphrase") << true << QString();
    }

    void clientCertificate()
    {
        QFETCH(const bool, pkcs12);
        QFETCH(const QString, passphrase);
        const TestAuthority authority;
        const TestCertificate mine = authority.issue({});
        const auto identity = read(pkcs12 ? mine.toPkcs12File(passphrase.toUtf8()) : mine.toPemFile(passphrase.toUtf8()), passphrase);
        QVERIFY2(identity, identity ? "" : qPrintable(identity.error().detail));
        QCOMPARE(identity->chain, QList{mine.certificate});

        ScriptedServer server({"S: hello"});
        server.setCertificate(authority.issue({}));
        server.askForCertificate(authority.certificate());
        server.setImplicitTls(true);
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::Tls}, {}, *identity);
        QTRY_COMPARE(listener.received, "hello\r\n");
        QVERIFY(listener.failures.isEmpty());
    }

    void certificateFiles_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("passphrase");
        QTest::addColumn<QString>("expected");
        const TestCertificate mine = TestCertificate::selfSigned();
        const TestCertificate other = TestCertificate::selfSigned();
        QTest::newRow("PEM, wrong") << mine.toPemFile("right") << u"wrong"_s << u"WrongPassword"_s;
        QTest::newRow("PEM, none") << mine.toPemFile("right") << QString() << u"NoPassword"_s;
        QTest::newRow("PKCS #12, wrong") << mine.toPkcs12File("right") << u"wrong"_s << u"WrongPassword"_s;
        QTest::newRow("PKCS #12, none") << mine.toPkcs12File("right") << QString() << u"NoPassword"_s;
        QTest::newRow("empty") << QByteArray() << QString() << u"CertificateFile"_s;
        QTest::newRow("garbage") << QByteArray("hello\0world", 11) << QString() << u"CertificateFile"_s;
        QTest::newRow("no key") << mine.certificate.toPem() << QString() << u"CertificateFile"_s;
        QTest::newRow("no certificate") << mine.key.toPem() << QString() << u"CertificateFile"_s;
        QTest::newRow("another's key") << mine.certificate.toPem() + other.key.toPem() << QString() << u"CertificateFile"_s;
        QTest::newRow("cut") << mine.toPkcs12File("right").chopped(20) << u"right"_s << u"CertificateFile"_s;
    }

    void certificateFiles()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QString, passphrase);
        QFETCH(const QString, expected);
        const auto identity = read(file, passphrase);
        QVERIFY(!identity);
        QCOMPARE(toString(identity.error().kind), expected);
        QVERIFY(!identity.error().detail.isEmpty());
        QCOMPARE(identity.error().retry, Retry::Never);
    }

    void noCertificateFile()
    {
        const auto identity = TlsIdentity::read(u"/nonexistent/me.pem"_s, {});
        QVERIFY(!identity);
        QCOMPARE(toString(identity.error().kind), u"CertificateFile"_s);
        QVERIFY(!identity.error().detail.isEmpty());
    }

    void serverRejectsTheCertificate_data()
    {
        QTest::addColumn<bool>("shown");
        QTest::addColumn<QString>("tls");
        QTest::addColumn<QString>("expected");
        QTest::newRow("TLS 1.2") << true << u"-tls1_2"_s << u"WrongPassword"_s;
        QTest::newRow("TLS 1.3") << true << u"-tls1_3"_s << u"WrongPassword"_s;
        QTest::newRow("TLS 1.2, none shown") << false << u"-tls1_2"_s << u"TlsUnavailable"_s; // says no more than "handshake failure"
        QTest::newRow("TLS 1.3, none shown") << false << u"-tls1_3"_s << u"Refused"_s;
    }

    /// By OpenSSL's own server: Qt's sends no alert.
    void serverRejectsTheCertificate()
    {
        QFETCH(const bool, shown);
        QFETCH(const QString, tls);
        QFETCH(const QString, expected);
        const TestCertificate server = TestCertificate::selfSigned();
        QTemporaryDir directory;
        QFile file(directory.filePath(u"server.pem"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(server.toPemFile()) > 0 && file.flush());
        QProcess process;
        process.start(u"openssl"_s,
                      {u"s_server"_s, tls, u"-accept"_s, u"127.0.0.1:0"_s, u"-cert"_s, file.fileName(), u"-Verify"_s, u"1"_s, u"-verify_return_error"_s});
        QByteArray said;
        QTRY_VERIFY((said += process.readAllStandardOutput()).contains("ACCEPT 127.0.0.1:"));
        QTRY_VERIFY((said += process.readAllStandardOutput()).indexOf('\n', said.indexOf("ACCEPT")) > 0);
        const quint16 port = said.sliced(said.indexOf("ACCEPT 127.0.0.1:") + 17).split('\n').first().trimmed().toUShort();

        const auto identity = shown ? read(TestCertificate::selfSigned().toPemFile(), {}) : Result<TlsIdentity>(TlsIdentity{});
        QVERIFY(identity);
        Transport transport;
        Listener listener(&transport);
        transport.open({u"127.0.0.1"_s, port, Security::Tls}, {TlsPolicy::keyDigest(server.certificate)}, *identity);
        QTRY_COMPARE(listener.failures, QStringList{expected});
        process.kill();
        process.waitForFinished();
    }

    void clearTextWhereTlsWasExpected()
    {
        ScriptedServer server({"S: +OK I speak in clear", "WAIT"});
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::Tls}, {});
        QTRY_COMPARE(listener.failures, QStringList{u"WrongProtocol"_s});
        QCOMPARE(listener.opened, 0);
    }

    void startTls()
    {
        const TestAuthority authority;
        ScriptedServer server({"S: hello", "C: tls please", "S: go on", "T", "C: secret", "S: heard"});
        server.setCertificate(authority.issue({}));
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::StartTls}, {});
        QTRY_COMPARE(listener.received, "hello\r\n");
        transport.write("tls please\r\n");
        QTRY_COMPARE(listener.received, "hello\r\ngo on\r\n");
        transport.startTls();
        QTRY_COMPARE(listener.opened, 2);
        QVERIFY(transport.isEncrypted());
        transport.write("secret\r\n");
        QTRY_COMPARE(listener.received, "hello\r\ngo on\r\nheard\r\n");
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void injectionBeforeStartTls()
    {
        ScriptedServer server({"S: hello", "S: injected", "WAIT"});
        Transport transport;
        QStringList failures;
        connect(&transport, &Transport::failed, this, [&failures](const Error &error) {
            failures.append(toString(error.kind));
        });
        // Reads one line only, as if the second had come between reading and the handshake.
        connect(&transport, &Transport::readyRead, &transport, &Transport::startTls);
        transport.open({u"localhost"_s, server.serverPort(), Security::StartTls}, {});
        QTRY_COMPARE(failures, QStringList{u"Nonsense"_s});
        QVERIFY(!transport.isEncrypted());
        QCOMPARE(transport.readAll(), QByteArray());
    }

    void cutInTheHandshake()
    {
        ScriptedServer server({"CUT"});
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::Tls}, {});
        QTRY_COMPARE(listener.failures, QStringList{u"ConnectionLost"_s});
        QCOMPARE(listener.opened, 0);
    }
};

QTEST_GUILESS_MAIN(TransportTlsTest)

#include "transporttlstest.moc"
