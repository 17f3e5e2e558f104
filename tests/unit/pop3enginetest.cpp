// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "pop3describedevents.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

static const Pop3Command capa{Pop3Verb::Capa, 0, {}};
static const Pop3Command stls{Pop3Verb::Stls, 0, {}};
static const Pop3Command list{Pop3Verb::List, 0, {}};
static const Pop3Command uidl{Pop3Verb::Uidl, 0, {}};
static const Pop3Command stat{Pop3Verb::Stat, 0, {}};
static const Pop3Command noop{Pop3Verb::Noop, 0, {}};
static const Pop3Command quit{Pop3Verb::Quit, 0, {}};

static QStringList events(Pop3Engine *engine)
{
    DescribedEvents described;
    described.take(engine);
    return described.lines;
}

/// All events of a connection on which the server says \a server and then hangs up.
static QStringList play(const QList<Pop3Command> &commands, const QByteArray &server, qsizetype pieceSize = 1 << 30)
{
    Pop3Engine engine;
    for (const Pop3Command &command : commands) {
        engine.send(command);
    }
    DescribedEvents all;
    for (qsizetype at = 0; at < server.size(); at += pieceSize) {
        engine.feed(QByteArrayView(server).sliced(at, qMin(pieceSize, server.size() - at)));
        all.take(&engine);
    }
    engine.eof();
    all.take(&engine);
    return all.lines;
}

/// RFC 1939 section 10's session, without APOP, in lock-step.
static const QByteArray rfcServer =
    "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n"
    "+OK mrose's maildrop has 2 messages (320 octets)\r\n"
    "+OK\r\n"
    "+OK 2 320\r\n"
    "+OK 2 messages (320 octets)\r\n1 120\r\n2 200\r\n.\r\n"
    "+OK 120 octets\r\nSubject: one\r\n\r\n..dot\r\n.\r\n"
    "+OK 200 octets\r\nSubject: two\r\n.\r\n"
    "+OK dewey POP3 server signing off (maildrop empty)\r\n";
static const QList<Pop3Command>
    rfcClient{Pop3Command::user("mrose"), Pop3Command::pass("secret"), stat, list, Pop3Command::retr(1), Pop3Command::retr(2), quit};

class Pop3EngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rfc1939Session()
    {
        const QStringList expected{
            u"greeting <1896.697170952@dbc.mtview.ca.us>"_s,
            u"ok USER"_s,
            u"ok PASS [hidden]"_s,
            u"ok STAT"_s,
            u"ok LIST"_s,
            u"listed 1 120 "_s,
            u"listed 2 200 "_s,
            u"end LIST"_s,
            u"ok RETR 1"_s,
            u"Subject: one\r\n\r\n.dot\r\n"_s,
            u"end RETR 1"_s,
            u"ok RETR 2"_s,
            u"Subject: two\r\n"_s,
            u"end RETR 2"_s,
            u"ok QUIT"_s,
        };
        for (qsizetype size = 1; size <= rfcServer.size(); ++size) {
            QCOMPARE(play(rfcClient, rfcServer, size), expected);
        }
    }

    /// Cut anywhere, the same events come up to the cut, and then that the connection is lost.
    void cutAnywhere()
    {
        const QStringList whole = play(rfcClient, rfcServer);
        for (qsizetype size = 0; size < rfcServer.size(); ++size) {
            QStringList cut = play(rfcClient, rfcServer.first(size));
            // The last bytes "LF" of QUIT's reply missing: it is not acknowledged.
            QCOMPARE(cut.takeLast(), u"broken ConnectionLost"_s);
            for (qsizetype index = 0; index < cut.size(); ++index) {
                QVERIFY(whole.at(index).startsWith(cut.at(index)));
            }
        }
    }

    /// The same with a pipe: TOP, a refusal in the middle and one at the end, removals.
    void cutAnywhereInThePipe()
    {
        const QByteArray server =
            "+OK\r\n+OK\r\nPIPELINING\r\n.\r\n"
            "+OK\r\n1 9\r\n.\r\n-ERR\r\n+OK\r\nSubject: \xe4\r\n\r\n.\r\n-ERR [SYS/TEMP] no\r\n+OK\r\n..\r\nx\r\n.\r\n"
            "+OK\r\n-ERR gone\r\n+OK\r\n";
        const QList<Pop3Command>
            client{capa, list, uidl, Pop3Command::top(1, 0), Pop3Command::top(2, 0), Pop3Command::retr(1), Pop3Command::dele(1), Pop3Command::dele(2)};
        const QStringList whole = play(client, server);
        QCOMPARE(whole.last(), u"broken ConnectionLost"_s);
        QVERIFY(whole.contains(u"err DELE 2"_s)); // the last +OK is NOOP's, which the engine asked
        for (qsizetype size = 0; size < server.size(); ++size) {
            QStringList cut = play(client, server.first(size));
            QVERIFY(cut.takeLast().startsWith(u"broken "_s));
            for (qsizetype index = 0; index < cut.size(); ++index) {
                QVERIFY2(whole.at(index).startsWith(cut.at(index)), qPrintable(cut.at(index)));
            }
        }
    }

    /// A refusal counts when something follows it; where nothing would, the engine sees to it.
    void refusalIsDoubted()
    {
        Pop3Engine engine;
        engine.send(Pop3Command::retr(1));
        engine.feed("+OK\r\n-ERR no such message\r\n");
        QCOMPARE(events(&engine), QStringList{u"greeting "_s});
        QCOMPARE(engine.takeOutput(), "RETR 1\r\nNOOP\r\n");
        QCOMPARE(engine.unanswered(), 1);
        engine.send(Pop3Command::retr(2));
        engine.feed("+OK");
        QVERIFY(events(&engine).isEmpty());
        engine.feed("\r\n");
        QCOMPARE(events(&engine), QStringList{u"err RETR 1"_s});
        QCOMPARE(engine.takeOutput(), "RETR 2\r\n");
        QVERIFY(!engine.hasPipelined());
        engine.feed("-ERR\r\n");
        QVERIFY(events(&engine).isEmpty());
        engine.eof();
        QCOMPARE(events(&engine), QStringList{u"broken ConnectionLost"_s});
        QCOMPARE(engine.unanswered(), 0);
    }

    /// What the login is refused with counts at once: servers hang up then.
    void refusedLoginIsBelieved()
    {
        QCOMPARE(play({Pop3Command::pass("x")}, "+OK\r\n-ERR no\r\n"), (QStringList{u"greeting "_s, u"err PASS [hidden]"_s, u"broken ConnectionLost"_s}));
        QCOMPARE(play({quit}, "+OK\r\n-ERR some messages not removed\r\n").last(), u"err QUIT"_s);
    }

    void lockStepWithoutPipelining()
    {
        Pop3Engine engine;
        engine.send(Pop3Command::retr(1));
        engine.send(Pop3Command::retr(2));
        QCOMPARE(engine.takeOutput(), QByteArray());
        engine.feed("+OK\r\n");
        QCOMPARE(events(&engine), QStringList{u"greeting "_s});
        QCOMPARE(engine.takeOutput(), "RETR 1\r\n");
        engine.feed("+OK\r\ntext\r\n");
        QCOMPARE(events(&engine).size(), 2);
        QCOMPARE(engine.takeOutput(), QByteArray());
        engine.feed(".\r\n");
        QCOMPARE(events(&engine), QStringList{u"end RETR 1"_s});
        QCOMPARE(engine.takeOutput(), "RETR 2\r\n");
        QCOMPARE(engine.unanswered(), 1);
    }

    void pipelining()
    {
        Pop3Engine engine(3);
        engine.send(capa);
        for (int number = 1; number <= 5; ++number) {
            engine.send(Pop3Command::retr(number));
        }
        engine.send(quit);
        engine.feed("+OK\r\n");
        QCOMPARE(events(&engine).size(), 1);
        QCOMPARE(engine.takeOutput(), "CAPA\r\n");
        engine.feed("+OK\r\nPIPELINING\r\n.\r\n");
        QCOMPARE(events(&engine), (QStringList{u"ok CAPA"_s, u"end CAPA"_s}));
        QVERIFY(engine.capabilities().pipelining);
        QCOMPARE(engine.takeOutput(), "RETR 1\r\nRETR 2\r\nRETR 3\r\n");
        engine.feed("+OK\r\none\r\n.\r\n-ERR no such message\r\n+OK\r\nthr");
        QCOMPARE(events(&engine), (QStringList{u"ok RETR 1"_s, u"one\r\n"_s, u"end RETR 1"_s, u"err RETR 2"_s, u"ok RETR 3"_s, u"thr"_s}));
        QCOMPARE(engine.takeOutput(), "RETR 4\r\nRETR 5\r\n");
        engine.feed("ee\r\n.\r\n+OK\r\n.\r\n+OK\r\n.\r\n+OK bye\r\n");
        QCOMPARE(events(&engine).last(), u"ok QUIT"_s);
        QCOMPARE(engine.takeOutput(), "QUIT\r\n");
        QCOMPARE(engine.unanswered(), 0);
    }

    /// RFC 2449 section 6.6: not across what changes the state.
    void noPipeliningAcrossLogin()
    {
        Pop3Engine engine;
        engine.send(capa);
        engine.feed("+OK\r\n+OK\r\nPIPELINING\r\n.\r\n");
        QCOMPARE(events(&engine).size(), 3);
        QCOMPARE(engine.takeOutput(), "CAPA\r\n");
        engine.send(noop);
        engine.send(Pop3Command::user("a"));
        engine.send(Pop3Command::pass("b"));
        engine.send(noop);
        QCOMPARE(engine.takeOutput(), "NOOP\r\n");
        engine.feed("+OK\r\n");
        QCOMPARE(events(&engine).size(), 1);
        QCOMPARE(engine.takeOutput(), "USER a\r\n");
        engine.feed("+OK\r\n");
        QCOMPARE(events(&engine).size(), 1);
        QCOMPARE(engine.takeOutput(), "PASS b\r\n");
    }

    /// RFC 2595 section 4.
    void stlsForgetsCapabilities()
    {
        Pop3Engine engine;
        engine.send(capa);
        engine.send(stls);
        engine.feed("+OK\r\n+OK\r\nSTLS\r\nPIPELINING\r\n.\r\n+OK begin\r\n");
        QCOMPARE(events(&engine).last(), u"ok STLS"_s);
        QVERIFY(engine.capabilities() == Pop3Capabilities{});
        QVERIFY(!engine.hasUnreadInput());
    }

    void injectedBehindStls()
    {
        Pop3Engine engine;
        engine.send(stls);
        engine.feed("+OK\r\n+OK begin\r\n+OK you are logged in\r\n");
        QVERIFY(engine.next());
        QVERIFY(engine.next());
        QVERIFY(engine.hasUnreadInput());
        QCOMPARE(events(&engine), QStringList{u"broken Nonsense"_s});
    }

    /// RFC 5034 section 4.
    void authentication()
    {
        Pop3Engine engine;
        engine.send(Pop3Command::auth("LOGIN", {}));
        engine.send(noop);
        engine.feed("+OK\r\n+ VXNlcm5hbWU6\r\n");
        QCOMPARE(events(&engine), (QStringList{u"greeting "_s, u"challenge Username:"_s}));
        QCOMPARE(engine.takeOutput(), "AUTH LOGIN\r\n");
        engine.answer("mrose");
        QCOMPARE(engine.takeOutput(), "bXJvc2U=\r\n");
        engine.feed("+\r\n");
        QCOMPARE(events(&engine), QStringList{u"challenge "_s});
        engine.answer({});
        QCOMPARE(engine.takeOutput(), "\r\n");
        engine.feed("+ x===\r\n");
        QCOMPARE(events(&engine), QStringList{u"broken Nonsense"_s});
    }

    void cancelledAuthentication()
    {
        Pop3Engine engine;
        engine.send(Pop3Command::auth("LOGIN", {}));
        engine.feed("+OK\r\n+ VXNlcm5hbWU6\r\n");
        QCOMPARE(events(&engine).size(), 2);
        engine.cancelAuthentication();
        QCOMPARE(engine.takeOutput(), "AUTH LOGIN\r\n*\r\n");
        engine.feed("-ERR cancelled\r\n");
        QCOMPARE(events(&engine), QStringList{u"err AUTH"_s});
    }

    void oddities_data()
    {
        QTest::addColumn<QByteArray>("server");
        QTest::addColumn<QList<Pop3Command>>("commands");
        QTest::addColumn<QString>("last");

        const auto row = [](const char *name, const QByteArray &server, const QList<Pop3Command> &commands, const QString &last) {
            QTest::newRow(name) << server << commands << last;
        };
        row("SMTP", "220 mail.example.com ESMTP\r\n", {}, u"broken WrongProtocol"_s);
        row("IMAP", "* OK IMAP4rev2 ready\r\n", {}, u"broken WrongProtocol"_s);
        row("HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", {}, u"broken WrongProtocol"_s);
        row("another word", "+HELLO\r\n", {}, u"broken WrongProtocol"_s);
        row("bytes without a line", QByteArray("J\0\0\0\n8.0", 8), {}, u"broken WrongProtocol"_s);
        row("greeting without end", QByteArray(70'000, 'x'), {}, u"broken WrongProtocol"_s);
        row("+OK without end", "+OK" + QByteArray(70'000, 'x'), {}, u"broken Nonsense"_s);
        row("closed at once", "", {}, u"broken ConnectionLost"_s);
        row("refused", "-ERR too many connections\r\n", {}, u"broken Unavailable"_s);
        row("refused, in use", "-ERR [IN-USE] locked\r\n", {}, u"broken Busy"_s);
        row("bare LF", "+OK\n+OK\n", {noop}, u"broken ConnectionLost"_s);
        row("unasked", "+OK\r\n+OK\r\n", {}, u"broken Nonsense"_s);
        row("given up, unasked", "+OK\r\n-ERR idle\r\n", {}, u"broken ConnectionLost"_s);
        row("given up for now", "+OK\r\n-ERR [SYS/TEMP] down\r\n", {}, u"broken Unavailable"_s);
        row("given up without end", "+OK\r\n-ERR idle", {}, u"broken ConnectionLost"_s);
        row("unasked, not -ERR", "+OK\r\n-what\r\n", {}, u"broken Nonsense"_s);
        row("given up in a reply", "+OK\r\n-ERR [SYS/PERM] idle\r\n", {noop, noop}, u"broken Unavailable"_s);
        row("bare -ERR in a row", "+OK\r\n-ERR\r\n-ERR\r\n+OK\r\n", {noop, noop, quit}, u"ok QUIT"_s);
        row("-ERR, bare LF", "+OK\n-ERR\n+OK\n", {noop, quit}, u"ok QUIT"_s);
        row("NUL in a reply", QByteArray("+OK\r\n+OK a\0b\r\n", 14), {quit}, u"ok QUIT"_s);
        row("NUL as greeting", QByteArray("\0\0\r\n", 4), {}, u"broken WrongProtocol"_s);
        row("8-bit", "+OK \xfc\r\n+OK \xe4\xff\r\n", {quit}, u"ok QUIT"_s);
        row("UTF8 and LANG", "+OK\r\n+OK\r\n-ERR no\r\n+OK\r\n", {{Pop3Verb::Utf8, 0, {}}, Pop3Command::lang("de"), quit}, u"ok QUIT"_s);
        row("APOP", "+OK <1@h>\r\n-ERR no\r\n+OK\r\n", {Pop3Command::apop("a", "<1@h>", "b"), quit}, u"ok QUIT"_s);
        row("no TOP", "+OK\r\n-ERR what?\r\n+OK\r\n", {Pop3Command::top(1, 0), quit}, u"ok QUIT"_s);
        row("no UIDL", "+OK\r\n-ERR what?\r\n+OK\r\n", {uidl, quit}, u"ok QUIT"_s);
        row("no number in UIDL", "+OK\r\n+OK\r\nabc\r\n.\r\n", {uidl}, u"broken Nonsense"_s);
        row("QUIT's reply without end", "+OK\r\n+OK bye", {quit}, u"broken ConnectionLost"_s);
        row("STAT", "+OK\r\n+OK many\r\n+OK\r\n", {stat, quit}, u"ok QUIT"_s);
        row("body with NUL, 8-bit and bare LF",
            QByteArray("+OK\r\n+OK\r\nx\r\na\0b\xff\n.\nc\r\n.\r\n+OK\r\n", 31),
            {Pop3Command::retr(1), quit},
            u"ok QUIT"_s);
        row("no status", "+OK\r\nwhat?\r\n", {noop}, u"broken Nonsense"_s);
        row("challenge without AUTH", "+OK\r\n+ abcd\r\n", {noop}, u"broken Nonsense"_s);
        row("line without end", "+OK\r\n+OK " + QByteArray(70'000, 'x'), {noop}, u"broken Nonsense"_s);
        row("long line", "+OK\r\n+OK " + QByteArray(60'000, 'x') + "\r\n", {quit}, u"ok QUIT"_s);
        row("malformed listing", "+OK\r\n+OK\r\n1 one\r\n.\r\n", {list}, u"broken Nonsense"_s);
        row("message number 0", "+OK\r\n+OK\r\n0 1\r\n.\r\n", {list}, u"broken Nonsense"_s);
        row("too many capabilities", "+OK\r\n+OK\r\n" + QByteArray("X\r\n").repeated(201) + ".\r\n", {capa}, u"broken Nonsense"_s);
        row("enough capabilities", "+OK\r\n+OK\r\n" + QByteArray("X\r\n").repeated(200) + ".\r\n+OK\r\n", {capa, quit}, u"ok QUIT"_s);
        row("text after QUIT", "+OK\r\n+OK bye\r\nreally\r\n", {quit}, u"ok QUIT"_s);
        row("QUIT not acknowledged", "+OK\r\n", {quit}, u"broken ConnectionLost"_s);
        row("CAPA unknown", "+OK\r\n-ERR what?\r\n+OK\r\n", {capa, quit}, u"ok QUIT"_s);
        row("endless body line", "+OK\r\n+OK\r\n" + QByteArray(200'000, 'x') + "\r\n.\r\n+OK\r\n", {Pop3Command::retr(1), quit}, u"ok QUIT"_s);
        row("body cut before the last CRLF", "+OK\r\n+OK\r\ntext\r\n.", {Pop3Command::retr(1), quit}, u"broken ConnectionLost"_s);
    }

    void oddities()
    {
        QFETCH(const QByteArray, server);
        QFETCH(const QList<Pop3Command>, commands);
        QFETCH(const QString, last);
        const QStringList whole = play(commands, server);
        QCOMPARE(whole.last(), last);
        for (const qsizetype size : {1, 2, 3, 1000}) {
            QCOMPARE(play(commands, server, size), whole);
        }
    }

    void uniqueIds()
    {
        QCOMPARE(play({uidl, quit}, "+OK\r\n+OK\r\n1 a\r\n2\r\n3 a\r\n.\r\n+OK\r\n"),
                 (QStringList{u"greeting "_s, u"ok UIDL"_s, u"listed 1 0 a"_s, u"listed 2 0 "_s, u"listed 3 0 a"_s, u"end UIDL"_s, u"ok QUIT"_s}));
    }

    void emptyAndOverlongIds()
    {
        const QByteArray longest(1000, 'x');
        QCOMPARE(play({uidl, quit}, "+OK\r\n+OK\r\n1 \r\n2 " + longest + "\r\n3 x" + longest + "\r\n4 a\x01b\r\n.\r\n+OK\r\n"),
                 (QStringList{u"greeting "_s,
                              u"ok UIDL"_s,
                              u"listed 1 0 "_s,
                              u"listed 2 0 "_s + QString::fromLatin1(longest),
                              u"listed 3 0 "_s,
                              u"listed 4 0 "_s,
                              u"end UIDL"_s,
                              u"ok QUIT"_s}));
    }

    void nothingAfterTheEnd()
    {
        Pop3Engine engine;
        engine.feed("nonsense\r\n");
        QCOMPARE(events(&engine), QStringList{u"broken WrongProtocol"_s});
        engine.send(noop);
        engine.feed("+OK\r\n");
        engine.eof();
        QVERIFY(events(&engine).isEmpty());
        QCOMPARE(engine.takeOutput(), QByteArray());
        QCOMPARE(engine.unanswered(), 0);
    }
};

QTEST_GUILESS_MAIN(Pop3EngineTest)

#include "pop3enginetest.moc"
