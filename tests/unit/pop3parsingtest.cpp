// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "core/login.h"
#include "pop3/pop3capabilities.h"
#include "pop3/pop3command.h"
#include "pop3/pop3lines.h"
#include "pop3/pop3response.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(Konto::Pop3Code)

class Pop3ParsingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commands()
    {
        QCOMPARE(Pop3Command::user("mrose").toLine(), "USER mrose\r\n");
        QCOMPARE(Pop3Command::top(3, 10).toLine(), "TOP 3 10\r\n");
        QCOMPARE((Pop3Command{Pop3Verb::Quit, 0, {}}).toLine(), "QUIT\r\n");
    }

    void oneCommandStaysOne()
    {
        QCOMPARE(Pop3Command::user("a\r\nDELE 1").toLine(), "USER a\r\n");
        QCOMPARE(Pop3Command::pass(QByteArray("a\0b", 3)).toLine(), "PASS a\r\n");
    }

    void traceHidesSecrets()
    {
        QCOMPARE(Pop3Command::pass("tanstaaf").toTrace(), "PASS [hidden]");
        QCOMPARE(Pop3Command::auth("PLAIN", "secret").toTrace(), "AUTH PLAIN [hidden]");
        QCOMPARE(Pop3Command::auth("LOGIN", {}).toTrace(), "AUTH LOGIN");
        QCOMPARE(Pop3Command::user("mrose").toTrace(), "USER mrose");
        QCOMPARE(Pop3Command::apop("mrose", "<1@h>", "tanstaaf").toTrace(), "APOP [hidden]");
    }

    /// RFC 1939 section 7.
    void apop()
    {
        QCOMPARE(Pop3Command::apop("mrose", "<1896.697170952@dbc.mtview.ca.us>", "tanstaaf").toLine(), "APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n");
    }

    void language()
    {
        QCOMPARE(Pop3Command::lang("de").toLine(), "LANG de\r\n");
        QVERIFY(!Pop3Command::lang("de").hasMultiLineReply());
    }

    /// RFC 5034 section 4.
    void initialResponses()
    {
        QCOMPARE(Pop3Command::auth("PLAIN", QByteArray("\0test\0test", 10)).toLine(), "AUTH PLAIN AHRlc3QAdGVzdA==\r\n");
        QCOMPARE(Pop3Command::auth("EXTERNAL", "").toLine(), "AUTH EXTERNAL =\r\n");
        QCOMPARE(Pop3Command::auth("LOGIN", {}).toLine(), "AUTH LOGIN\r\n");
        QCOMPARE(Pop3Command::auth("PLAIN", QByteArray(180, 'x')).toLine().size(), 253);
        QCOMPARE(Pop3Command::auth("PLAIN", QByteArray(183, 'x')).toLine(), "AUTH PLAIN\r\n");
    }

    void responseCodes_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<Pop3Code>("code");
        QTest::addColumn<QByteArray>("text");

        QTest::newRow("none") << QByteArray("-ERR no") << Pop3Code::None << QByteArray("no");
        QTest::newRow("in use") << QByteArray("-ERR [IN-USE] Do you have another session?") << Pop3Code::InUse << QByteArray("Do you have another session?");
        QTest::newRow("login delay") << QByteArray("-ERR [LOGIN-DELAY]") << Pop3Code::LoginDelay << QByteArray();
        QTest::newRow("auth") << QByteArray("-ERR [auth] wrong") << Pop3Code::Auth << QByteArray("wrong");
        QTest::newRow("temporary") << QByteArray("-ERR [SYS/TEMP] x") << Pop3Code::SysTemp << QByteArray("x");
        QTest::newRow("permanent") << QByteArray("-ERR [SYS/PERM] x") << Pop3Code::SysPerm << QByteArray("x");
        QTest::newRow("unknown") << QByteArray("-ERR [SYS/MAYBE] x") << Pop3Code::Other << QByteArray("x");
        QTest::newRow("unfinished") << QByteArray("-ERR [IN-USE") << Pop3Code::None << QByteArray("[IN-USE");
        QTest::newRow("control characters") << QByteArray("-ERR a\x1b[31m\x07 b\r") << Pop3Code::None << QByteArray("a[31m b");
    }

    void responseCodes()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const Pop3Code, code);
        QFETCH(const QByteArray, text);
        const Pop3Status status = parsePop3Status(line);
        QCOMPARE(status.kind, Pop3Status::Kind::Err);
        QCOMPARE(status.code, code);
        QCOMPARE(status.text, text);
    }

    /// RFC 3206 section 4.
    void refusals()
    {
        const auto refusal = [](Pop3Code code) {
            return pop3Refusal(code, ErrorKind::WrongPassword, {}, "x");
        };
        QVERIFY(refusal(Pop3Code::None).kind == ErrorKind::WrongPassword);
        QVERIFY(refusal(Pop3Code::InUse).kind == ErrorKind::Busy);
        QCOMPARE(refusal(Pop3Code::InUse).retry, Retry::Later);
        QVERIFY(refusal(Pop3Code::SysTemp).kind == ErrorKind::Unavailable);
        QCOMPARE(refusal(Pop3Code::SysTemp).retry, Retry::Later);
        QVERIFY(refusal(Pop3Code::SysPerm).kind == ErrorKind::Unavailable);
        QCOMPARE(refusal(Pop3Code::SysPerm).retry, Retry::Never);
        QCOMPARE(refusal(Pop3Code::SysPerm).serverText, "x");
    }

    void longTextIsCut()
    {
        QCOMPARE(parsePop3Status(QByteArray("+OK " + QByteArray(5000, 'x'))).text.size(), 1024);
        QCOMPARE(parsePop3Status(QByteArray("+ " + QByteArray(5000, 'x'))).text.size(), 5000);
    }

    /// RFC 2449 section 5's example, and RFC 6856, 3206.
    void capabilities()
    {
        Pop3Capabilities capabilities;
        for (const char *line : {"TOP",
                                 "user",
                                 "SASL CRAM-MD5 plain",
                                 "RESP-CODES",
                                 "LOGIN-DELAY 900 USER",
                                 "PIPELINING",
                                 "EXPIRE 60 USER",
                                 "UIDL",
                                 "IMPLEMENTATION Shlemazle-Plotz-v302 x",
                                 "STLS",
                                 "UTF8 USER",
                                 "LANG",
                                 "AUTH-RESP-CODE",
                                 "X-UNKNOWN 1",
                                 ""}) {
            capabilities.add(QByteArrayView(line));
        }
        const Pop3Capabilities expected{
            .saslMechanisms = {"CRAM-MD5", "PLAIN"},
            .user = true,
            .pipelining = true,
            .stls = true,
            .uidl = true,
            .top = true,
            .utf8 = true,
            .lang = true,
            .responseCodes = true,
            .authResponseCode = true,
            .expiresNever = false,
            .expireDays = 60,
            .expireDependsOnUser = true,
            .loginDelay = 900,
            .loginDelayDependsOnUser = true,
            .implementation = "Shlemazle-Plotz-v302 x",
        };
        QVERIFY(capabilities == expected);
    }

    void expire()
    {
        Pop3Capabilities capabilities;
        capabilities.add("EXPIRE NEVER");
        QVERIFY(capabilities.expiresNever);
        QVERIFY(!capabilities.expireDays);
        capabilities.add("EXPIRE 0");
        QVERIFY(!capabilities.expiresNever);
        QCOMPARE(capabilities.expireDays, std::optional<qint64>(0));
        capabilities.add("EXPIRE -5");
        QVERIFY(!capabilities.expireDays);
        capabilities.add("LOGIN-DELAY soon");
        QVERIFY(!capabilities.loginDelay);
    }

    void scanListings()
    {
        QCOMPARE(parsePop3ScanListing("1 120"), (Pop3Entry{1, 120, {}}));
        QCOMPARE(parsePop3ScanListing(" 2  200 extra"), (Pop3Entry{2, 200, {}}));
        QCOMPARE(parsePop3ScanListing("3 9223372036854775807"), (Pop3Entry{3, 9223372036854775807, {}}));
        QCOMPARE(parsePop3ScanListing("10000000 0"), (Pop3Entry{10'000'000, 0, {}}));
        for (const char *line : {"", "1", "x 1", "1 x", "0 1", "-1 1", "1 -1", "1 9223372036854775808", "10000001 1", "+1 1", "1 1x", "1e3 1"}) {
            QVERIFY2(!parsePop3ScanListing(QByteArrayView(line)), line);
        }
    }

    void uniqueIdListings()
    {
        QCOMPARE(parsePop3UniqueIdListing("1 whqtswO00WBw418f9t5JxYwZ"), (Pop3Entry{1, 0, "whqtswO00WBw418f9t5JxYwZ"}));
        QCOMPARE(parsePop3UniqueIdListing(QByteArray("1 " + QByteArray(1000, 'x'))), (Pop3Entry{1, 0, QByteArray(1000, 'x')}));
        QCOMPARE(parsePop3UniqueIdListing(QByteArray("1 " + QByteArray(1001, 'x'))), (Pop3Entry{1, 0, {}}));
        QCOMPARE(parsePop3UniqueIdListing("1"), (Pop3Entry{1, 0, {}}));
        QCOMPARE(parsePop3UniqueIdListing("1  "), (Pop3Entry{1, 0, {}}));
        QCOMPARE(parsePop3UniqueIdListing("1 a\x01z"), (Pop3Entry{1, 0, {}}));
        QCOMPARE(parsePop3UniqueIdListing("1 \xff\xfe"), (Pop3Entry{1, 0, "\xff\xfe"}));
        QVERIFY(!parsePop3UniqueIdListing("x y"));
    }

    void dropSize()
    {
        QCOMPARE(parsePop3DropSize("2 320"), (Pop3DropSize{2, 320}));
        QCOMPARE(parsePop3DropSize("0 0 octets"), (Pop3DropSize{0, 0}));
        QVERIFY(!parsePop3DropSize("two messages"));
    }

    void timestamps()
    {
        QCOMPARE(parsePop3Timestamp("+OK ready <1896.697170952@dbc.mtview.ca.us>"), "<1896.697170952@dbc.mtview.ca.us>");
        QCOMPARE(parsePop3Timestamp("+OK <no stamp>"), "");
        QCOMPARE(parsePop3Timestamp("+OK >@<"), "");
    }

    void bodies_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<bool>("bareLineFeeds");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("rest"); // "-": has not ended

        const auto row = [](const char *name, const QByteArray &wire, bool bare, const QByteArray &text, const QByteArray &rest = {}) {
            QTest::newRow(name) << wire << bare << text << rest;
        };
        row("empty", ".\r\n", false, "");
        row("plain", "a\r\nb\r\n.\r\n", false, "a\r\nb\r\n");
        row("more behind", "a\r\n.\r\n+OK\r\n", false, "a\r\n", "+OK\r\n");
        row("stuffed", "..\r\n...\r\n..a\r\n.b\r\na.\r\n.\r\n", false, ".\r\n..\r\n.a\r\nb\r\na.\r\n");
        row("no line end before the dot", "a.\r\n", false, "a.\r\n", "-");
        row("lone CR", "a\r.\r\n.\r\n", false, "a\r.\r\n");
        row("dot and CR", ".\rb\r\n.\r\r\n.\r\n", false, "\rb\r\n\r\r\n");
        row("bytes of all kinds", QByteArray("\0\xff\x80\r\n.\r\n", 8), false, QByteArray("\0\xff\x80\r\n", 5));
        row("bare LF throughout", "a\n..b\n.\n+OK\n", true, "a\n.b\n", "+OK\n");
        row("bare LF in the text only", "a\n..b\n.\n+OK\n", false, "a\n.b\n", "+OK\n");
        row("bare LF, empty", ".\n", false, "");
        row("bare LF status, CRLF text", "a\r\n.\r\n", true, "a\r\n");
        row("LF . LF in a CRLF text", "Received: x\r\n\r\n\n.\n+OK fake\r\n.\r\n", false, "Received: x\r\n\r\n\n.\n+OK fake\r\n");
        row("LF . CRLF in a CRLF text", "Received: x\r\na\n.\r\n+OK fake\r\n.\r\n", false, "Received: x\r\na\n.\r\n+OK fake\r\n");
        row("dot LF in a CRLF text", "a\r\n.\nb\r\n.\r\n", false, "a\r\n\nb\r\n");
    }

    void bodies()
    {
        QFETCH(const QByteArray, wire);
        QFETCH(const bool, bareLineFeeds);
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, rest);
        for (qsizetype size = 1; size <= wire.size(); ++size) {
            Pop3Body body(bareLineFeeds);
            QByteArray taken;
            qsizetype at = 0;
            while (at < wire.size() && !body.hasEnded()) {
                qsizetype consumed = 0;
                taken += body.take(QByteArrayView(wire).sliced(at, qMin(size, wire.size() - at)), &consumed);
                at += consumed;
            }
            QCOMPARE(taken, text);
            QCOMPARE(body.hasEnded(), rest != "-");
            if (body.hasEnded()) {
                QCOMPARE(wire.sliced(at), rest);
            }
        }
    }

    /// Gmail's "recent:" is a name for POP3 alone.
    void recentMode()
    {
        Account account{.mode = Mode::Pop3, .userName = u"anna"_s, .signIn = SignIn::OAuth2, .certificateFile = u"c"_s};
        QCOMPARE(loginFor(account, Secret(u"s"_s)).userName, u"anna"_s);
        account.recentMode = true;
        const Login login = loginFor(account, Secret(u"s"_s));
        QCOMPARE(login.userName, u"recent:anna"_s);
        QCOMPARE(login.method, SignIn::OAuth2);
        QCOMPARE(login.secret.reveal(), u"s"_s);
        QCOMPARE(login.certificateFile, u"c"_s);
        account.mode = Mode::Imap;
        QCOMPARE(loginFor(account, {}).userName, u"anna"_s);
    }
};

QTEST_GUILESS_MAIN(Pop3ParsingTest)

#include "pop3parsingtest.moc"
