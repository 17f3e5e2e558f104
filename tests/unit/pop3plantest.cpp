// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "plan/pop3plan.h"
#include "plan/pipelining.h"
#include "plan/retention.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

#include <algorithm>
#include <random>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace Konto
{
/// Proves what a test says is stored.
class ProofMaker
{
public:
    static StorageProof prove(const MessageKey &key)
    {
        return StorageProof(key);
    }
};
}

namespace
{
constexpr int rounds = 300;
const QDateTime now(QDate(2026, 11, 23), QTime(12, 0), QTimeZone::UTC);
constexpr qint64 inbox = 1;
constexpr qint64 trash = 2;
const QSet<qint64> trashes{trash};

KnownMessage stored(const QByteArray &uidl, int daysAgo = 0)
{
    KnownMessage row;
    row.key = "key-" + uidl;
    row.folder = inbox;
    row.uidl = uidl;
    row.body = Body::Here;
    row.storedAt = now.addDays(-daysAgo);
    return row;
}

Pop3Entry entry(int number, const QByteArray &uidl, qint64 size = 1000)
{
    return {.number = number, .size = size, .uidl = uidl};
}

ServerCopy copy(int number, const KnownMessage &row, qint64 size = 1000)
{
    return {.entry = entry(number, row.uidl, size), .row = row};
}

QList<int> numbersOf(const QList<Pop3Fetch> &fetches)
{
    QList<int> numbers;
    for (const Pop3Fetch &fetch : fetches) {
        numbers.append(fetch.entry.number);
    }
    return numbers;
}

QList<int> numbersOf(const QList<Removal> &removals)
{
    QList<int> numbers;
    for (const Removal &removal : removals) {
        numbers.append(removal.entry.number);
    }
    return numbers;
}

Retention rule(Keep keep, int amount = 0, bool whenDeletedHere = false)
{
    return {.keep = keep, .amount = amount, .removeWhenDeletedHere = whenDeletedHere};
}

template<class T>
QList<T> shuffled(QList<T> list, QRandomGenerator &random)
{
    std::shuffle(list.begin(), list.end(), std::mt19937(random.generate()));
    return list;
}

QList<KnownMessage> randomRows(QRandomGenerator &random)
{
    QList<KnownMessage> rows;
    const int count = random.bounded(40);
    for (int i = 1; i <= count; ++i) {
        KnownMessage row;
        row.key = "key" + QByteArray::number(i);
        row.folder = random.bounded(4) == 0 ? trash : inbox;
        row.uidl = random.bounded(5) == 0 ? QByteArray() : "uidl" + QByteArray::number(random.bounded(60));
        row.body = random.bounded(4) == 0 ? Body::OnServer : Body::Here;
        row.deletedHere = random.bounded(6) == 0;
        row.deletedByUser = row.deletedHere && random.bounded(2) == 0;
        row.storedAt = random.bounded(4) == 0 ? QDateTime() : now.addDays(-random.bounded(60));
        row.headerHash = "hash" + QByteArray::number(random.bounded(30));
        row.size = 1 + random.bounded(50);
        rows.append(row);
    }
    return rows;
}

QList<Pop3Entry> randomListing(QRandomGenerator &random)
{
    QList<Pop3Entry> listing;
    const int count = random.bounded(50);
    for (int number = 1; number <= count; ++number) {
        const QByteArray uidl = random.bounded(10) == 0 ? QByteArray() : "uidl" + QByteArray::number(random.bounded(60));
        listing.append(entry(number, uidl, 1 + random.bounded(50)));
    }
    return listing;
}

/// What is known after everything in the plan was done.
void apply(const Pop3Plan &plan, Pop3Knowledge *known)
{
    for (const Pop3Entry &probed : plan.probe) {
        known->probed.insert(probed.number);
    }
    for (const bool whole : {true, false}) {
        for (const Pop3Fetch &fetch : whole ? plan.download : plan.headers) {
            auto row = std::ranges::find(known->rows, fetch.into, &KnownMessage::key);
            if (row == known->rows.end()) {
                known->rows.append(KnownMessage{.key = "new" + QByteArray::number(fetch.entry.number), .folder = inbox, .uidl = fetch.entry.uidl});
                row = known->rows.end() - 1;
            }
            row->body = whole ? Body::Here : Body::OnServer;
            known->identified.insert(fetch.entry.number, row->key);
            if (!whole) {
                known->withHeader.insert(row->key);
            }
        }
    }
}
}

class Pop3PlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void downloadsTheUnknownNewestFirst()
    {
        KnownMessage deleted = stored("b");
        deleted.body = Body::OnServer;
        deleted.deletedHere = true;
        const Pop3Plan plan = planPop3({entry(1, "a"), entry(2, "b"), entry(3, "c"), entry(4, "d")}, {.rows = {stored("a"), deleted}});
        QCOMPARE(numbersOf(plan.download), (QList<int>{4, 3}));
        QVERIFY(plan.probe.isEmpty());
    }

    void aMovedMessageIsKnown()
    {
        KnownMessage moved = stored("a");
        moved.folder = trash;
        QVERIFY(planPop3({entry(1, "a")}, {.rows = {moved}}).download.isEmpty());
    }

    void knowsARepeatedUidlAsOftenAsItIsStored()
    {
        const QList<Pop3Entry> twice{entry(1, "same", 1), entry(2, "same", 1)};
        QCOMPARE(planPop3(twice, {.rows = {stored("same")}}).download.size(), 1);
        KnownMessage other = stored("same");
        other.key = "another";
        QVERIFY(planPop3(twice, {.rows = {stored("same"), other}}).download.isEmpty());
    }

    void probesWhatMayBeHereUnderAnotherUidl()
    {
        KnownMessage old = stored("old");
        old.size = 500;
        old.headerHash = "h";
        Pop3Knowledge known{.rows = {old}};
        const QList<Pop3Entry> listing{entry(1, "new", 500), entry(2, "other", 600)};
        Pop3Plan plan = planPop3(listing, known);
        QCOMPARE(plan.probe.size(), 1);
        QCOMPARE(plan.probe.first().number, 1);
        QCOMPARE(numbersOf(plan.download), QList<int>{2});
        QCOMPARE(orphans(listing, known).size(), 1);

        known.probed.insert(1);
        QCOMPARE(numbersOf(planPop3(listing, known).download), (QList<int>{2, 1})); // it was another message
        known.identified.insert(1, old.key);
        plan = planPop3(listing, known);
        QVERIFY(plan.probe.isEmpty());
        QCOMPARE(numbersOf(plan.download), QList<int>{2});
        QVERIFY(orphans(listing, known).isEmpty());
    }

    void withoutUidlEveryMessageOfAKnownSizeIsProbed()
    {
        KnownMessage row = stored(uidlToStore(entry(7, {})));
        row.size = 500;
        row.headerHash = "h";
        const Pop3Plan plan = planPop3({entry(1, {}, 500), entry(2, {}, 501)}, {.rows = {row}});
        QCOMPARE(plan.probe.size(), 1);
        QCOMPARE(numbersOf(plan.download), QList<int>{2});
        QCOMPARE(uidlToStore(entry(7, "a")), QByteArray("a"));
    }

    void largeMessagesComeAsTheirHeaderOnce()
    {
        const QList<Pop3Entry> listing{entry(1, "small", 1000), entry(2, "large", 1001)};
        Pop3Knowledge known;
        const Pop3Limits limits{.largestDownload = 1000};
        const Pop3Plan plan = planPop3(listing, known, limits);
        QCOMPARE(numbersOf(plan.download), QList<int>{1});
        QCOMPARE(numbersOf(plan.headers), QList<int>{2});
        apply(plan, &known);
        known.identified.clear(); // another session
        const Pop3Plan again = planPop3(listing, known, limits);
        QVERIFY(again.download.isEmpty());
        QVERIFY(again.headers.isEmpty());
    }

    void aLargeMessageIsFetchedWhenWantedOrWhenTheLimitGoes()
    {
        const QList<Pop3Entry> listing{entry(1, "large", 1001)};
        KnownMessage row = stored("large");
        row.body = Body::OnServer;
        row.storedAt = {};
        const Pop3Knowledge known{.rows = {row}, .withHeader = {row.key}};
        const Pop3Plan wanted = planPop3(listing, known, {.largestDownload = 1000, .budget = 10, .wanted = {row.key}});
        QCOMPARE(wanted.download.size(), 1);
        QCOMPARE(wanted.download.first().into, row.key);
        QCOMPARE(planPop3(listing, known).download.first().into, row.key);
    }

    void aRowWithoutBodyIsFilledNotDoubled()
    {
        KnownMessage row = stored("a");
        row.body = Body::OnServer;
        const Pop3Plan plan = planPop3({entry(1, "a")}, {.rows = {row}});
        QCOMPARE(plan.download.size(), 1);
        QCOMPARE(plan.download.first().into, row.key);
    }

    void theBudgetTakesTheNewestThatFit()
    {
        const QList<Pop3Entry> listing{entry(1, "a", 40), entry(2, "b", 300), entry(3, "c", 50), entry(4, "d", 20)};
        const Pop3Plan plan = planPop3(listing, {}, {.budget = 100});
        QCOMPARE(numbersOf(plan.download), (QList<int>{4, 3}));
        QCOMPARE(plan.postponed, 2);
    }

    void onlyACertainMessageIsIdentified()
    {
        KnownMessage twin = stored("twice");
        twin.key = "twin";
        const QList<ServerCopy> copies = serverCopies({entry(1, "a"), entry(2, "twice"), entry(3, "b"), entry(4, "b"), entry(5, {})},
                                                      {.rows = {stored("a"), stored("twice"), twin, stored("b")}, .identified = {{5, "key-b"}}});
        QList<int> certain;
        for (const ServerCopy &each : copies) {
            if (each.row) {
                certain.append(each.entry.number);
            }
        }
        QCOMPARE(certain, (QList<int>{1, 5}));
    }

    void planningAgainIsEmpty()
    {
        QRandomGenerator random(1);
        for (int round = 0; round < rounds; ++round) {
            const QList<Pop3Entry> listing = randomListing(random);
            Pop3Knowledge known{.rows = randomRows(random)};
            const Pop3Limits limits{.largestDownload = random.bounded(2) == 0 ? 0 : 30};
            Pop3Plan plan = planPop3(listing, known, limits);
            Pop3Knowledge reordered = known;
            reordered.rows = shuffled(known.rows, random);
            const Pop3Plan other = planPop3(shuffled(listing, random), reordered, limits);
            QCOMPARE(numbersOf(other.download), numbersOf(plan.download));
            QCOMPARE(numbersOf(other.headers), numbersOf(plan.headers));
            QCOMPARE(other.probe, plan.probe);

            for (const Pop3Entry &probed : plan.probe) {
                known.probed.insert(probed.number);
            }
            plan = planPop3(listing, known, limits);
            QVERIFY(plan.probe.isEmpty());
            apply(plan, &known);
            plan = planPop3(listing, known, limits);
            QVERIFY(plan.download.isEmpty() && plan.headers.isEmpty() && plan.probe.isEmpty());
        }
    }

    void rules_data()
    {
        QTest::addColumn<Retention>("retention");
        QTest::addColumn<QList<int>>("gone");
        QTest::newRow("for ever") << rule(Keep::Everything) << QList<int>{};
        QTest::newRow("30 days") << rule(Keep::Days, 30) << QList<int>{1, 2};
        QTest::newRow("40 days") << rule(Keep::Days, 40) << QList<int>{1};
        QTest::newRow("newest 2") << rule(Keep::NewestMessages, 2) << QList<int>{1, 2, 3};
        QTest::newRow("newest 2 MB") << rule(Keep::NewestMegabytes, 2) << QList<int>{1, 2, 3};
        QTest::newRow("newest 3 MB") << rule(Keep::NewestMegabytes, 3) << QList<int>{1, 2};
        QTest::newRow("none") << rule(Keep::Nothing) << QList<int>{1, 2, 3, 4, 5};
        QTest::newRow("deleted here") << rule(Keep::Everything, 0, true) << QList<int>{3, 4};
        QTest::newRow("either") << rule(Keep::Days, 40, true) << QList<int>{1, 3, 4};
    }
    void rules()
    {
        QFETCH(Retention, retention);
        KnownMessage inTrash = stored("c", 5);
        inTrash.folder = trash;
        KnownMessage deleted = stored("d", 4);
        deleted.body = Body::OnServer;
        deleted.deletedHere = true;
        deleted.deletedByUser = true;
        const qint64 size = 1'000'000;
        const QList<ServerCopy> copies{copy(1, stored("a", 50), size),
                                       copy(2, stored("b", 30), size),
                                       copy(3, inTrash, size),
                                       copy(4, deleted, size),
                                       copy(5, stored("e"), size)};
        QTEST(numbersOf(removals(copies, retention, trashes, now)), "gone");
    }

    /// Whatever the rule: what is not stored, or not certain, stays on the server.
    void onlyWhatIsStoredGoes()
    {
        KnownMessage header = stored("header");
        header.body = Body::OnServer;
        header.storedAt = {};
        KnownMessage altered = stored("altered");
        altered.body = Body::HereAltered;
        KnownMessage vanished = stored("vanished"); // its file was removed, but not by the user
        vanished.body = Body::OnServer;
        vanished.deletedHere = true;
        KnownMessage neverStored = stored("never"); // the user deleted what was only a header
        neverStored.body = Body::OnServer;
        neverStored.deletedHere = neverStored.deletedByUser = true;
        neverStored.storedAt = {};
        const QList<ServerCopy> copies{copy(1, header), copy(2, altered), copy(3, vanished), copy(4, neverStored), {.entry = entry(5, "unknown"), .row = {}}};
        for (const Keep keep : {Keep::Everything, Keep::Days, Keep::NewestMessages, Keep::NewestMegabytes, Keep::Nothing}) {
            QVERIFY(removals(copies, rule(keep, 0, true), trashes, now).isEmpty());
        }
    }

    void aStricterRuleWaits()
    {
        const QList<ServerCopy> copies{copy(1, stored("a", 50)), copy(2, stored("b", 20)), copy(3, stored("c", 1))};
        const RetentionPlan held = planRetention(copies, rule(Keep::Days, 10), rule(Keep::Days, 30), trashes, now);
        QCOMPARE(numbersOf(held.remove), QList<int>{1});
        QCOMPARE(held.held, 1);
        const RetentionPlan looser = planRetention(copies, rule(Keep::Days, 30), rule(Keep::Nothing), trashes, now);
        QCOMPARE(numbersOf(looser.remove), QList<int>{1});
        QCOMPARE(looser.held, 0);
        const RetentionPlan confirmed = planRetention(copies, rule(Keep::Days, 10), rule(Keep::Days, 10), trashes, now);
        QCOMPARE(numbersOf(confirmed.remove), (QList<int>{1, 2}));
        QCOMPARE(planRetention(copies, rule(Keep::Nothing), rule(Keep::Everything), trashes, now).held, 3);
    }

    void aDeleteStepNeedsItsProof()
    {
        const QList<Removal> wanted = removals({copy(1, stored("a")), copy(2, stored("b"))}, rule(Keep::Nothing), trashes, now);
        QVERIFY(deleteSteps(wanted, {}).isEmpty());
        const QList<DeleteStep> steps = deleteSteps(wanted, {ProofMaker::prove("key-b"), ProofMaker::prove("key-of-another")});
        QCOMPARE(steps.size(), 1);
        QCOMPARE(steps.first().number, 2);
        QCOMPARE(steps.first().proof.key(), MessageKey("key-b"));
    }

    void retentionProperties()
    {
        QRandomGenerator random(2);
        for (int round = 0; round < rounds; ++round) {
            const QList<Pop3Entry> listing = randomListing(random);
            QList<ServerCopy> copies = serverCopies(listing, {.rows = randomRows(random)});
            const auto randomRule = [&random] {
                return rule(Keep(random.bounded(5)), random.bounded(40), random.bounded(2) == 0);
            };
            const Retention wanted = randomRule();
            const Retention confirmed = randomRule();
            const RetentionPlan plan = planRetention(copies, wanted, confirmed, trashes, now);
            const RetentionPlan other = planRetention(shuffled(copies, random), wanted, confirmed, trashes, now);
            QCOMPARE(numbersOf(other.remove), numbersOf(plan.remove));
            QCOMPARE(other.held, plan.held);
            // Nothing beyond what either rule lets go
            const QList<int> all = numbersOf(removals(copies, wanted, trashes, now));
            QCOMPARE(qsizetype(plan.held) + plan.remove.size(), all.size());
            for (const Removal &removal : plan.remove) {
                QVERIFY(numbersOf(removals(copies, confirmed, trashes, now)).contains(removal.entry.number));
            }
            // Done and planned again: empty
            copies.removeIf([&plan](const ServerCopy &each) {
                return numbersOf(plan.remove).contains(each.entry.number);
            });
            QVERIFY(planRetention(copies, wanted, confirmed, trashes, now).remove.isEmpty());
        }
    }

    void rulesAreWrittenAndRead()
    {
        const Retention retention = rule(Keep::NewestMegabytes, 500, true);
        QCOMPARE(retentionFromBytes(toBytes(retention)), retention);
        for (const char *nonsense : {"", "4", "9 1 1", "-1 1 1", "4 -1 0", "4 x 0", "4 1"}) {
            QCOMPARE(retentionFromBytes(nonsense), Retention());
        }
    }

    void brokenPipeliningIsRemembered()
    {
        const QDate today(2026, 11, 23);
        const Endpoint server{.host = u"pop.example.org"_s, .port = 995};
        const PipeliningRecord fresh;
        QVERIFY(!fresh.isLockStep(today));
        const PipeliningRecord nonsense = afterPipelineFailure(fresh, ErrorKind::Nonsense, 500, today);
        QVERIFY(nonsense.isLockStep(today.addDays(89)));
        const PipeliningRecord silent = afterPipelineFailure(fresh, ErrorKind::ConnectionLost, 0, today);
        QVERIFY(silent.isLockStep(today));
        QVERIFY(!silent.isLockStep(today.addDays(8)));
        // A line that breaks in the middle of a download says nothing about the server
        QCOMPARE(afterPipelineFailure(fresh, ErrorKind::Timeout, 10, today), fresh);
        QCOMPARE(afterPipelineFailure(fresh, ErrorKind::Refused, 0, today), fresh);

        QCOMPARE(pipeliningFromBytes(toBytes(silent, server), server), silent);
        QCOMPARE(pipeliningFromBytes(toBytes(silent, server), {.host = u"pop.example.org"_s, .port = 110}), fresh);
        QCOMPARE(pipeliningFromBytes("nonsense", server), fresh);
    }
};

QTEST_GUILESS_MAIN(Pop3PlanTest)
#include "pop3plantest.moc"
