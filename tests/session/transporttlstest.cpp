// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "scriptedserver.h"
#include "transportlistener.h"

#include <QSignalSpy>
#include <QTest>

class TransportTlsTest : public QObject
{
    Q_OBJECT

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
