// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imapresponse.h"
#include "akonadi/mailtags.h"
#include "core/imapmailboxname.h"
#include "net/imapcommand.h"
#include "net/imapstatus.h"

#include <QTest>

#include <limits>

using namespace Konto;
using namespace Qt::StringLiterals;

/// What an IMAP server says, as values; and what we say, so that nothing of a user's can break it.
class ImapResponseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsValues()
    {
        const auto response = parseImapResponse("* 12 FETCH (UID 5 FLAGS (\\Seen work) X {3}\r\na\") Y \"b\\\"\\\\c\" Z NIL)");
        QVERIFY(response);
        QCOMPARE(response->number, std::optional<quint32>(12));
        QCOMPARE(response->name, QByteArray("FETCH"));
        const QList<ImapValue> &items = response->values.first().list;
        QCOMPARE(ImapResponse::find(items, "uid")->number(9), 5U);
        QCOMPARE(ImapResponse::find(items, "FLAGS")->texts(), (QByteArrayList{"\\Seen", "work"}));
        QCOMPARE(ImapResponse::find(items, "X")->text, QByteArray("a\")"));
        QCOMPARE(ImapResponse::find(items, "Y")->text, QByteArray("b\"\\c"));
        QVERIFY(ImapResponse::find(items, "Z")->isNil());
        QVERIFY(!ImapResponse::find(items, "A"));
        const auto flags = flagsOf(*response);
        QVERIFY(flags);
        QCOMPARE(flags->uid, 5U);
        QCOMPARE(flags->flags, Flags(Flags::Seen, {"work"}));
    }

    void refusesWhatIsNotWellFormed()
    {
        const auto nested = [](qsizetype depth) {
            return QByteArray("* X " + QByteArray(depth, '(') + QByteArray(depth, ')'));
        };
        for (const QByteArray &text : QByteArrayList{"* LIST (", "* LIST (\"a)", "* X )", "* X {5}\r\nab", nested(17)}) {
            QVERIFY2(!parseImapResponse(text), text.constData());
        }
        QVERIFY(parseImapResponse(nested(16)));
    }

    void numbersOutOfRangeAreNone()
    {
        const auto response = parseImapResponse("* STATUS a (MESSAGES 4294967296 UIDNEXT -1 UIDVALIDITY 4294967295 HIGHESTMODSEQ 9223372036854775807)");
        const auto status = statusOf(*response, false);
        QVERIFY(status);
        QCOMPARE(status->second.exists, 0U);
        QCOMPARE(status->second.uidNext, 0U);
        QCOMPARE(status->second.uidValidity, 4294967295U);
        QCOMPARE(status->second.highestModSeq, 9223372036854775807ULL);
    }

    void mailboxesInEitherEncoding()
    {
        const auto old = mailboxOf(*parseImapResponse("* LIST (\\HasNoChildren \\Sent) \"/\" \"B&APw-ro\""), false);
        QVERIFY(old);
        QCOMPARE(old->name, u"Büro"_s);
        QCOMPARE(old->delimiter, u'/');
        QVERIFY(old->has("\\sent"));
        const auto fresh = mailboxOf(*parseImapResponse("* LIST () NIL \"Büro & &APw-\""), true);
        QVERIFY(fresh);
        QCOMPARE(fresh->name, u"Büro & &APw-"_s);
        QVERIFY(fresh->delimiter.isNull());
        for (const QString &name : {u"INBOX"_s, u"a & b"_s, u"日本語"_s, u"🎉"_s, u"&-"_s}) {
            QCOMPARE(decodeMailboxName(encodeMailboxName(name, false), false), name);
        }
    }

    void quota()
    {
        const auto of = [](QByteArrayView text) {
            return quotaOf(*parseImapResponse(text));
        };
        QCOMPARE(of("* QUOTA \"\" (STORAGE 10 512)"), (std::optional(ImapQuota{.used = 10'240, .limit = 524'288})));
        QCOMPARE(of("* QUOTA User (MESSAGE 5 10 STORAGE 1 2)"), (std::optional(ImapQuota{.used = 1'024, .limit = 2'048})));
        QVERIFY(!of("* QUOTA \"\" ()"));
        QVERIFY(!of("* QUOTA \"\" (MESSAGE 5 10)"));
        QVERIFY(!of("* QUOTA \"\" (STORAGE 10 0)"));
        QVERIFY(
            !of("* QUOTA \"\" (STORAGE 10"
                " 18446744073709551615)"));
        QVERIFY(!of("* QUOTAROOT INBOX \"\""));
    }

    void setsOfUids()
    {
        QCOMPARE(parseUidSet("1:3,7"), (std::optional(UidRanges{{1, 3}, {7, 7}})));
        for (const QByteArrayView text : {"", "0", "1:", ",", "a", "4294967296", "1:*", "1,,2"}) {
            QVERIFY2(!parseUidSet(text), text.constData());
        }
        const UidRanges all{{1, 2}, {5, std::numeric_limits<quint32>::max()}};
        QCOMPARE(uidSet(all), QByteArray("1:2,5:*"));
    }

    void goingOnIsNoStatus()
    {
        QVERIFY(!parseImapStatus("+ OK"));
        QVERIFY(!parseImapStatus("+ NO way"));
        QVERIFY(parseImapStatus("* OK ready"));
        QVERIFY(parseImapStatus("A1 OK ready"));
    }

    /// RFC 9051 section 9: a quoted string holds no line end; what has one is a literal, however the server takes it.
    void nothingBreaksOutOfACommand()
    {
        ImapCommand command("CREATE");
        command.mailbox(u"a\r\nA2 DELETE INBOX"_s, true);
        const QByteArrayList pieces = command.pieces("A1", {"LITERAL+"});
        QVERIFY(pieces.join().startsWith("A1 CREATE {"));
        const QByteArrayList halves = ImapCommand("SELECT").string("a\"b\\").pieces("A1", {});
        QCOMPARE(halves, (QByteArrayList{"A1 SELECT \"a\\\"b\\\\\"\r\n"}));
        QCOMPARE(ImapCommand("X").literal("ab").pieces("A1", {}), (QByteArrayList{"A1 X {2}\r\n", "ab\r\n"}));
        QCOMPARE(ImapCommand("X").literal("ab").pieces("A1", {"LITERAL-"}).size(), 1);
    }

    void tagsAsOtherProgramsNameThem()
    {
        QCOMPARE(keywordOfTag(u"Important"_s), QByteArray("important"));
        QCOMPARE(keywordOfTag(u" To  do (soon) "_s), QByteArray("to_do__soon_"));
        QVERIFY(!keywordOfTag(u"Ä\"\\*% {\r\n日本"_s).contains(' '));
        for (const char c : keywordOfTag(u"Ä\"\\*% {]\r\n日本"_s)) {
            QVERIFY(c > 0x20 && c < 0x7f && !QByteArrayView("(){%*\"\\]").contains(c));
        }
        QVERIFY(keywordOfTag(QString(5000, u'x')).size() <= 200);
        QVERIFY(keywordOfTag({}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(ImapResponseTest)

#include "imapresponsetest.moc"
