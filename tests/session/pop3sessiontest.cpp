// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "pop3sessionfixture.h"

class Pop3SessionTest : public Pop3SessionFixture
{
    Q_OBJECT

private Q_SLOTS:
    void listing()
    {
        ScriptedServer server(login
                              + QByteArrayList{"C: LIST",
                                               "S: +OK",
                                               "S: 1 120",
                                               "S: 2 200",
                                               "S: 4 1",
                                               "S: .", //
                                               "C: UIDL",
                                               "S: +OK",
                                               "S: 1 aaa",
                                               "S: 4 ddd",
                                               "S: 5 eee",
                                               "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<Pop3Entry> entries;
        list(&entries);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(entries, (QList<Pop3Entry>{{1, 120, "aaa"}, {2, 200, ""}, {4, 1, "ddd"}}));
    }

    /// Both commands come before the first answer goes.
    void pipelinedListing()
    {
        ScriptedServer server(pipeliningLogin
                              + QByteArrayList{"C: LIST", "C: UIDL", "S: +OK", "S: 1 120", "S: .", "S: -ERR no UIDL here", "C: NOOP", "S: +OK"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<Pop3Entry> entries;
        list(&entries);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(entries, (QList<Pop3Entry>{{1, 120, ""}}));
    }

    void listingFails_data()
    {
        QTest::addColumn<QByteArrayList>("dialog");
        QTest::addColumn<QString>("expected");
        QTest::newRow("refused") << QByteArrayList{"C: LIST", "S: -ERR no", "C: UIDL", "S: -ERR no", "C: NOOP", "S: +OK"} << u"Refused"_s;
        QTest::newRow("twice") << QByteArrayList{"C: LIST", "S: +OK", "S: 1 1", "S: 1 2", "S: ."} << u"Nonsense"_s;
        QTest::newRow("UIDL twice") << QByteArrayList{"C: LIST", "S: +OK", "S: 1 1", "S: .", "C: UIDL", "S: +OK", "S: 1 a", "S: 1 b", "S: ."} << u"Nonsense"_s;
        QTest::newRow("given up") << QByteArrayList{"C: LIST", "S: -ERR idle for too long", "X"} << u"ConnectionLost"_s;
        QTest::newRow("given up before UIDL") << QByteArrayList{"C: LIST", "S: +OK", "S: 1 1", "S: .", "C: UIDL", "S: -ERR idle for too long", "X"}
                                              << u"ConnectionLost"_s;
        QTest::newRow("given up for now") << QByteArrayList{"C: LIST", "S: -ERR [SYS/TEMP] shutting down", "X"} << u"Unavailable"_s;
        QTest::newRow("garbage") << QByteArrayList{"C: LIST", "S: +OK", "S: one two", "S: ."} << u"Nonsense"_s;
        QTest::newRow("cut") << QByteArrayList{"C: LIST", "S: +OK", "S: 1 1", "CUT"} << u"ConnectionLost"_s;
        QTest::newRow("silence") << QByteArrayList{"C: LIST", "S: +OK", "S: 1 1", "WAIT"} << u"Timeout"_s;
    }

    void listingFails()
    {
        QFETCH(const QByteArrayList, dialog);
        QFETCH(const QString, expected);
        qputenv("KONTO_TIMEOUT_MS", "500");
        ScriptedServer server(login + dialog);
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<Pop3Entry> entries;
        list(&entries);
        QTRY_COMPARE(outcome, expected);
        QVERIFY(entries.isEmpty());
    }

    /// Nothing that is odd about sizes and ids loses a message.
    void oddListing()
    {
        ScriptedServer server(login
                              + QByteArrayList{"C: LIST",
                                               "S: +OK",
                                               "S: 1 0",
                                               "S: 2 99999999999",
                                               "S: 3 5 octets",
                                               "S: 4 7",
                                               "S: .", //
                                               "C: UIDL",
                                               "S: +OK",
                                               "S: 1 same",
                                               "S: 2 same",
                                               "S: 3",
                                               "S: 4 " + QByteArray(1001, 'x'),
                                               "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<Pop3Entry> entries;
        list(&entries);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(entries, (QList<Pop3Entry>{{1, 0, "same"}, {2, 99999999999, "same"}, {3, 5, ""}, {4, 7, ""}}));
    }

    /// The server says why it hangs up: that is not a refusal of the command that crossed it.
    void givenUpWhileRetrieving()
    {
        ScriptedServer server(pipeliningLogin + QByteArrayList{"C: RETR 1", "C: RETR 2", "S: +OK", "S: one", "S: .", "S: -ERR idle for too long", "X"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve({1, 2}, &sink);
        QTRY_COMPARE(outcome, u"ConnectionLost"_s);
        QCOMPARE(sink.notes, (QByteArrayList{"begin 1", "end 1"}));
        QCOMPARE(serverText, "idle for too long");
    }

    void givenUpBetweenCommands()
    {
        ScriptedServer server(login + QByteArrayList{"S: -ERR idle for too long", "X"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QTRY_VERIFY2(server.isDone(), server.state().constData());
        NotingSink sink;
        retrieve({1}, &sink);
        QTRY_COMPARE(outcome, u"ConnectionLost"_s);
        QVERIFY(sink.notes.isEmpty());
    }

    void theLastIsRefused()
    {
        ScriptedServer server(
            login + QByteArrayList{"C: RETR 1", "S: +OK", "S: .", "C: RETR 2", "S: -ERR", "C: NOOP", "S: -ERR what?", "C: RETR 3", "S: +OK", "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve({1, 2}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(sink.notes, (QByteArrayList{"begin 1", "end 1", "refused 2 "}));
        retrieve({3}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
    }

    void withoutTop()
    {
        ScriptedServer server(login + QByteArrayList{"C: TOP 1 0", "S: -ERR unknown command", "C: TOP 2 0", "S: -ERR unknown command", "C: NOOP", "S: +OK"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        top({1, 2}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(sink.notes, (QByteArrayList{"refused 1 unknown command", "refused 2 unknown command"}));
    }

    /// The server loses the second of three commands: the third message must not be taken for the second.
    void losesACommand_data()
    {
        QTest::addColumn<bool>("exact");
        QTest::addColumn<QString>("expected");
        QTest::newRow("sizes tell") << true << u"Nonsense"_s;
        QTest::newRow("sizes are wrong anyway") << false << u"Timeout"_s;
    }

    void losesACommand()
    {
        QFETCH(const bool, exact);
        QFETCH(const QString, expected);
        qputenv("KONTO_TIMEOUT_MS", "500");
        ScriptedServer server(pipeliningLogin
                              + QByteArrayList{"C: LIST",
                                               "C: UIDL",
                                               "S: +OK",
                                               exact ? "S: 1 5" : "S: 1 99",
                                               "S: 2 9",
                                               "S: 3 7",
                                               "S: .",
                                               "S: +OK",
                                               "S: .", //
                                               "C: RETR 1",
                                               "C: RETR 2",
                                               "C: RETR 3",
                                               "S: +OK",
                                               "S: one",
                                               "S: .",
                                               "S: +OK",
                                               "S: three",
                                               "S: .",
                                               "WAIT"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<Pop3Entry> entries;
        list(&entries);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve({1, 2, 3}, &sink);
        QTRY_COMPARE(outcome, expected);
        QVERIFY(session->failedWhilePipelining());
        QCOMPARE(sink.notes.contains("end 2"), !exact);
    }

    void retrieving()
    {
        ScriptedServer server(login
                              + QByteArrayList{"C: RETR 2", "S: +OK", "S: two", "S: ..", "S: .", "C: RETR 1", "S: -ERR gone", "C: RETR 3", "S: +OK", "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve({2, 1, 3}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(sink.notes, (QByteArrayList{"begin 2", "end 2", "refused 1 gone", "begin 3", "end 3"}));
        QCOMPARE(sink.texts.value(2), "two\r\n.\r\n");
        QCOMPARE(sink.texts.value(3), "");
    }

    void pipelinedRetrieving()
    {
        QByteArrayList script = pipeliningLogin;
        QList<int> numbers;
        for (int number = 1; number <= 100; ++number) {
            numbers.append(number);
        }
        // 64 at first, then one for each that came.
        for (int number = 1; number <= 64; ++number) {
            script.append("C: RETR " + QByteArray::number(number));
        }
        for (int number = 1; number <= 100; ++number) {
            script += number == 50 ? QByteArrayList{"S: -ERR gone"} : QByteArrayList{"S: +OK", "S: message " + QByteArray::number(number), "S: ."};
            if (number + 64 <= 100) {
                script.append("C: RETR " + QByteArray::number(number + 64));
            }
        }
        ScriptedServer server(script);
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve(numbers, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(sink.texts.size(), 99);
        QCOMPARE(sink.texts.value(77), "message 77\r\n");
        QVERIFY(sink.notes.contains("refused 50 gone"));
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// Large messages are asked for one at a time: 600 kB and 600 kB are more than the window.
    void windowOfBytes()
    {
        ScriptedServer server(pipeliningLogin + QByteArrayList{"C: LIST",   "C: UIDL",   "S: +OK", "S: 1 600000", "S: 2 600000", "S: 3 5000000",
                                                               "S: .",      "S: +OK",    "S: .", //
                                                               "C: RETR 1", "C: RETR 2", "S: +OK", "S: one",      "S: .",        "C: RETR 3",
                                                               "S: +OK",    "S: two",    "S: .",   "S: +OK",      "S: three",    "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<Pop3Entry> entries;
        list(&entries);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve({1, 2, 3}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(sink.texts.size(), 3);
    }

    /// RFC 1939 section 7: the header only, whatever is announced for the message.
    void headersOnly()
    {
        ScriptedServer server(pipeliningLogin
                              + QByteArrayList{
                                  "C: LIST",    "C: UIDL",         "S: +OK",     "S: 1 900000", "S: 2 900000",  "S: 3 900000", "S: .", "S: +OK", "S: .", //
                                  "C: TOP 1 0", "C: TOP 2 0",      "C: TOP 3 0", //
                                  "S: +OK",     "S: Subject: one", "S: ",        "S: .",        "S: -ERR gone", "S: +OK",      "S: .",
                              });
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<Pop3Entry> entries;
        list(&entries);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        top({1, 2, 3}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(sink.notes, (QByteArrayList{"begin 1", "end 1", "refused 2 gone", "begin 3", "end 3"}));
        QCOMPARE(sink.texts.value(1), "Subject: one\r\n\r\n");
    }

    /// The line does not run dry between two groups.
    void moreIsAskedForInTime()
    {
        ScriptedServer server(
            pipeliningLogin
            + QByteArrayList{"C: RETR 1", "C: RETR 2", "C: RETR 3", "C: RETR 4", "S: +OK", "S: .", "S: +OK", "S: .", "S: +OK", "S: .", "S: +OK", "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        sink.moreNumbers = {{2, 3}, {4}};
        retrieve({1}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(sink.texts.size() + sink.notes.size(), 8);
    }

    /// "Nothing now" is asked again as long as something is under way.
    void moreComesLate()
    {
        ScriptedServer server(login + QByteArrayList{"C: RETR 1", "S: +OK", "S: .", "C: RETR 2", "S: +OK", "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        sink.moreNumbers = {{}, {2}};
        retrieve({1}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(sink.notes.last(), "end 2");
        sink.notes.clear();
        retrieve({}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QVERIFY(sink.notes.isEmpty());
    }

    void removing()
    {
        ScriptedServer server(pipeliningLogin
                              + QByteArrayList{"C: DELE 3", "C: DELE 1", "C: DELE 2", "S: +OK", "S: -ERR already deleted", "S: +OK", "C: QUIT", "S: +OK"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<int> removed;
        remove({3, 1, 2}, &removed);
        QTRY_COMPARE(outcome, u"ok"_s);
        QCOMPARE(removed, (QList<int>{3, 2}));
        outcome.clear();
        note(session->quit());
        QTRY_COMPARE(outcome, u"ok"_s);
    }

    void removingInLockStep()
    {
        ScriptedServer server(pipeliningLogin + QByteArrayList{"C: DELE 1", "S: +OK", "C: DELE 2", "X"});
        session->setLockStep(true);
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QList<int> removed;
        remove({1, 2, 3}, &removed);
        QTRY_COMPARE(outcome, u"ConnectionLost"_s);
        QVERIFY(removed.isEmpty());
        QVERIFY(!session->failedWhilePipelining());
    }

    /// Servers that offer PIPELINING and do not bear it.
    void brokenPipelining_data()
    {
        QTest::addColumn<QList<int>>("numbers");
        QTest::addColumn<QByteArrayList>("dialog");
        QTest::addColumn<QString>("expected");
        const QByteArrayList asked{"C: RETR 1", "C: RETR 2", "C: RETR 3"};
        QTest::newRow("closes at the second command") << QList{1, 2} << QByteArrayList{"C: RETR 1", "C: RETR 2", "CUT"} << u"ConnectionLost"_s;
        QTest::newRow("answers the first and stalls") << QList{1, 2, 3} << asked + QByteArrayList{"S: +OK", "S: one", "S: .", "WAIT"} << u"Timeout"_s;
        QTest::newRow("drops the last") << QList{1, 2, 3} << asked + QByteArrayList{"S: +OK", "S: one", "S: .", "S: +OK", "S: two", "S: .", "WAIT"}
                                        << u"Timeout"_s;
        QTest::newRow("answers two at once") << QList{1, 2, 3} << asked + QByteArrayList{"S: +OK", "S: one", "S: .", "S: what?", "WAIT"} << u"Nonsense"_s;
    }

    void brokenPipelining()
    {
        QFETCH(const QList<int>, numbers);
        QFETCH(const QByteArrayList, dialog);
        QFETCH(const QString, expected);
        qputenv("KONTO_TIMEOUT_MS", "500");
        ScriptedServer server(pipeliningLogin + dialog);
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        QVERIFY(!session->failedWhilePipelining());
        NotingSink sink;
        retrieve(numbers, &sink);
        QTRY_COMPARE(outcome, expected);
        QVERIFY(session->failedWhilePipelining());
    }

    /// Nothing of what we did ourselves is the server's fault.
    void notBrokenPipelining()
    {
        ScriptedServer server(pipeliningLogin + QByteArrayList{"C: RETR 1", "C: RETR 2", "S: +OK", "S: one", "WAIT"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        sink.refuseChunkOf = 1;
        retrieve({1, 2}, &sink);
        QTRY_COMPARE(outcome, u"DiskFull"_s);
        QVERIFY(!session->failedWhilePipelining());
    }

    void largeMessage()
    {
        const QByteArray line(998, 'x');
        QByteArray text;
        for (int count = 0; count < 10'000; ++count) {
            text += line + "\r\n";
        }
        ScriptedServer server(login + QByteArrayList{"C: RETR 1", "S: +OK", "S: " + text.chopped(2), "S: ."});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve({1}, &sink);
        QTRY_COMPARE(outcome, u"ok"_s);
        QVERIFY(sink.texts.value(1) == text);
    }

    void sinkStops()
    {
        ScriptedServer server(pipeliningLogin + QByteArrayList{"C: RETR 1", "C: RETR 2", "S: +OK", "S: one", "S: .", "S: +OK", "S: two", "WAIT"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        sink.refuseChunkOf = 2;
        retrieve({1, 2}, &sink);
        QTRY_COMPARE(outcome, u"DiskFull"_s);
        QCOMPARE(sink.notes, (QByteArrayList{"begin 1", "end 1", "begin 2"}));
        QTRY_VERIFY2(server.isDone(), server.state().constData());
    }

    void cutInAMessage()
    {
        ScriptedServer server(login + QByteArrayList{"C: RETR 1", "S: +OK", "S: one", "S: .", "C: RETR 2", "S: +OK", "S: tw", "X"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve({1, 2}, &sink);
        QTRY_COMPARE(outcome, u"ConnectionLost"_s);
        QCOMPARE(sink.notes, (QByteArrayList{"begin 1", "end 1", "begin 2"}));
    }

    void quitNotAcknowledged_data()
    {
        QTest::addColumn<QByteArrayList>("dialog");
        QTest::addColumn<QString>("expected");
        QTest::newRow("refused") << QByteArrayList{"C: QUIT", "S: -ERR some deleted messages not removed"} << u"Refused"_s;
        QTest::newRow("closed") << QByteArrayList{"C: QUIT", "X"} << u"ConnectionLost"_s;
    }

    void quitNotAcknowledged()
    {
        QFETCH(const QByteArrayList, dialog);
        QFETCH(const QString, expected);
        ScriptedServer server(login + dialog);
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        outcome.clear();
        note(session->quit());
        QTRY_COMPARE(outcome, expected);
    }

    void abortEndsTheTask_data()
    {
        QTest::addColumn<bool>("destroy");
        QTest::newRow("abort()") << false;
        QTest::newRow("destroyed") << true;
    }

    void abortEndsTheTask()
    {
        QFETCH(const bool, destroy);
        ScriptedServer server(login + QByteArrayList{"C: RETR 1", "S: +OK", "S: one", "WAIT"});
        open(server, Security::None);
        QTRY_COMPARE(outcome, u"ok"_s);
        NotingSink sink;
        retrieve({1}, &sink);
        QTRY_COMPARE(sink.texts.value(1), "one\r\n");
        if (destroy) {
            session.reset();
        } else {
            session->abort();
        }
        QVERIFY(outcome.isEmpty()); // from the event loop only
        QTRY_COMPARE(outcome, u"Cancelled"_s);
        QTRY_VERIFY2(server.isDone(), server.state().constData());
    }

    void destroyedWhileConnecting()
    {
        ScriptedServer server({"WAIT"});
        open(server, Security::Tls);
        session.reset();
        QTRY_COMPARE(outcome, u"Cancelled"_s);
    }

    /// The one who waits deletes the session as soon as the answer comes.
    void destroyedByTheWaiter()
    {
        ScriptedServer server(login);
        open(server, Security::None);
        [](Pop3SessionTest *test) -> Task<void> {
            NotingSink sink;
            const Result<void> result = co_await test->session->retrieve({}, &sink);
            test->session.reset();
            test->outcome = describe(result);
        }(this);
        QTRY_VERIFY(!outcome.isEmpty());
        QVERIFY(!session);
    }

    void aSecondOpenEndsTheFirst()
    {
        ScriptedServer server({"S: +OK", "C: CAPA", "WAIT"});
        server.addScript(login);
        open(server, Security::None);
        QTRY_COMPARE(server.received(), QByteArrayList{"CAPA"});
        QString second;
        [](Pop3SessionTest *test, QString *result, quint16 port) -> Task<void> {
            *result = describe(
                co_await test->session->open({u"localhost"_s, port, Security::None}, Login{.userName = u"mrose"_s, .secret = Secret(u"tanstaaf"_s)}, {}));
        }(this, &second, server.serverPort());
        QTRY_COMPARE(outcome, u"Cancelled"_s);
        QTRY_COMPARE(second, u"ok"_s);
    }
};

QTEST_GUILESS_MAIN(Pop3SessionTest)

#include "pop3sessiontest.moc"
