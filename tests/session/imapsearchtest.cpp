// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "imaptest.h"

using namespace Konto;
using namespace Qt::StringLiterals;

using Uids = QList<quint32>;

/// SEARCH with criteria that somebody else made up, and what servers answer.
class ImapSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "10000");
    }

    void plain()
    {
        ScriptedServer server(loggedInScript("IDLE",
                                             {"C: C1 UID SEARCH (OR SUBJECT \"a \\\"b\\\" \\\\\" BODY \"SEEN)\" NOT SEEN) LARGER 5",
                                              "S: * SEARCH 9 3",
                                              "S: * 5 EXISTS",
                                              "S: * SEARCH 4294967295 0 4294967296 x",
                                              "S: C1 OK found",
                                              "C: C2 UID SEARCH ALL",
                                              "S: * SEARCH",
                                              "S: C2 OK none"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome found(
            session.search({{"("}, {"OR"}, {"SUBJECT"}, {"a \"b\" \\", true}, {"BODY"}, {"SEEN)", true}, {"NOT"}, {"SEEN"}, {")"}, {"LARGER"}, {"5"}}));
        QTRY_COMPARE(found.kind(), u"good"_s);
        QCOMPARE(found.value(), (Uids{3, 9, 4294967295U}));
        const Outcome none(session.search({{"ALL"}}));
        QTRY_COMPARE(none.kind(), u"good"_s);
        QCOMPARE(none.value(), Uids());
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void rangesWhereOffered_data()
    {
        QTest::addColumn<QByteArray>("capabilities");
        QTest::newRow("ESEARCH") << QByteArray("ESEARCH");
        QTest::newRow("IMAP4rev2") << QByteArray("IMAP4rev2");
    }
    void rangesWhereOffered()
    {
        QFETCH(QByteArray, capabilities);
        ScriptedServer server(loggedInScript(capabilities,
                                             {"C: C1 UID SEARCH RETURN (ALL) BODY \"x\"",
                                              "S: * ESEARCH (TAG \"C1\") UID ALL 2,10:12",
                                              "S: C1 OK found",
                                              "C: C2 UID SEARCH RETURN (ALL) BODY \"y\"",
                                              "S: * ESEARCH (TAG \"C2\") UID",
                                              "S: C2 OK none"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome found(session.search({{"BODY"}, {"x", true}}));
        QTRY_COMPARE(found.kind(), u"good"_s);
        QCOMPARE(found.value(), (Uids{2, 10, 11, 12}));
        const Outcome none(session.search({{"BODY"}, {"y", true}}));
        QTRY_COMPARE(none.kind(), u"good"_s);
        QCOMPARE(none.value(), Uids());
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// Other than ASCII goes as a literal, which the server has to ask for.
    void otherCharacters()
    {
        ScriptedServer server(loggedInScript("IDLE",
                                             {"C: C1 UID SEARCH CHARSET UTF-8 (OR SUBJECT {6}",
                                              "S: + go on",
                                              "C: Gr\xc3\xb6\xc3\x9f BODY {5}",
                                              "S: + go on",
                                              "C: a)\xc3\xa9x)",
                                              "S: * SEARCH 7",
                                              "S: C1 OK found"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome found(session.search({{"("}, {"OR"}, {"SUBJECT"}, {"Gr\xc3\xb6\xc3\x9f", true}, {"BODY"}, {"a)\xc3\xa9x", true}, {")"}}));
        QTRY_COMPARE(found.kind(), u"good"_s);
        QCOMPARE(found.value(), Uids{7});
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// The connection serves the next search.
    void refusals()
    {
        ScriptedServer server(loggedInScript("LITERAL+",
                                             {"C: C1 UID SEARCH CHARSET UTF-8 BODY {2+}",
                                              "C: \xc3\xa9",
                                              "S: C1 NO [BADCHARSET (US-ASCII)] what?",
                                              "C: C2 UID SEARCH KEYWORD $Odd",
                                              "S: C2 BAD no such key",
                                              "C: C3 UID SEARCH SEEN",
                                              "S: * SEARCH 1",
                                              "S: C3 OK found"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome charset(session.search({{"BODY"}, {"\xc3\xa9", true}}));
        QTRY_COMPARE(charset.kind(), u"Refused"_s);
        QCOMPARE(charset.error().scope, Scope::Folder);
        const Outcome key(session.search({{"KEYWORD"}, {"$Odd"}}));
        QTRY_COMPARE(key.kind(), u"Refused"_s);
        QCOMPARE(key.error().scope, Scope::Folder);
        const Outcome found(session.search({{"SEEN"}}));
        QTRY_COMPARE(found.kind(), u"good"_s);
        QCOMPARE(found.value(), Uids{1});
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void isCancelled()
    {
        ScriptedServer server(loggedInScript("IDLE", {"C: C1 UID SEARCH SEEN", "WAIT"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome found(session.search({{"SEEN"}}));
        QTRY_VERIFY(server.received().contains("C1 UID SEARCH SEEN"));
        session.abort();
        QTRY_COMPARE(found.kind(), u"Cancelled"_s);
    }
};

QTEST_GUILESS_MAIN(ImapSearchTest)
#include "imapsearchtest.moc"
