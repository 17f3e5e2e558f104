// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "imaptest.h"

#include "core/folder.h"

#include <QTimeZone>

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
                                             {"C: C1 NAMESPACE",
                                              "S: * NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) ((\"Shared/\" \"/\"))",
                                              "S: C1 OK done",
                                              "C: C2 LIST \"\" \"*\" RETURN (SUBSCRIBED SPECIAL-USE)",
                                              "S: * LIST (\\HasNoChildren) \"/\" INBOX",
                                              "S: * LIST (\\HasNoChildren \\Sent) \"/\" \"Gesendete Objekte\"",
                                              "S: * list (\\Noselect) \"/\" [Gmail]",
                                              "S: * LIST (\\All) \"/\" \"[Gmail]/Alle &- &AOQ-\"",
                                              literalStep("* LIST () \"/\" ", "a\"b(", ""),
                                              "S: * LIST () NIL flat/name",
                                              "S: * LIST () \"\\\\\" \"a\\\\b\"",
                                              "S: * LIST () \"/\" \"Other Users/bob\"",
                                              "S: * LIST (\\Noselect) \"/\" Shared",
                                              "S: C2 OK it's 5\" long :) {",
                                              "C: C3 LIST \"\" \"*\" RETURN (SUBSCRIBED SPECIAL-USE)",
                                              "S: * LIST () \"/\" INBOX",
                                              "S: * LIST (\\Subscribed) \"/\" \"Other Users/bob\"",
                                              "S: C3 OK done",
                                              "C: C4 LIST \"\" \"Shared/*\" RETURN (SUBSCRIBED SPECIAL-USE)",
                                              "S: C4 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome listed(session.list());
        QTRY_COMPARE(listed.kind(), u"good"_s);
        QMap<QString, ImapMailbox> found;
        QStringList foreign;
        for (const ImapMailbox &mailbox : listed.value().mailboxes) {
            found.insert(mailbox.name, mailbox);
            foreign += mailbox.foreign ? QStringList{mailbox.name} : QStringList();
        }
        QCOMPARE(found.size(), 9);
        QCOMPARE(foreign, (QStringList{u"Other Users/bob"_s, u"Shared"_s}));
        QVERIFY(found.contains(u"INBOX"_s) && found.contains(u"a\"b("_s));
        QCOMPARE(roleOfAttributes(found.value(u"Gesendete Objekte"_s).attributes), Role::Sent);
        QCOMPARE(roleOfAttributes(found.value(u"[Gmail]/Alle & ä"_s).attributes), Role::All);
        QVERIFY(!found.value(u"[Gmail]"_s).isSelectable());
        QVERIFY(found.value(u"flat/name"_s).delimiter.isNull());
        QCOMPARE(found.value(u"a\\b"_s).delimiter, u'\\');
        const Outcome again(session.list()); // namespaces are asked for once
        QTRY_COMPARE(again.kind(), u"good"_s);
        QCOMPARE(again.value().mailboxes.size(), 2);
        QVERIFY(again.value().mailboxes.last().foreign);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void speaksUtf8WhereOffered_data()
    {
        QTest::addColumn<QByteArray>("capability");
        QTest::addColumn<QByteArray>("enabled");
        QTest::addColumn<QByteArray>("charset");
        QTest::newRow("accepted") << QByteArray("ENABLE UTF8=ACCEPT LITERAL+") << QByteArray("S: * ENABLED UTF8=ACCEPT") << QByteArray();
        QTest::newRow("demanded") << QByteArray("ENABLE UTF8=ONLY LITERAL+") << QByteArray("S: * ENABLED UTF8=ACCEPT") << QByteArray();
        QTest::newRow("not enabled") << QByteArray("ENABLE UTF8=ACCEPT LITERAL+") << QByteArray("S: * ENABLED") << QByteArray("CHARSET UTF-8 ");
    }

    void speaksUtf8WhereOffered()
    {
        QFETCH(QByteArray, capability);
        QFETCH(QByteArray, enabled);
        QFETCH(QByteArray, charset);
        const bool isUtf8 = charset.isEmpty();
        QByteArrayList script{"C: C1 ENABLE UTF8=ACCEPT", enabled, "S: C1 OK done", "C: C2 LIST \"\" \"*\""};
        script << (isUtf8 ? rawStep("* LIST () \"/\" \"B\xc3\xbcro &-\"") : QByteArray("S: * LIST () \"/\" \"B&APw-ro &-\"")) << "S: C2 OK done";
        script << (isUtf8 ? QByteArrayList{"C: C3 DELETE {5+}", "C~ B.*ro"} : QByteArrayList{"C: C3 DELETE \"B&APw-ro\""}) << "S: C3 OK done";
        script << "C~ C4 UID SEARCH " + charset + "SUBJECT \\{5\\+\\}" << "C~ B.*ro" << "S: C4 OK done";
        ScriptedServer server(loggedInScript(capability, script));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome listed(session.list());
        QTRY_COMPARE(listed.kind(), u"good"_s);
        QCOMPARE(listed.value().mailboxes.first().name, isUtf8 ? u"Büro &-"_s : u"Büro &"_s);
        const Outcome deleted(session.deleteMailbox(u"Büro"_s));
        QTRY_COMPARE(deleted.kind(), u"good"_s);
        const Outcome found(session.search({{.text = "SUBJECT"}, {.text = "B\xc3\xbcro", .isString = true}}));
        QTRY_COMPARE(found.kind(), u"good"_s);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void asksOldServersForSubscriptions()
    {
        ScriptedServer server(loggedInScript("NAMESPACE",
                                             {"C: C1 NAMESPACE",
                                              "S: * NAMESPACE ((\"\" \"/\")) ((\"~\" \"/\")) NIL",
                                              "S: C1 OK done",
                                              "C: C2 LIST \"\" \"*\"",
                                              "S: * LIST () \"/\" INBOX",
                                              "S: * LIST () \"/\" \"~bob/Plans\"",
                                              "S: * LIST () \"/\" \"~bob\"",
                                              "S: C2 OK done",
                                              "C: C3 LSUB \"\" \"*\"",
                                              "S: * LSUB () \"/\" \"~bob/Plans\"",
                                              "S: * LSUB (\\Noselect) \"/\" \"~bob\"",
                                              "S: C3 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome listed(session.list());
        QTRY_COMPARE(listed.kind(), u"good"_s);
        QStringList subscribed;
        for (const ImapMailbox &mailbox : listed.value().mailboxes) {
            subscribed += mailbox.has("\\subscribed") ? QStringList{mailbox.name} : QStringList();
        }
        QCOMPARE(subscribed, QStringList{u"~bob/Plans"_s});
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void examines()
    {
        ScriptedServer server(loggedInScript("CONDSTORE",
                                             {"C: C1 EXAMINE \"Entw&APw-rfe \\\"1\\\"\" (CONDSTORE)",
                                              "S: * FLAGS",
                                              "S: * 7 EXISTS",
                                              "S: * 0 RECENT",
                                              "S: * OK [UIDVALIDITY 4294967295] valid",
                                              "S: * OK [UIDNEXT 8] next",
                                              "S: * OK [HIGHESTMODSEQ 9223372036854775807] high",
                                              "S: * OK [PERMANENTFLAGS (\\Seen [odd] \\*)] flags",
                                              "S: C1 OK [READ-ONLY] examined"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome state(session.openMailbox(u"Entwürfe \"1\""_s));
        QTRY_COMPARE(state.kind(), u"good"_s);
        QCOMPARE(state.value().state.exists, 7u);
        QCOMPARE(state.value().state.uidValidity, 4294967295u);
        QCOMPARE(state.value().state.uidNext, 8u);
        QCOMPARE(state.value().state.highestModSeq, 9223372036854775807ull);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void aRefusalIsTheFolders()
    {
        ScriptedServer server(loggedInScript("IDLE",
                                             {"C: C1 EXAMINE \"gone\"",
                                              "S: C1 NO [NONEXISTENT] Mailbox doesn't exist: \"gone :)",
                                              "C: C2 EXAMINE \"busy\"",
                                              "S: C2 NO [INUSE] locked",
                                              "C: C3 EXAMINE \"novalidity\"",
                                              "S: * 1 EXISTS",
                                              "S: C3 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome gone(session.openMailbox(u"gone"_s));
        QTRY_COMPARE(gone.kind(), u"Refused"_s);
        QCOMPARE(gone.error().scope, Scope::Folder);
        QCOMPARE(gone.error().serverText, "Mailbox doesn't exist: \"gone :)");
        const Outcome busy(session.openMailbox(u"busy"_s));
        QTRY_COMPARE(busy.kind(), u"Busy"_s);
        QCOMPARE(busy.error().scope, Scope::Folder);
        const Outcome noValidity(session.openMailbox(u"novalidity"_s));
        QTRY_COMPARE(noValidity.kind(), u"Refused"_s);
        QVERIFY(session.isOpen());
    }

    void aMailboxNameCannotInject()
    {
        ScriptedServer server(loggedInScript("IDLE", {"C~ C1 EXAMINE \"[ -~]*\"", "S: C1 NO no"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome state(session.openMailbox(u"a\"\r\nA1 DELETE \"INBOX"_s));
        QTRY_COMPARE(state.kind(), u"Refused"_s);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void learnsObjectIds_data()
    {
        QTest::addColumn<QByteArray>("capability");
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<QByteArray>("answered");
        QTest::addColumn<QByteArray>("objectId");
        QTest::newRow("RFC 8474") << QByteArray("OBJECTID") << QByteArray(" EMAILID") << QByteArray("EMAILID (M6d99ac3275bb4e)")
                                  << QByteArray("M6d99ac3275bb4e");
        QTest::newRow("Gmail") << QByteArray("X-GM-EXT-1") << QByteArray(" X-GM-MSGID") << QByteArray("X-GM-MSGID 1278455344230334865")
                               << QByteArray("1278455344230334865");
        QTest::newRow("NIL") << QByteArray("OBJECTID") << QByteArray(" EMAILID") << QByteArray("EMAILID NIL") << QByteArray();
        QTest::newRow("too long") << QByteArray("OBJECTID") << QByteArray(" EMAILID") << QByteArray("EMAILID (" + QByteArray(256, 'x') + ')') << QByteArray();
        QTest::newRow("none") << QByteArray("IDLE") << QByteArray() << QByteArray("MODSEQ (7)") << QByteArray();
    }

    void learnsObjectIds()
    {
        QFETCH(QByteArray, capability);
        QFETCH(QByteArray, asked);
        QFETCH(QByteArray, answered);
        QFETCH(QByteArray, objectId);
        ScriptedServer server(loggedInScript(capability,
                                             {"C: C1 UID FETCH 1:* (UID FLAGS RFC822.SIZE" + asked + ')',
                                              "S: * 2 FETCH (UID 4 RFC822.SIZE 4294967296 " + answered + " FLAGS (\\Seen))",
                                              "S: * 1 FETCH (UID 3 FLAGS ())",
                                              "S: C1 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        QCOMPARE(session.hasObjectIds(), !asked.isEmpty());
        const Outcome found(session.fetchIdentities({{1, 4294967295U}}));
        QTRY_COMPARE(found.kind(), u"good"_s);
        QCOMPARE(found.value().size(), 1);
        QCOMPARE(found.value().first().uid, 4u);
        QCOMPARE(found.value().first().size, 4294967296);
        QCOMPARE(found.value().first().objectId, objectId);
        QVERIFY(found.value().first().flags.has(Flags::Seen));
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void fetchesFlags()
    {
        ScriptedServer server(loggedInScript("CONDSTORE",
                                             {"C: C1 UID FETCH 1:* (UID FLAGS)",
                                              "S: * 2 FETCH (FLAGS (\\Seen $Forwarded work [x]) UID 4294967294)",
                                              "S: * 1 FETCH (UID 5 MODSEQ (12) FLAGS ())",
                                              "S: * 3 FETCH (FLAGS (\\Recent \\Flagged) UID 7)",
                                              "S: C1 OK done",
                                              "C: C2 UID FETCH 7:* (UID FLAGS) (CHANGEDSINCE 99)",
                                              // RFC 9051 section 6.4.9: n:* always has the last message
                                              "S: * 1 FETCH (UID 5 FLAGS (\\Deleted))",
                                              "S: C2 OK done"}));
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
        QCOMPARE(all.value()[2].flags, Flags(Flags::Seen | Flags::Forwarded, {"[x]", "work"}));
        const Outcome changed(session.fetchFlags({{7, 4294967295u}}, 99));
        QTRY_COMPARE(changed.kind(), u"good"_s);
        QVERIFY(changed.value().isEmpty());
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// KIMAP keeps one response per sequence number and 100 ms.
    void losesNoMessageToNewsInPassing()
    {
        const QByteArray items = " (RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER] FLAGS UID)";
        const auto message = [](int number, const QByteArray &flags, int uid) {
            const QByteArray start = "* " + QByteArray::number(number) + " FETCH (FLAGS (" + flags + ") UID " + QByteArray::number(uid);
            return literalStep(start + " RFC822.SIZE 2 BODY[HEADER] ", "\r\n", ")");
        };
        ScriptedServer server(loggedInScript("IDLE",
                                             {"C: A000002 UID FETCH 1:9" + items,
                                              message(1, "", 1),
                                              message(2, "", 2),
                                              "S: * 2 FETCH (FLAGS (\\Seen))",
                                              message(3, "", 3),
                                              "S: * 3 EXPUNGE",
                                              message(3, "", 4),
                                              "S: A000002 OK done",
                                              "C: A000003 UID FETCH 2:3,5:9" + items,
                                              message(2, "\\Seen", 2),
                                              "S: A000003 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome headers(session.fetchHeaders({{1, 9}}));
        QTRY_COMPARE(headers.kind(), u"good"_s);
        QList<quint32> uids;
        for (const ImapHeader &item : headers.value()) {
            uids << item.uid;
        }
        QCOMPARE(uids, (QList<quint32>{1, 2, 4}));
        QCOMPARE(headers.value()[1].flags, Flags(Flags::Seen));
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void writes()
    {
        ScriptedServer server(loggedInScript("UIDPLUS MOVE",
                                             {"C: C1 SELECT \"INBOX\"",
                                              "S: * 3 EXISTS",
                                              "S: * OK [UIDVALIDITY 7] valid",
                                              "S: C1 OK [READ-WRITE] open",
                                              "C: C2 UID STORE 1:2,5 +FLAGS.SILENT (\\Seen work)",
                                              "S: C2 OK done",
                                              "C: C3 UID MOVE 1:3,9 \"Arch &- &AOQ-\"",
                                              "S: * OK [COPYUID 38505 1:2,9 3956:3957,4000] moved",
                                              "S: * 1 EXPUNGE",
                                              "S: C3 OK done",
                                              "C: C4 UID COPY 4 \"X\"",
                                              "S: C4 NO [OVERQUOTA] too much",
                                              "C: C5 APPEND \"Sent\" (\\Seen) \"05-Feb-2024 03:04:05 +0000\" {4}",
                                              "S: + go on",
                                              "C: a",
                                              "C: b",
                                              "S: C5 OK [APPENDUID 38505 17] there",
                                              "C: C6 UID EXPUNGE 5",
                                              "S: C6 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome selected(session.openMailbox(u"INBOX"_s, ImapOpening::ReadWrite));
        QTRY_COMPARE(selected.kind(), u"good"_s);
        const Outcome stored(session.storeFlags({{1, 2}, {5, 5}}, {"\\Seen", "work", "not an atom"}, true));
        QTRY_COMPARE(stored.kind(), u"good"_s);
        const Outcome moved(session.move({{1, 3}, {9, 9}}, u"Arch & ä"_s));
        QTRY_COMPARE(moved.kind(), u"good"_s);
        QCOMPARE(moved.value().uidValidity, 38505u);
        QCOMPARE(moved.value().uids, (QHash<quint32, quint32>{{1, 3956}, {2, 3957}, {9, 4000}}));
        const Outcome copied(session.copy({{4, 4}}, u"X"_s));
        QTRY_COMPARE(copied.kind(), u"Refused"_s);
        QCOMPARE(copied.error().serverText, "too much");
        const Outcome appended(
            session.append(u"Sent"_s, {.bytes = "a\r\nb", .flags = Flags(Flags::Seen), .date = QDateTime(QDate(2024, 2, 5), QTime(3, 4, 5), QTimeZone::UTC)}));
        QTRY_COMPARE(appended.kind(), u"good"_s);
        QCOMPARE(appended.value().uids.value(0), 17u);
        const Outcome expunged(session.expunge({{5, 5}}));
        QTRY_COMPARE(expunged.kind(), u"good"_s);
        QVERIFY(expunged.value());
        QVERIFY2(server.isDone(), server.state().constData());
    }

    /// Only EXPUNGE is there, which would take what others have marked.
    void expungesOnlyOurs()
    {
        ScriptedServer server(loggedInScript("IDLE",
                                             {"C: C1 UID SEARCH DELETED",
                                              "S: * SEARCH 5 6",
                                              "S: C1 OK done",
                                              "C: C2 UID SEARCH DELETED",
                                              "S: * SEARCH 5",
                                              "S: C2 OK done",
                                              "C: C3 EXPUNGE",
                                              "S: C3 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome others(session.expunge({{5, 5}}));
        QTRY_COMPARE(others.kind(), u"good"_s);
        QVERIFY(!others.value());
        const Outcome ours(session.expunge({{5, 5}}));
        QTRY_COMPARE(ours.kind(), u"good"_s);
        QVERIFY(ours.value());
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void resynchronises()
    {
        ScriptedServer server(loggedInScript("QRESYNC",
                                             {"C: C1 ENABLE QRESYNC",
                                              "S: * ENABLED QRESYNC",
                                              "S: C1 OK done",
                                              "C: C2 EXAMINE \"INBOX\" (QRESYNC (7 9223372036854775806))",
                                              "S: * 3 EXISTS",
                                              "S: * OK [UIDVALIDITY 7] valid",
                                              "S: * OK [UIDNEXT 12] next",
                                              "S: * OK [HIGHESTMODSEQ 9223372036854775807] high",
                                              "S: * VANISHED (EARLIER) 3:4,8",
                                              "S: * 2 FETCH (UID 5 FLAGS (\\Flagged) MODSEQ (9223372036854775807))",
                                              "S: C2 OK [READ-ONLY] open"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome examined(session.openMailbox(u"INBOX"_s, ImapOpening::ReadOnly, {.uidValidity = 7, .modSeq = 9223372036854775806ull}));
        QTRY_COMPARE(examined.kind(), u"good"_s);
        QVERIFY(examined.value().resynced);
        QVERIFY(examined.value().readOnly);
        QCOMPARE(examined.value().vanished, (UidRanges{{3, 4}, {8, 8}}));
        QCOMPARE(examined.value().changed.size(), 1);
        QCOMPARE(examined.value().changed.first().uid, 5u);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void listsStates()
    {
        ScriptedServer server(loggedInScript("LIST-EXTENDED LIST-STATUS CONDSTORE",
                                             {"C: C1 LIST \"\" \"*\" RETURN (SUBSCRIBED STATUS (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ))",
                                              "S: * LIST (\\Subscribed) \"/\" INBOX",
                                              "S: * STATUS INBOX (MESSAGES 4294967295 UIDNEXT 9 UIDVALIDITY 4294967295 HIGHESTMODSEQ 9223372036854775807)",
                                              literalStep("* LIST () \"/\" ", "a\"b", ""),
                                              literalStep("* STATUS ", "a\"b", " (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 3)"),
                                              "S: C1 OK done"}));
        ImapSession session;
        const auto opened = openSession(session, server);
        QTRY_COMPARE(opened.kind(), u"good"_s);
        const Outcome listed(session.list());
        QTRY_COMPARE(listed.kind(), u"good"_s);
        QCOMPARE(listed.value().mailboxes.size(), 2);
        QCOMPARE(listed.value().states.value(u"INBOX"_s).uidValidity, 4294967295u);
        QCOMPARE(listed.value().states.value(u"INBOX"_s).highestModSeq, 9223372036854775807ull);
        QCOMPARE(listed.value().states.value(u"a\"b"_s).uidValidity, 3u);
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
        QCOMPARE(headers.value()[0].internalDate, QDateTime(QDate(2024, 1, 1), QTime(0, 0), QTimeZone::UTC));
        const Outcome texts(session.fetchTexts({{3, 3}}));
        QTRY_COMPARE(texts.kind(), u"good"_s);
        QCOMPARE(texts.value().size(), 1);
        QCOMPARE(texts.value().value(3), text);
    }
};

QTEST_GUILESS_MAIN(ImapSessionTest)

#include "imapsessiontest.moc"
