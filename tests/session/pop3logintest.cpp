// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "pop3sessionfixture.h"

#include <QLoggingCategory>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTemporaryFile>

static QStringList logged;

static void noteMessage(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged.append(message);
}

class Pop3LoginTest : public Pop3SessionFixture
{
    Q_OBJECT

private Q_SLOTS:
    void userAndPass()
    {
        ScriptedServer server(login + QByteArrayList{"C: QUIT", "S: +OK bye", "X"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        outcome.clear();
        note(session->quit());
        QTRY_COMPARE(outcome, u"ok"_s);
        QTRY_VERIFY2(server.isDone(), server.state().constData());
    }

    void withoutCapa()
    {
        ScriptedServer server({"S: +OK", "C: CAPA", "S: -ERR unknown", "C: USER mrose", "S: +OK", "C: PASS tanstaaf", "S: +OK"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
    }

    void implicitTls()
    {
        ScriptedServer server(login);
        server.setImplicitTls(true);
        open(server, Security::Tls, {TlsPolicy::keyDigest(server.certificate().certificate)});
        QTRY_COMPARE(outcome, u"ok"_s);
    }

    void untrustedCertificate()
    {
        ScriptedServer server(login);
        server.setImplicitTls(true);
        open(server, Security::Tls);
        QTRY_COMPARE(outcome, u"Certificate"_s);
        QVERIFY(session->certificateProblem());
        QCOMPARE(session->certificateProblem()->keyDigest, TlsPolicy::keyDigest(server.certificate().certificate));
        QVERIFY(server.received().isEmpty());
    }

    /// What was said before TLS is forgotten: here that there is PLAIN only.
    void startTls()
    {
        const QByteArrayList script =
            QByteArrayList{"S: +OK", "C: CAPA", "S: +OK", "S: STLS", "S: SASL PLAIN", "S: .", "C: STLS", "S: +OK begin", "T"} + login.sliced(1);
        ScriptedServer server(script);
        open(server, Security::StartTls, {TlsPolicy::keyDigest(server.certificate().certificate)});
        QTRY_COMPARE(outcome, u"ok"_s);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// None of these may ever see the user's name or password.
    void startTlsFails_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<QString>("expected");
        const QByteArrayList offered{"S: +OK", "C: CAPA", "S: +OK", "S: STLS", "S: USER", "S: .", "C: STLS"};

        QTest::newRow("not offered") << QByteArrayList{"S: +OK", "C: CAPA", "S: +OK", "S: USER", "S: ."} << u"TlsUnavailable"_s;
        QTest::newRow("no CAPA") << QByteArrayList{"S: +OK", "C: CAPA", "S: -ERR"} << u"TlsUnavailable"_s;
        QTest::newRow("refused") << offered + QByteArrayList{"S: -ERR not now"} << u"TlsUnavailable"_s;
        QTest::newRow("injection") << offered + QByteArrayList{"S: +OK begin", "S: +OK injected", "WAIT"} << u"Nonsense"_s;
        QTest::newRow("untrusted") << offered + QByteArrayList{"S: +OK begin", "T"} << u"Certificate"_s;
        QTest::newRow("clear text goes on") << offered + QByteArrayList{"S: +OK begin", "WAIT"} << u"Timeout"_s;
    }

    void startTlsFails()
    {
        QFETCH(const QByteArrayList, script);
        QFETCH(const QString, expected);
        qputenv("KONTO_TIMEOUT_MS", "500");
        ScriptedServer server(script);
        open(server, Security::StartTls);
        QTRY_COMPARE(outcome, expected);
        for (const QByteArray &line : server.received()) {
            QVERIFY(line == "CAPA" || line == "STLS");
        }
    }

    void saslChoice_data()
    {
        QTest::addColumn<QByteArrayList>("capabilities");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QByteArrayList>("dialog");

        const QByteArrayList userPass{"C: USER mrose", "S: +OK", "C: PASS tanstaaf", "S: +OK"};
        QTest::newRow("PLAIN and USER") << QByteArrayList{"S: USER", "S: SASL PLAIN LOGIN"} << u"tanstaaf"_s << userPass;
        QTest::newRow("nothing named") << QByteArrayList{"S: TOP"} << u"tanstaaf"_s << userPass;
        QTest::newRow("PLAIN without USER") << QByteArrayList{"S: SASL PLAIN"} << u"tanstaaf"_s
                                            << QByteArrayList{"C: AUTH PLAIN AG1yb3NlAHRhbnN0YWFm", "S: +OK"};
        QTest::newRow("PLAIN for UTF-8") << QByteArrayList{"S: USER", "S: SASL PLAIN"} << u"ä"_s << QByteArrayList{"C: AUTH PLAIN AG1yb3NlAMOk", "S: +OK"};
        QTest::newRow("PLAIN, long") << QByteArrayList{"S: SASL PLAIN"} << QString(200, u'x')
                                     << QByteArrayList{"C: AUTH PLAIN", "S: + ", "C~ AG1yb3NlA.{200,}", "S: +OK"};
        QTest::newRow("LOGIN only") << QByteArrayList{"S: SASL LOGIN"} << u"tanstaaf"_s
                                    << QByteArrayList{"C: AUTH LOGIN", "S: + VXNlcm5hbWU6", "C: bXJvc2U=", "S: + UGFzc3dvcmQ6", "C: dGFuc3RhYWY=", "S: +OK"};
        QTest::newRow("CRAM-MD5") << QByteArrayList{"S: USER", "S: SASL PLAIN CRAM-MD5"} << u"tanstaaf"_s
                                  << QByteArrayList{"C: AUTH CRAM-MD5",
                                                    "S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+",
                                                    "C~ bXJvc2Ug.*",
                                                    "S: +OK"};
    }

    void saslChoice()
    {
        QFETCH(const QByteArrayList, capabilities);
        QFETCH(const QString, password);
        QFETCH(const QByteArrayList, dialog);
        ScriptedServer server(QByteArrayList{"S: +OK", "C: CAPA", "S: +OK"} + capabilities + QByteArrayList{"S: ."} + dialog + afterLogin);
        open(server, Security::None, {}, password);
        QTRY_COMPARE(outcome, u"ok"_s);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void secretsStayOutOfTheLog_data()
    {
        saslChoice_data();
    }

    void secretsStayOutOfTheLog()
    {
        QFETCH(const QString, password);
        QFETCH(const QByteArrayList, capabilities);
        QFETCH(const QByteArrayList, dialog);
        ScriptedServer server(QByteArrayList{"S: +OK", "C: CAPA", "S: +OK"} + capabilities + QByteArrayList{"S: ."} + dialog + afterLogin);
        QLoggingCategory::setFilterRules(u"org.kde.konto.*=true"_s);
        logged.clear();
        const auto restore = qScopeGuard([before = qInstallMessageHandler(noteMessage)] {
            qInstallMessageHandler(before);
            QLoggingCategory::setFilterRules({});
        });
        open(server, Security::None, {}, password);
        QTRY_COMPARE(outcome, u"ok"_s);

        const QString all = logged.join(u'\n');
        QVERIFY(all.contains("CAPA"_L1));
        QVERIFY(!all.contains(password));
        for (const QByteArray &line : server.received()) {
            const QByteArray payload = line.startsWith("AUTH ") ? line.sliced(5 + line.sliced(5).indexOf(' ') + 1) : line;
            const bool secret = line.startsWith("PASS") || (line.startsWith("AUTH ") && line.count(' ') == 2) || line.contains("AG1yb3NlA");
            QVERIFY(!secret || !all.contains(QString::fromLatin1(payload)));
        }
    }

    /// RFC 2449 section 3: what counts is what the server says after the login.
    void capabilitiesAfterLogin()
    {
        ScriptedServer server(untilPass + QByteArrayList{"S: +OK", "C: CAPA", "S: +OK", "S: TOP", "S: LOGIN-DELAY 60", "S: EXPIRE 7", "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QVERIFY(session->capabilities().top);
        QVERIFY(!session->capabilities().uidl);
        QCOMPARE(session->capabilities().loginDelay, 60);
        QCOMPARE(session->capabilities().expireDays, 7);
    }

    void noCapaAfterLogin()
    {
        ScriptedServer server(untilPass + QByteArrayList{"S: +OK", "C: CAPA", "S: -ERR not now"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QVERIFY(session->capabilities().uidl);
    }

    /// RFC 1939 section 7: a digest where the password would be readable. Never beside something stronger, and not
    /// under TLS where the server takes the password.
    void apop_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::addColumn<QByteArrayList>("capabilities");
        QTest::addColumn<QByteArrayList>("dialog");
        const QByteArrayList userPass{"C: USER mrose", "S: +OK", "C: PASS tanstaaf", "S: +OK"};
        const QByteArrayList apop{"C: APOP mrose c4c9334bac560ecc979e58001b3e22fb", "S: +OK"};
        const QByteArrayList cram{"C: AUTH CRAM-MD5", "S: + PDFAbWFpbD4=", "C~ bXJvc2Ug.*", "S: +OK"};
        QTest::newRow("clear text") << false << QByteArrayList{"S: USER", "S: SASL PLAIN"} << apop;
        QTest::newRow("clear text, CRAM-MD5") << false << QByteArrayList{"S: USER", "S: SASL CRAM-MD5"} << cram;
        QTest::newRow("TLS") << true << QByteArrayList{"S: USER"} << userPass;
        QTest::newRow("TLS, CRAM-MD5") << true << QByteArrayList{"S: SASL CRAM-MD5"} << cram;
        QTest::newRow("TLS, nothing else") << true << QByteArrayList{"S: TOP"} << apop;
    }

    void apop()
    {
        QFETCH(const bool, tls);
        QFETCH(const QByteArrayList, capabilities);
        QFETCH(const QByteArrayList, dialog);
        ScriptedServer server(QByteArrayList{"S: +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>", "C: CAPA", "S: +OK"} + capabilities
                              + QByteArrayList{"S: ."} + dialog + afterLogin);
        server.setImplicitTls(tls);
        open(server, tls ? Security::Tls : Security::None, {TlsPolicy::keyDigest(server.certificate().certificate)});
        QTRY_COMPARE(outcome, u"ok"_s);
    }

    void apopWithoutCapa()
    {
        ScriptedServer server(
            {"S: +OK <1896.697170952@dbc.mtview.ca.us>", "C: CAPA", "S: -ERR", "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb", "S: -ERR no"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"WrongPassword"_s);
    }

    /// Whatever the reason, no weaker mechanism is tried instead.
    void noFallBack_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("expected");
        QTest::newRow("not available") << QByteArray("-ERR mechanism not available") << u"WrongPassword"_s;
        QTest::newRow("wrong") << QByteArray("-ERR [AUTH] no") << u"WrongPassword"_s;
        QTest::newRow("temporarily") << QByteArray("-ERR [SYS/TEMP] no") << u"Unavailable"_s;
    }

    void noFallBack()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QString, expected);
        ScriptedServer server(
            {"S: +OK <1@h>", "C: CAPA", "S: +OK", "S: USER", "S: SASL PLAIN CRAM-MD5 SCRAM-SHA-1", "S: .", "C~ AUTH SCRAM-SHA-1 .*", "S: " + answer});
        open(server, Security::None);
        QTRY_COMPARE(outcome, expected);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// RFC 3206 section 6: where [AUTH] is promised, a refusal without it is not about the password.
    void authResponseCode()
    {
        ScriptedServer server(
            {"S: +OK", "C: CAPA", "S: +OK", "S: USER", "S: AUTH-RESP-CODE", "S: .", "C: USER mrose", "S: +OK", "C: PASS tanstaaf", "S: -ERR not today"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"Refused"_s);
    }

    /// RFC 6856: after TLS and before the login; what the server does not want it refuses.
    void languageAndUtf8()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(u"de_DE"_s));
        const auto restore = qScopeGuard([before] {
            QLocale::setDefault(before);
        });
        ScriptedServer server(QByteArrayList{"S: +OK",
                                             "C: CAPA",
                                             "S: +OK",
                                             "S: STLS",
                                             "S: LANG",
                                             "S: UTF8",
                                             "S: .",
                                             "C: STLS",
                                             "S: +OK",
                                             "T", //
                                             "C: CAPA",
                                             "S: +OK",
                                             "S: USER",
                                             "S: LANG",
                                             "S: UTF8 USER",
                                             "S: .", //
                                             "C: LANG de",
                                             "S: -ERR invalid language",
                                             "C: UTF8",
                                             "S: +OK", //
                                             "C: USER mrose",
                                             "S: +OK",
                                             "C: PASS tanstaaf",
                                             "S: +OK"}
                              + afterLogin);
        open(server, Security::StartTls, {TlsPolicy::keyDigest(server.certificate().certificate)});
        QTRY_COMPARE(outcome, u"ok"_s);
    }

    void bearerToken_data()
    {
        QTest::addColumn<QByteArrayList>("dialog");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QByteArray>("text");
        const QByteArray json = QByteArray(R"({"status":"401"})").toBase64();
        const QByteArray message = QByteArray(
                                       "user=mrose\x01"
                                       "auth=Bearer tanstaaf\x01\x01")
                                       .toBase64();
        QTest::newRow("good") << QByteArrayList{"C: AUTH XOAUTH2 " + message, "S: +OK"} + afterLogin << u"ok"_s << QByteArray();
        QTest::newRow("refused") << QByteArrayList{"C: AUTH XOAUTH2 " + message, "S: + " + json, "C: ", "S: -ERR expired"} << u"WrongPassword"_s
                                 << QByteArray("expired");
        QTest::newRow("refused, no words") << QByteArrayList{"C: AUTH XOAUTH2 " + message, "S: + " + json, "C: ", "S: -ERR"} << u"WrongPassword"_s
                                           << QByteArray(R"({"status":"401"})");
        QTest::newRow("refused and welcome") << QByteArrayList{"C: AUTH XOAUTH2 " + message, "S: + " + json, "C: ", "S: +OK"} << u"WrongPassword"_s
                                             << QByteArray();
        QTest::newRow("busy") << QByteArrayList{"C: AUTH XOAUTH2 " + message, "S: -ERR [IN-USE] wait"} << u"Busy"_s << QByteArray("wait");
    }

    void bearerToken()
    {
        QFETCH(const QByteArrayList, dialog);
        QFETCH(const QString, expected);
        QFETCH(const QByteArray, text);
        ScriptedServer server(QByteArrayList{"S: +OK", "C: CAPA", "S: +OK", "S: USER", "S: SASL PLAIN XOAUTH2", "S: ."} + dialog);
        method = SignIn::OAuth2;
        open(server, Security::None);
        QTRY_COMPARE(outcome, expected);
        QCOMPARE(serverText, text);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// A token is longer than a command line may be.
    void longToken()
    {
        ScriptedServer server(
            QByteArrayList{"S: +OK", "C: CAPA", "S: +OK", "S: SASL OAUTHBEARER", "S: .", "C: AUTH OAUTHBEARER", "S: +", "C~ bixhPW1yb3NlLA.{2000,}", "S: +OK"}
            + afterLogin);
        method = SignIn::OAuth2;
        open(server, Security::None, {}, QString(2000, u't'));
        QTRY_COMPARE(outcome, u"ok"_s);
    }

    /// A token, a certificate and a ticket are no passwords.
    void neverAnotherMethod_data()
    {
        QTest::addColumn<SignIn>("signIn");
        QTest::addColumn<QString>("expected");
        QTest::newRow("token") << SignIn::OAuth2 << u"Refused"_s;
        QTest::newRow("certificate") << SignIn::ClientCertificate << u"CertificateFile"_s;
        QTest::newRow("ticket") << SignIn::Kerberos << u"Refused"_s;
    }

    void neverAnotherMethod()
    {
        QFETCH(const SignIn, signIn);
        QFETCH(const QString, expected);
        ScriptedServer server({"S: +OK <1@h>", "C: CAPA", "S: +OK", "S: USER", "S: SASL PLAIN LOGIN SCRAM-SHA-256", "S: ."});
        method = signIn;
        open(server, Security::None);
        QTRY_COMPARE(outcome, expected);
        QVERIFY(server.received().isEmpty() || server.received() == QByteArrayList{"CAPA"});
    }

    void clientCertificate()
    {
        const TestAuthority authority;
        QTemporaryFile file;
        QVERIFY(file.open() && file.write(authority.issue({}).toPkcs12File("tanstaaf")) > 0 && file.flush());
        certificateFile = file.fileName();
        method = SignIn::ClientCertificate;
        ScriptedServer server(QByteArrayList{"S: +OK", "C: CAPA", "S: +OK", "S: SASL PLAIN EXTERNAL", "S: .", "C: AUTH EXTERNAL bXJvc2U=", "S: +OK"}
                              + afterLogin);
        server.setCertificate(authority.issue({}));
        server.askForCertificate(authority.certificate());
        server.setImplicitTls(true);
        open(server, Security::Tls);
        QTRY_COMPARE(outcome, u"ok"_s);
    }

    void noTicket()
    {
        QTemporaryDir directory;
        qputenv("KRB5CCNAME", QFile::encodeName(u"FILE:"_s + directory.filePath(u"none"_s)));
        ScriptedServer server({"S: +OK", "C: CAPA", "S: +OK", "S: SASL PLAIN GSSAPI", "S: ."});
        method = SignIn::Kerberos;
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"NoPassword"_s);
    }

    void abortWhileSaslThinks()
    {
        ScriptedServer server({"S: +OK", "C: CAPA", "S: +OK", "S: SASL CRAM-MD5", "S: .", "WAIT"});
        open(server, Security::None);
        QTRY_COMPARE(server.received(), QByteArrayList{"CAPA"});
        session->abort();
        QTRY_COMPARE(outcome, u"Cancelled"_s);
    }

    void noCommonMechanism()
    {
        ScriptedServer server({"S: +OK", "C: CAPA", "S: +OK", "S: SASL XOAUTH2", "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"Refused"_s);
        QCOMPARE(server.received(), QByteArrayList{"CAPA"});
    }

    /// A server that says +OK without proving that it knows the password is not the user's.
    void scramSkipped()
    {
        ScriptedServer server({"S: +OK", "C: CAPA", "S: +OK", "S: SASL SCRAM-SHA-256", "S: .", "C~ AUTH SCRAM-SHA-256 .*", "S: +OK welcome"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"WrongPassword"_s);
    }

    void scramNonsense()
    {
        ScriptedServer server(
            {"S: +OK", "C: CAPA", "S: +OK", "S: SASL SCRAM-SHA-256", "S: .", "C~ AUTH SCRAM-SHA-256 .*", "S: + eA==", "C: *", "S: -ERR cancelled"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"Nonsense"_s);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void refusedLogin_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << QByteArray("invalid password") << u"WrongPassword"_s;
        QTest::newRow("auth") << QByteArray("[AUTH] invalid password") << u"WrongPassword"_s;
        QTest::newRow("in use") << QByteArray("[IN-USE] another session") << u"Busy"_s;
        QTest::newRow("RFC 1939's words") << QByteArray("unable to lock maildrop") << u"Busy"_s;
        QTest::newRow("temporary") << QByteArray("[SYS/TEMP] later") << u"Unavailable"_s;
        QTest::newRow("permanent") << QByteArray("[SYS/PERM] broken") << u"Unavailable"_s;
        QTest::newRow("too often") << QByteArray("[LOGIN-DELAY] wait") << u"Unavailable"_s;
    }

    void refusedLogin()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QString, expected);
        ScriptedServer server(untilPass + QByteArrayList{"S: -ERR " + answer});
        open(server, Security::None);
        QTRY_COMPARE(outcome, expected);
        QVERIFY(answer.endsWith(serverText));
        QVERIFY(!serverText.isEmpty());
    }

    void openFails_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<QString>("expected");
        QTest::newRow("SMTP") << QByteArrayList{"S: 220 mail ESMTP"} << u"WrongProtocol"_s;
        QTest::newRow("refused") << QByteArrayList{"S: -ERR go away"} << u"Unavailable"_s;
        QTest::newRow("silence") << QByteArrayList{"WAIT"} << u"Timeout"_s;
        QTest::newRow("closed") << QByteArrayList{"X"} << u"ConnectionLost"_s;
        QTest::newRow("cut in CAPA") << QByteArrayList{"S: +OK", "C: CAPA", "S: +OK", "S: UIDL", "X"} << u"ConnectionLost"_s;
        QTest::newRow("cut in PASS") << untilPass + QByteArrayList{"X"} << u"ConnectionLost"_s;
        QTest::newRow("silence in PASS") << untilPass + QByteArrayList{"WAIT"} << u"Timeout"_s;
        QTest::newRow("nonsense") << untilPass + QByteArrayList{"S: maybe"} << u"Nonsense"_s;
    }

    void openFails()
    {
        QFETCH(const QByteArrayList, script);
        QFETCH(const QString, expected);
        qputenv("KONTO_TIMEOUT_MS", "500");
        ScriptedServer server(script);
        open(server, Security::None);
        QTRY_COMPARE(outcome, expected);
        // And so it stays.
        outcome.clear();
        note(session->quit());
        QTRY_COMPARE(outcome, expected);
    }

    void nothingBeforeOpen()
    {
        note(session->quit());
        QTRY_COMPARE(outcome, u"ConnectionLost"_s);
    }
};

QTEST_GUILESS_MAIN(Pop3LoginTest)

#include "pop3logintest.moc"
