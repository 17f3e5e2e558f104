// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "pop3sessionfixture.h"

#include <QLoggingCategory>
#include <QScopeGuard>

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
