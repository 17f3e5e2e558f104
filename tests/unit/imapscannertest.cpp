// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imapscanner.h"
#include "net/imapranges.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{

struct Scanned {
    bool good = true;
    QByteArray out;
    quint64 fetches = 0;
};

Scanned scan(const QByteArray &bytes, qsizetype chunk)
{
    ImapScanner scanner;
    Scanned scanned;
    for (qsizetype i = 0; i < bytes.size() && scanned.good; i += chunk) {
        scanned.good = scanner.feed(bytes.sliced(i, std::min(chunk, bytes.size() - i)), scanned.out);
    }
    scanned.fetches = scanner.fetchCount();
    return scanned;
}

}

class ImapScannerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsThrough_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        QTest::newRow("fetch") << QByteArray("* 1 FETCH (FLAGS (\\Seen) UID 5)\r\n") << QByteArray("* 1 FETCH (FLAGS (\\Seen) UID 5)\r\n");
        QTest::newRow("case and bare LF") << QByteArray("* 1 fetch (UID 5)\n") << QByteArray("* 1 FETCH (UID 5)\r\n");
        QTest::newRow("literal") << QByteArray("* 1 FETCH (BODY[HEADER] {5}\r\n)\"\r\n* UID 5)\r\n* 2 EXISTS\r\n")
                                 << QByteArray("* 1 FETCH (BODY[HEADER] {5}\r\n)\"\r\n* UID 5)\r\n");
        QTest::newRow("text") << QByteArray("* 1 FETCH (BODY[TEXT] {0}\r\n UID 5)\r\n")
                              << QByteArray("* 1 FETCH (BODY[TEXT.MIME] \"Content-Type: application/octet-stream\" BODY[TEXT] {0}\r\n UID 5)\r\n");
        QTest::newRow("status") << QByteArray("A1 ok [READ-ONLY] it's 5\" :) {\r\n") << QByteArray("A1 OK x\r\n");
        QTest::newRow("no") << QByteArray("A1 NO [X (] \r\nA2 BAD\r\n") << QByteArray("A1 NO x\r\nA2 BAD x\r\n");
        QTest::newRow("validity") << QByteArray("* OK [uidvalidity 5] (\r\n* OK [UIDNEXT x]\r\n* OK hm\r\n") << QByteArray();
        QTest::newRow("not for KIMAP") << QByteArray(
            "* FLAGS\r\n* 3 RECENT\r\n* SEARCH 1 2\r\n* ENABLED UTF8=ACCEPT\r\n* X {3}\r\n(((\r\n* 1 EXPUNGE\r\n* BYE\r\n+ x\r\n")
                                       << QByteArray();
        QTest::newRow("keyword with brackets") << QByteArray("* 1 FETCH (FLAGS ([a] b]) UID 5)\r\n") << QByteArray("* 1 FETCH (FLAGS (_a_ b_) UID 5)\r\n");
        QTest::newRow("list") << QByteArray("* LIST (\\X) NIL [a]\r\n") << QByteArray();
        QTest::newRow("quoted") << QByteArray("* 1 FETCH (X \"a)\\\"(\\\\\")\r\n") << QByteArray("* 1 FETCH (X \"a)\\\"(\\\\\")\r\n");
    }

    void letsThrough()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        for (const qsizetype chunk : {1, 2, 3, 11, 1000}) {
            const Scanned scanned = scan(in, chunk);
            QVERIFY(scanned.good);
            QCOMPARE(scanned.out, out);
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::newRow("untagged unstarred") << QByteArray("hello there\r\n");
        QTest::newRow("empty line") << QByteArray("\r\n");
        QTest::newRow("quote") << QByteArray("* 1 FETCH (X \"a\r\n");
        QTest::newRow("escaped quote") << QByteArray("* 1 FETCH (X \"a\\\")\r\n");
        QTest::newRow("opening") << QByteArray("* 1 FETCH ((X)\r\n");
        QTest::newRow("closing") << QByteArray("* 1 FETCH (X))\r\n");
        QTest::newRow("negative literal") << QByteArray("* 1 FETCH (X {-5}\r\n");
        QTest::newRow("brace") << QByteArray("* 1 FETCH ({5 X)\r\n");
        QTest::newRow("large literal") << QByteArray("* 1 FETCH (X {268435457}\r\n");
        QTest::newRow("very large literal") << QByteArray("* X {99999999999999999999999}\r\n");
        QTest::newRow("line") << QByteArray("* X " + QByteArray(1024 * 1024, 'x') + "\r\n");
        QTest::newRow("line without end") << QByteArray(1024 * 1024 + 1, 'x');
    }

    void refuses()
    {
        QFETCH(QByteArray, in);
        QVERIFY(!scan(in, 4096).good);
        QVERIFY(!scan(in, 1 << 24).good);
    }

    void countsFetches()
    {
        QCOMPARE(scan("* 1 FETCH (UID 1)\r\n* 2 FETCH (X {2}\r\nab Y {0}\r\n)\r\n* 3 EXPUNGE\r\n", 3).fetches, 2);
    }

    void ranges()
    {
        const UidRanges all{{1, 10}, {20, 4294967295u}};
        QCOMPARE(without(all, {}), all);
        QCOMPARE(without(all, {10, 1, 5, 15, 4294967295u, 20}), (UidRanges{{2, 4}, {6, 9}, {21, 4294967294u}}));
        QCOMPARE(without({{3, 3}}, {3}), UidRanges());
        QVERIFY(contains(all, 1) && contains(all, 10) && contains(all, 4294967295u));
        QVERIFY(!contains(all, 11) && !contains(all, 19) && !contains({}, 1));
        UidRanges many;
        for (quint32 i = 0; i < 1000; ++i) {
            many.append({i * 3 + 1, i * 3 + 2});
        }
        const auto portions = inPortions(many);
        QCOMPARE(portions.size(), 3);
        UidRanges joined;
        for (const auto &portion : portions) {
            joined += portion;
        }
        QCOMPARE(joined, many);
    }
};

QTEST_GUILESS_MAIN(ImapScannerTest)

#include "imapscannertest.moc"
