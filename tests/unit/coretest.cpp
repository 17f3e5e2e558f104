// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "core/error.h"
#include "core/flags.h"
#include "core/folder.h"
#include "core/headers.h"
#include "core/imap.h"
#include "core/secret.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class CoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void flagsFromImapAreCaseInsensitive()
    {
        const Flags flags = Flags::fromImap({"\\seen", "$FORWARDED", "work", "\\Recent", "\\Unknown", "work"});
        QVERIFY(flags.has(Flags::Seen));
        QVERIFY(flags.has(Flags::Forwarded));
        QCOMPARE(flags.keywords(), QByteArrayList{"work"});
        QCOMPARE(Flags::fromImap(flags.toImap()), flags);
    }

    void maildirLettersAreInAsciiOrder()
    {
        Flags flags;
        for (const auto bit : {Flags::Seen, Flags::Answered, Flags::Flagged, Flags::Deleted, Flags::Draft, Flags::Forwarded}) {
            flags.set(bit);
        }
        QCOMPARE(flags.toMaildir(), QByteArray("DFPRST"));
        QCOMPARE(Flags::fromMaildir("SxR"), Flags(Flags::Seen | Flags::Answered));
    }

    void mergeTakesEachSidesChanges_data()
    {
        QTest::addColumn<int>("base");
        QTest::addColumn<int>("local");
        QTest::addColumn<int>("server");
        QTest::addColumn<int>("merged");
        QTest::newRow("nothing") << 0 << 0 << 0 << 0;
        QTest::newRow("read here") << 0 << int(Flags::Seen) << 0 << int(Flags::Seen);
        QTest::newRow("read there") << 0 << 0 << int(Flags::Seen) << int(Flags::Seen);
        QTest::newRow("unread here") << int(Flags::Seen) << 0 << int(Flags::Seen) << 0;
        QTest::newRow("unread there") << int(Flags::Seen) << int(Flags::Seen) << 0 << 0;
        QTest::newRow("different flags") << 0 << int(Flags::Seen) << int(Flags::Flagged) << int(Flags::Seen | Flags::Flagged);
    }

    void mergeTakesEachSidesChanges()
    {
        QFETCH(int, base);
        QFETCH(int, local);
        QFETCH(int, server);
        QFETCH(int, merged);
        QCOMPARE(merge(Flags(base), Flags(local), Flags(server)), Flags(merged));
    }

    void mergeOfKeywords()
    {
        QCOMPARE(merge(Flags(0, {"a", "b"}), Flags(0, {"b", "c"}), Flags(0, {"a", "b", "d"})), Flags(0, {"b", "c", "d"}));
    }

    void contentHashIsThatOfTheWholeMessage()
    {
        const QByteArray overImap = "Subject: one\r\n\r\nline\r\nnext\r\n";
        QCOMPARE(contentHash("X-UIDL: 17\nSubject: one\n\nline\nnext\n"), contentHash(overImap));
        QCOMPARE(contentHash(overImap).size(), 16);
        QCOMPARE(contentHash("Subject: one\r\n\r\nli\rne\r\nnext\r\r\n"), contentHash(overImap)); // servers drop such CRs
        for (const char *other : {"Subject: two\r\n\r\nline\r\nnext\r\n",
                                  "Subject: one\r\n\r\nline\r\n next\r\n",
                                  "Subject: one\r\n\r\nline\r\n\r\nnext\r\n",
                                  "Subject: one\r\nline\r\nnext\r\n"}) {
            QVERIFY(contentHash(other) != contentHash(overImap));
        }
    }

    void headerHashIgnoresWhatServersChange()
    {
        const QByteArray asImap = "Subject: one\r\n two\r\nX-UIDL: 5\r\nReturn-Path: <a@b>\r\nStatus: RO\r\n\r\nbody";
        const QByteArray asPop3 = "Subject: one\n two  \nContent-Length: 12\n folded\n\nother body";
        QCOMPARE(headerHash(asImap), headerHash(asPop3));
        QVERIFY(headerHash(asImap) != headerHash("Subject: one\r\n three\r\n\r\n"));
        QCOMPARE(headerHash(asImap).size(), 16);
    }

    void headerSizeKnowsBothLineEnds()
    {
        QCOMPARE(headerSize("A: b\r\n\r\nxyz"), 8);
        QCOMPARE(headerSize("A: b\n\nxyz"), 6);
        QCOMPARE(headerSize("A: b\r\n"), 6);
        QCOMPARE(headerSize(""), 0);
        QCOMPARE(headerSize("\r\nbody"), 2);
    }

    void headerValuesAreUnfolded()
    {
        QCOMPARE(headerValue("a: 1\r\nSUBJECT : x\r\n\ty\r\nSubject: z\r\n\r\n", "Subject"), QByteArray("x\ty"));
        QCOMPARE(headerValue("a: 1\r\n\r\nSubject: in the body", "Subject"), QByteArray());
    }

    void arrivalDateIsTheTopmostReceived()
    {
        const QByteArray message =
            "Received: from a by b (x; y)\r\n\tfor <c>; Tue, 03 Nov 2026 08:00:00 +0100 (CET)\r\n"
            "Received: older; Mon, 02 Nov 2026 08:00:00 +0000\r\nDate: Sun, 01 Nov 2026 08:00:00 +0000\r\n\r\n";
        QCOMPARE(arrivalDate(message), QDateTime(QDate(2026, 11, 3), QTime(7, 0), QTimeZone::UTC));
        QCOMPARE(arrivalDate("Date: Sun, 01 Nov 2026 08:00:00 +0000\r\n\r\n"), QDateTime(QDate(2026, 11, 1), QTime(8, 0), QTimeZone::UTC));
        QVERIFY(!arrivalDate("Subject: none\r\n\r\n").isValid());
    }

    void messageIdIsHashedWithoutBrackets()
    {
        QCOMPARE(messageIdHash("Message-ID: <a@b>\r\n\r\n"), messageIdHash("MESSAGE-ID:\r\n <a@b> (comment)\r\n\r\n"));
        QVERIFY(messageIdHash("Subject: x\r\n\r\n").isEmpty());
    }

    void inboxHasOnePath()
    {
        QCOMPARE(pathOfMailbox(u"INBOX"_s, u'/'), FolderPath{u"Inbox"_s});
        QCOMPARE(pathOfMailbox(u"inbox.Work"_s, u'.'), (FolderPath{u"Inbox"_s, u"Work"_s}));
        QCOMPARE(pathOfMailbox(u"a//b"_s, u'/'), (FolderPath{u"a"_s, u"_"_s, u"b"_s}));
        QCOMPARE(pathOfMailbox(u"a/b"_s, QChar()), FolderPath{u"a/b"_s});
    }

    void rolesComeFromSpecialUse()
    {
        QCOMPARE(roleOfAttributes({"\\HasNoChildren", "\\sent"}), Role::Sent);
        QCOMPARE(roleOfAttributes({"\\HasNoChildren"}), Role::None);
    }

    void uidRangesCoverExactly()
    {
        QCOMPARE(uidRanges({}), UidRanges());
        QCOMPARE(uidRanges({5, 1, 2, 2, 3, 9, 4294967295U, 4294967294U}), (UidRanges{{1, 3}, {5, 5}, {9, 9}, {4294967294U, 4294967295U}}));
    }

    void secretsDoNotPrint()
    {
        QString text;
        QDebug(&text) << Secret(u"geheim"_s);
        QVERIFY(!text.contains("geheim"_L1));
    }

    void cancelledIsNoReasonToRetry()
    {
        QCOMPARE(makeError(ErrorKind::Cancelled).scope, Scope::Cancelled);
        QCOMPARE(makeError(ErrorKind::WrongPassword).retry, Retry::Never);
        QCOMPARE(makeError(ErrorKind::Timeout).retry, Retry::Later);
    }
};

QTEST_GUILESS_MAIN(CoreTest)
#include "coretest.moc"
