// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "imaptest.h"

using namespace Konto;
using namespace Qt::StringLiterals;

/// What the façade makes of servers, networks and users that break off.
class ImapFailureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "10000");
    }

    void openFails_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<int>("security");
        QTest::addColumn<QString>("kind");
        const int tls = int(Security::Tls);
        const int startTls = int(Security::StartTls);
        const int none = int(Security::None);
        QTest::newRow("pop3") << QByteArrayList{"S: +OK ready"} << none << u"WrongProtocol"_s;
        QTest::newRow("no newline") << QByteArrayList{"R: 220"} << none << u"WrongProtocol"_s;
        QTest::newRow("not TLS") << QByteArrayList{"S: * OK hello", "WAIT"} << tls << u"WrongProtocol"_s;
        QTest::newRow("bye") << QByteArrayList{"S: * BYE too many connections", "X"} << none << u"TooManyConnections"_s;
        QTest::newRow("closed") << QByteArrayList{"X"} << none << u"ConnectionLost"_s;
        QTest::newRow("no starttls") << QByteArrayList{"S: * OK [CAPABILITY IMAP4rev1] hello"} << startTls << u"TlsUnavailable"_s;
        QTest::newRow("starttls refused") << QByteArrayList{"S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hello", "C: K1 STARTTLS", "S: K1 NO later"} << startTls
                                          << u"TlsUnavailable"_s;
        QTest::newRow("starttls injected") << QByteArrayList{"S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hello",
                                                             "C: K1 STARTTLS",
                                                             "S: K1 OK go",
                                                             "S: * CAPABILITY IMAP4rev1"}
                                           << startTls << u"Nonsense"_s;
        QTest::newRow("preauth") << QByteArrayList{"S: * PREAUTH [CAPABILITY IMAP4rev1] hello"} << startTls << u"TlsUnavailable"_s;
        QTest::newRow("wrong password") << QByteArrayList{"S: * OK [CAPABILITY IMAP4rev1] hello", "C: *", "S: K1 NO [AUTHENTICATIONFAILED] no"} << none
                                        << u"WrongPassword"_s;
        QTest::newRow("bye at login") << QByteArrayList{"S: * OK [CAPABILITY IMAP4rev1] hello", "C: *", "S: * BYE [UNAVAILABLE] down", "X"} << none
                                      << u"Unavailable"_s;
        QTest::newRow("certificate") << QByteArrayList{"T"} << tls << u"Certificate"_s;
    }

    void openFails()
    {
        QFETCH(QByteArrayList, script);
        QFETCH(int, security);
        QFETCH(QString, kind);
        ScriptedServer server(script);
        ImapSession session;
        const Outcome opened(
            session.open({u"127.0.0.1"_s, server.serverPort(), Security(security)}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)}, {}));
        QTRY_COMPARE(opened.kind(), kind);
        QVERIFY(!session.isOpen());
        const Outcome listed(session.list());
        QTRY_COMPARE(listed.kind(), kind);
    }

    void startTls()
    {
        TestAuthority authority;
        ScriptedServer server({"S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hello",
                               "C: K1 STARTTLS",
                               "S: K1 OK go",
                               "T",
                               "C: K2 CAPABILITY",
                               "S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN",
                               "S: K2 OK done",
                               "C: K3 AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt",
                               "S: K3 OK [CAPABILITY IMAP4rev1 IDLE] in"});
        server.setCertificate(authority.issue({}));
        ImapSession session;
        const Outcome opened(
            session.open({u"localhost"_s, server.serverPort(), Security::StartTls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)}, {}));
        QTRY_COMPARE(opened.kind(), u"good"_s);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void neverAnsweredTimesOut()
    {
        qputenv("KONTO_TIMEOUT_MS", "300");
        ScriptedServer server(loggedInScript("IDLE", {"C: C1 EXAMINE \"INBOX\"", "WAIT"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome state(session.openMailbox(u"INBOX"_s));
        QTRY_COMPARE(state.kind(), u"Timeout"_s);
        QVERIFY(!session.isOpen());
    }

    void brokenOff_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<QString>("kind");
        const QByteArray fetch = "C: A000002 UID FETCH 1 (BODY.PEEK[TEXT] UID)";
        const QByteArray half = "R: * 1 FETCH (UID 1 BODY[TEXT] {1000}\\r\\nabc";
        QTest::newRow("closed before the answer") << QByteArrayList{fetch, "X"} << u"ConnectionLost"_s;
        QTest::newRow("cut before the answer") << QByteArrayList{fetch, "CUT"} << u"ConnectionLost"_s;
        QTest::newRow("closed in a literal") << QByteArrayList{fetch, half, "X"} << u"ConnectionLost"_s;
        QTest::newRow("closed in a line") << QByteArrayList{fetch, "R: * 1 FETCH (UI", "X"} << u"ConnectionLost"_s;
        QTest::newRow("bye") << QByteArrayList{fetch, "S: * BYE idle for too long", "X"} << u"Unavailable"_s;
        QTest::newRow("closed behind the answer") << QByteArrayList{fetch, "S: * 1 FETCH (UID 1 BODY[TEXT] \"abc\")", "S: A000002 OK done", "X"} << u"good"_s;
        QTest::newRow("no") << QByteArrayList{fetch, "S: A000002 NO not now"} << u"Refused"_s;
        QTest::newRow("bad") << QByteArrayList{fetch, "S: A000002 BAD what"} << u"Refused"_s;
        QTest::newRow("gigantic literal") << QByteArrayList{fetch, "S: * 1 FETCH (UID 1 BODY[TEXT] {268435457}"} << u"Nonsense"_s;
        QTest::newRow("gigantic number") << QByteArrayList{fetch, "S: * 1 FETCH (UID 1 BODY[TEXT] {99999999999999999999}"} << u"Nonsense"_s;
        QTest::newRow("endless line") << QByteArrayList{fetch, "S: * 1 FETCH (UID 1 X " + QByteArray(1100000, 'x')} << u"Nonsense"_s;
        QTest::newRow("open quote") << QByteArrayList{fetch, "S: * 1 FETCH (UID 1 X \"abc)"} << u"Nonsense"_s;
        QTest::newRow("open parenthesis") << QByteArrayList{fetch, "S: * 1 FETCH (UID 1"} << u"Nonsense"_s;
        QTest::newRow("garbage") << QByteArrayList{fetch, "S: HTTP/1.1 400 Bad Request"} << u"Nonsense"_s;
        QTest::newRow("lone bracket") << QByteArrayList{fetch, "S: * 1 FETCH (])", "S: A000002 OK done"} << u"good"_s;
        QTest::newRow("section without end") << QByteArrayList{fetch, "S: * 1 FETCH (UID 1 BODY[TEXT \"abc\")", "S: A000002 OK done"} << u"good"_s;
    }

    void brokenOff()
    {
        QFETCH(QByteArrayList, script);
        QFETCH(QString, kind);
        ScriptedServer server(loggedInScript("IDLE", script));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome texts(session.fetchTexts({{1, 1}}));
        QTRY_COMPARE(texts.kind(), kind);
    }

    void stallsInALiteral()
    {
        qputenv("KONTO_TIMEOUT_MS", "300");
        ScriptedServer server(loggedInScript("IDLE", {"C: *", "R: * 1 FETCH (UID 1 BODY[TEXT] {1000}\\r\\nabc", "WAIT"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome texts(session.fetchTexts({{1, 1}}));
        QTRY_COMPARE(texts.kind(), u"Timeout"_s);
    }

    /// abort(), or the end of the session, at every moment: after so many turns of the event loop.
    void abortAnywhere_data()
    {
        QTest::addColumn<int>("turns");
        QTest::addColumn<bool>("destroy");
        for (int turns = 0; turns < 60; turns += turns < 20 ? 1 : 4) {
            QTest::addRow("abort after %d", turns) << turns << false;
            QTest::addRow("destroy after %d", turns) << turns << true;
        }
    }

    void abortAnywhere()
    {
        QFETCH(int, turns);
        QFETCH(bool, destroy);
        ScriptedServer server(loggedInScript("IDLE", {"C: *", "R: * 1 FETCH (UID 1 BODY[TEXT] {1000}\\r\\nabc", "WAIT"}));
        auto session = std::make_unique<ImapSession>();
        const auto opened = openSession(*session, server);
        std::optional<Outcome<QHash<quint32, QByteArray>>> texts;
        for (int i = 0; i < turns; ++i) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
            if (opened.isGood() && !texts) {
                texts.emplace(session->fetchTexts({{1, 1}}));
            }
        }
        if (destroy) {
            session.reset();
        } else {
            session->abort();
            QVERIFY(!session->isOpen());
        }
        QTRY_VERIFY(opened.isThere());
        QVERIFY(opened.isGood() || opened.kind() == u"Cancelled"_s);
        if (texts) {
            QTRY_COMPARE(texts->kind(), u"Cancelled"_s);
        }
    }

    void canBeOpenedAgain()
    {
        ScriptedServer server;
        server.addScript(loggedInScript("IDLE", {"X"}));
        server.addScript(loggedInScript("IDLE", {}));
        ImapSession session;
        const auto first = openSession(session, server);
        QTRY_VERIFY(first.isThere());
        QTRY_VERIFY(!session.isOpen());
        const auto second = openSession(session, server);
        QTRY_COMPARE(second.kind(), u"good"_s);
        QVERIFY(session.isOpen());
    }

    void oneCallAtATime()
    {
        ScriptedServer server(loggedInScript("IDLE", {"C: *", "S: C1 NO no"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome one(session.openMailbox(u"a"_s));
        const Outcome two(session.openMailbox(u"b"_s));
        QCOMPARE(two.kind(), u"Refused"_s);
        QTRY_COMPARE(one.kind(), u"Refused"_s);
        QVERIFY(one.error().serverText == "no");
    }
};

QTEST_GUILESS_MAIN(ImapFailureTest)

#include "imapfailuretest.moc"
