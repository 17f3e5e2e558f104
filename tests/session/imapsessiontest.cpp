// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "imaptest.h"

#include "core/folder.h"

using namespace Konto;
using namespace Qt::StringLiterals;

/// What the façade does with what a server says after the login.
class ImapSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "10000");
    }

    void opensAndCloses()
    {
        ScriptedServer server(loggedInScript("IDLE", {"C: A000002 LOGOUT", "S: * BYE see you", "S: A000002 OK bye", "X"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QVERIFY(!session.isOpen());
        QTRY_COMPARE(opened.kind(), u"good"_s);
        QVERIFY(session.isOpen());
        QCOMPARE(session.capabilities(), (QByteArrayList{"IMAP4REV1", "IDLE"}));
        const auto closed = session.close();
        QTRY_VERIFY(closed.isReady());
        QVERIFY(!session.isOpen());
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void listsMailboxes()
    {
        ScriptedServer server(loggedInScript("NAMESPACE SPECIAL-USE LIST-EXTENDED",
                                             {"C: A000002 NAMESPACE",
                                              "S: * NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) ((\"Shared/\" \"/\"))",
                                              "S: A000002 OK done",
                                              "C: A000003 LIST \"\" * RETURN (SPECIAL-USE)",
                                              "S: * LIST (\\HasNoChildren) \"/\" INBOX",
                                              "S: * LIST (\\HasNoChildren \\Sent) \"/\" \"Gesendete Objekte\"",
                                              "S: * list (\\Noselect) \"/\" [Gmail]",
                                              "S: * LIST (\\All) \"/\" \"[Gmail]/Alle &- &AOQ-\"",
                                              literalStep("* LIST () \"/\" ", "a\"b(", ""),
                                              "S: * LIST () NIL flat/name",
                                              "S: * LIST () \"\\\\\" \"a\\\\b\"",
                                              "S: * LIST () \"/\" \"Other Users/bob\"",
                                              "S: * LIST (\\Noselect) \"/\" Shared",
                                              "S: A000003 OK it's 5\" long :) {"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome listed(session.listMailboxes());
        QTRY_COMPARE(listed.kind(), u"good"_s);
        QStringList names;
        for (const ImapMailbox &mailbox : listed.value()) {
            names << mailbox.name;
        }
        QCOMPARE(names, (QStringList{u"INBOX"_s, u"Gesendete Objekte"_s, u"[Gmail]"_s, u"[Gmail]/Alle & ä"_s, u"a\"b("_s, u"flat/name"_s, u"a\\b"_s}));
        QCOMPARE(roleOfAttributes(listed.value()[1].attributes), Role::Sent);
        QCOMPARE(roleOfAttributes(listed.value()[3].attributes), Role::All);
        QVERIFY(!listed.value()[2].isSelectable());
        QVERIFY(listed.value()[5].delimiter.isNull());
        QCOMPARE(listed.value()[6].delimiter, u'\\');
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void examines()
    {
        ScriptedServer server(loggedInScript("CONDSTORE",
                                             {"C: A000002 EXAMINE \"Entw&APw-rfe \\\"1\\\"\" (CONDSTORE)",
                                              "S: * FLAGS",
                                              "S: * 7 EXISTS",
                                              "S: * 0 RECENT",
                                              "S: * OK [UIDVALIDITY 4294967295] valid",
                                              "S: * OK [UIDNEXT 8] next",
                                              "S: * OK [HIGHESTMODSEQ 9223372036854775807] high",
                                              "S: * OK [PERMANENTFLAGS (\\Seen [odd] \\*)] flags",
                                              "S: A000002 OK [READ-ONLY] examined"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome state(session.examine(u"Entwürfe \"1\""_s));
        QTRY_COMPARE(state.kind(), u"good"_s);
        QCOMPARE(state.value().exists, 7u);
        QCOMPARE(state.value().uidValidity, 4294967295u);
        QCOMPARE(state.value().uidNext, 8u);
        QCOMPARE(state.value().highestModSeq, 9223372036854775807ull);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void aRefusalIsTheFolders()
    {
        ScriptedServer server(loggedInScript("IDLE",
                                             {"C: A000002 EXAMINE \"gone\"",
                                              "S: A000002 NO [NONEXISTENT] Mailbox doesn't exist: \"gone :)",
                                              "C: A000003 EXAMINE \"busy\"",
                                              "S: A000003 NO [INUSE] locked",
                                              "C: A000004 EXAMINE \"novalidity\"",
                                              "S: * 1 EXISTS",
                                              "S: A000004 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome gone(session.examine(u"gone"_s));
        QTRY_COMPARE(gone.kind(), u"Refused"_s);
        QCOMPARE(gone.error().scope, Scope::Folder);
        QCOMPARE(gone.error().serverText, "Mailbox doesn't exist: \"gone :)");
        const Outcome busy(session.examine(u"busy"_s));
        QTRY_COMPARE(busy.kind(), u"Busy"_s);
        QCOMPARE(busy.error().scope, Scope::Folder);
        const Outcome noValidity(session.examine(u"novalidity"_s));
        QTRY_COMPARE(noValidity.kind(), u"Refused"_s);
        QVERIFY(session.isOpen());
    }

    void aMailboxNameCannotInject()
    {
        ScriptedServer server(loggedInScript("IDLE", {"C~ A000002 EXAMINE \"[ -~]*\"", "S: A000002 NO no"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome state(session.examine(u"a\"\r\nA1 DELETE \"INBOX"_s));
        QTRY_COMPARE(state.kind(), u"Refused"_s);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void fetchesFlags()
    {
        ScriptedServer server(loggedInScript("CONDSTORE",
                                             {"C: A000002 UID FETCH 1:* (FLAGS UID)",
                                              "S: * 2 FETCH (FLAGS (\\Seen $Forwarded work [x]) UID 4294967294)",
                                              "S: * 1 FETCH (UID 5 MODSEQ (12) FLAGS ())",
                                              "S: * 3 FETCH (FLAGS (\\Recent \\Flagged) UID 7)",
                                              "S: A000002 OK done",
                                              "C: A000003 UID FETCH 7:* (FLAGS UID) (CHANGEDSINCE 99)",
                                              // RFC 9051 section 6.4.9: n:* always has the last message
                                              "S: * 1 FETCH (UID 5 FLAGS (\\Deleted))",
                                              "S: A000003 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome all(session.fetchFlags({{1, 4294967295u}}));
        QTRY_COMPARE(all.kind(), u"good"_s);
        QCOMPARE(all.value().size(), 3);
        QCOMPARE(all.value()[0].uid, 5u);
        QCOMPARE(all.value()[0].flags, Flags());
        QCOMPARE(all.value()[1].flags, Flags(Flags::Flagged));
        QCOMPARE(all.value()[2].uid, 4294967294u);
        QCOMPARE(all.value()[2].flags, Flags(Flags::Seen | Flags::Forwarded, {"_x_", "work"}));
        const Outcome changed(session.fetchFlags({{7, 4294967295u}}, 99));
        QTRY_COMPARE(changed.kind(), u"good"_s);
        QVERIFY(changed.value().isEmpty());
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// KIMAP keeps one response per sequence number and 100 ms.
    void losesNoMessageToNewsInPassing()
    {
        ScriptedServer server(loggedInScript("IDLE",
                                             {"C: A000002 UID FETCH 1:9 (FLAGS UID)",
                                              "S: * 1 FETCH (FLAGS () UID 1)",
                                              "S: * 2 FETCH (FLAGS () UID 2)",
                                              "S: * 2 FETCH (FLAGS (\\Seen))",
                                              "S: * 3 FETCH (FLAGS () UID 3)",
                                              "S: * 3 EXPUNGE",
                                              "S: * 3 FETCH (FLAGS () UID 4)",
                                              "S: A000002 OK done",
                                              "C: A000003 UID FETCH 2:3,5:9 (FLAGS UID)",
                                              "S: * 2 FETCH (FLAGS (\\Seen) UID 2)",
                                              "S: A000003 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome flags(session.fetchFlags({{1, 9}}));
        QTRY_COMPARE(flags.kind(), u"good"_s);
        QList<quint32> uids;
        for (const ImapFlags &item : flags.value()) {
            uids << item.uid;
        }
        QCOMPARE(uids, (QList<quint32>{1, 2, 4}));
        QCOMPARE(flags.value()[1].flags, Flags(Flags::Seen));
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void bytesAreExact_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("plain") << QByteArray("From: a\r\nSubject: b\r\n\r\n") << QByteArray("Hello\r\n");
        QTest::newRow("8-bit") << QByteArray("Subject: gr\xfc\xc3\x9f\xff\r\n\r\n") << QByteArray("\x80\xff\xc3\xa4 ohne Ende");
        QTest::newRow("bare LF") << QByteArray("Subject: b\nTo: c\n\n") << QByteArray("one\ntwo\r\nthree\rfour\n");
        QTest::newRow("no body") << QByteArray("Subject: b\r\n\r\n") << QByteArray("");
        QTest::newRow("no header") << QByteArray("\r\n") << QByteArray("body only\r\n");
        QTest::newRow("trailing spaces") << QByteArray("Subject: b   \r\nX: \t \r\n\r\n") << QByteArray("line  \r\n \r\n\t\r\n\r\n\r\n");
        QTest::newRow("folding") << QByteArray("Subject: a\r\n\tb\r\n  c\r\nX-Empty:\r\nReceived: x;\r\n \t y\r\n\r\n") << QByteArray("x");
        QTest::newRow("long lines") << QByteArray("Subject: " + QByteArray(70000, 'x') + "\r\n\r\n")
                                    << QByteArray(QByteArray(300000, 'y') + "\r\n" + QByteArray(70000, 'z'));
        QTest::newRow("multipart") << QByteArray("Content-Type: multipart/mixed; boundary=b\r\n\r\n")
                                   << QByteArray("preamble\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--\r\nepilogue \r\n\r\n");
        QTest::newRow("looks like IMAP") << QByteArray("Subject: A000002 OK\r\n\r\n") << QByteArray(")\r\nA000002 OK done\r\n* BYE {5}\r\n");
        QTest::newRow("header without empty line") << QByteArray("Subject: b\r\n") << QByteArray("");
        QTest::newRow("just a line end") << QByteArray("Subject: b\r\n\r\n") << QByteArray("\r\n");
        QTest::newRow("uuencode") << QByteArray("Subject: b\r\n\r\n") << QByteArray("see\r\n\r\nbegin 644 f.txt\r\n#0V%T\r\n`\r\nend\r\n\r\nbye\r\n");
        QTest::newRow("yenc") << QByteArray("Subject: b\r\n\r\n") << QByteArray("=ybegin line=128 size=3 name=f\r\nabc\r\n=yend size=3\r\n");
        QTest::newRow("colons") << QByteArray(": b\r\nno colon\r\n\r\n") << QByteArray("From x\r\n");
    }

    void bytesAreExact()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, text);
        const QByteArray size = QByteArray::number(header.size() + text.size());
        ScriptedServer server(loggedInScript(
            "IDLE",
            {"C: A000002 UID FETCH 3 (RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER] FLAGS UID)",
             literalStep("* 1 FETCH (UID 3 FLAGS (\\Seen) INTERNALDATE \"01-Jan-2024 00:00:00 +0000\" RFC822.SIZE " + size + " BODY[HEADER] ", header, ")"),
             "S: A000002 OK done",
             "C: A000003 UID FETCH 3 (BODY.PEEK[TEXT] UID)",
             literalStep("* 1 FETCH (UID 3 BODY[TEXT] ", text, ")"),
             "S: A000003 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome headers(session.fetchHeaders({{3, 3}}));
        QTRY_COMPARE(headers.kind(), u"good"_s);
        QCOMPARE(headers.value().size(), 1);
        QCOMPARE(headers.value()[0].header, header);
        QCOMPARE(headers.value()[0].size, header.size() + text.size());
        QCOMPARE(headers.value()[0].flags, Flags(Flags::Seen));
        const Outcome texts(session.fetchTexts({{3, 3}}));
        QTRY_COMPARE(texts.kind(), u"good"_s);
        QCOMPARE(texts.value().size(), 1);
        QCOMPARE(texts.value().value(3), text);
    }
};

QTEST_GUILESS_MAIN(ImapSessionTest)

#include "imapsessiontest.moc"
