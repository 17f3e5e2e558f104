// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "plan/imapplan.h"
#include "plan/projection.h"
#include "plan/rematch.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <random>

using namespace Konto;

namespace
{
constexpr int rounds = 300;

Flags randomFlags(QRandomGenerator &random)
{
    return Flags(static_cast<quint8>(random.bounded(64)), random.bounded(3) == 0 ? QByteArrayList{"work"} : QByteArrayList());
}

QList<MessageRow> randomRows(QRandomGenerator &random)
{
    QList<MessageRow> rows;
    const int count = random.bounded(40);
    for (int i = 1; i <= count; ++i) {
        MessageRow row;
        row.key = "key" + QByteArray::number(i);
        row.uid = random.bounded(4) == 0 ? 0 : static_cast<quint32>(i * 2);
        row.uidl = "uidl" + QByteArray::number(random.bounded(60));
        row.flags = randomFlags(random);
        row.baseFlags = randomFlags(random);
        row.body = random.bounded(5) == 0 ? Body::OnServer : Body::Here;
        row.deletedHere = random.bounded(6) == 0;
        row.headerHash = "hash" + QByteArray::number(random.bounded(30));
        row.size = random.bounded(3);
        rows.append(row);
    }
    return rows;
}

QList<ImapFlags> randomListing(QRandomGenerator &random)
{
    QList<ImapFlags> listing;
    for (quint32 uid = 1; uid <= 90; ++uid) {
        if (random.bounded(2) == 0) {
            listing.append({.uid = uid, .flags = randomFlags(random)});
        }
    }
    return listing;
}

template<class T>
QList<T> shuffled(QList<T> list, QRandomGenerator &random)
{
    std::shuffle(list.begin(), list.end(), std::mt19937(random.generate()));
    return list;
}

QList<MessageKey> sortedKeys(const QList<MessageRow> &rows)
{
    QList<MessageKey> keys = keysOf(rows);
    std::ranges::sort(keys);
    return keys;
}

QList<KnownUid> knownOf(const QList<MessageRow> &rows)
{
    QList<KnownUid> known;
    for (const MessageRow &row : rows) {
        if (row.uid != 0) {
            known.append({.uid = row.uid, .key = row.key, .baseFlags = row.baseFlags});
        }
    }
    return known;
}

/// The rows after the changes: what the feed does to the store.
QList<MessageRow> applied(const ImapChanges &changes, const QList<ImapFlags> &listing, QList<MessageRow> rows)
{
    for (MessageRow &row : rows) {
        if (changes.flags.contains(row.key)) {
            row.flags = merge(row.baseFlags, row.flags, changes.flags.value(row.key));
            row.baseFlags = changes.flags.value(row.key);
        }
    }
    rows.removeIf([&changes](const MessageRow &row) {
        return changes.vanished.contains(row.key);
    });
    for (const quint32 uid : changes.fetch) {
        MessageRow row;
        row.key = "new" + QByteArray::number(uid);
        row.uid = uid;
        row.flags = std::ranges::find(listing, uid, &ImapFlags::uid)->flags;
        row.baseFlags = row.flags;
        row.body = Body::Here;
        rows.append(row);
    }
    return rows;
}
}

/// Every planner: applying a plan and planning again gives the empty plan; the order of its input is irrelevant.
class PropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void imapListing()
    {
        QRandomGenerator random(1);
        for (int round = 0; round < rounds; ++round) {
            const QList<MessageRow> rows = randomRows(random);
            const QList<ImapFlags> listing = randomListing(random);
            const ImapChanges changes = compareListing(listing, knownOf(rows));
            const ImapChanges reordered = compareListing(shuffled(listing, random), shuffled(knownOf(rows), random));
            QCOMPARE(reordered.fetch, changes.fetch);
            QCOMPARE(reordered.vanished, changes.vanished);
            QCOMPARE(reordered.flags, changes.flags);
            for (const MessageRow &row : rows) {
                QVERIFY(row.uid != 0 || !changes.vanished.contains(row.key));
            }

            const ImapChanges again = compareListing(listing, knownOf(applied(changes, listing, rows)));
            QVERIFY(again.fetch.isEmpty());
            QVERIFY(again.flags.isEmpty());
            QVERIFY(again.vanished.isEmpty());
        }
    }

    void projection()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < rounds; ++round) {
            QList<MessageRow> rows = randomRows(random);
            QList<KnownItem> items;
            for (qint64 id = 1; id <= random.bounded(50); ++id) {
                items.append({.id = id, .key = "key" + QByteArray::number(random.bounded(45)), .flags = randomFlags(random)});
            }
            const Projection plan = planProjection(rows, items);
            const Projection reordered = planProjection(shuffled(rows, random), shuffled(items, random));
            QCOMPARE(QSet<qint64>(reordered.remove.begin(), reordered.remove.end()), QSet<qint64>(plan.remove.begin(), plan.remove.end()));
            QCOMPARE(sortedKeys(reordered.create), sortedKeys(plan.create));

            items.removeIf([&plan](const KnownItem &item) {
                return plan.remove.contains(item.id);
            });
            for (const auto &[id, flags] : plan.setFlags) {
                std::ranges::find(items, id, &KnownItem::id)->flags = flags;
            }
            qint64 nextId = 1000;
            for (const MessageRow &row : plan.create) {
                items.append({.id = ++nextId, .key = row.key, .flags = row.flags});
            }
            const Projection again = planProjection(rows, items);
            QVERIFY(again.create.isEmpty());
            QVERIFY(again.remove.isEmpty());
            QVERIFY(again.setFlags.isEmpty());
        }
    }

    void rematchLosesNothing()
    {
        QRandomGenerator random(4);
        for (int round = 0; round < rounds; ++round) {
            const QList<MessageRow> rows = randomRows(random);
            QList<MessageIdentity> server;
            for (quint32 uid = 1; uid <= 40; ++uid) {
                const QByteArray objectId = random.bounded(2) ? "M" + QByteArray::number(random.bounded(30)) : QByteArray();
                server.append({.uid = uid, .size = random.bounded(3), .objectId = objectId, .headerHash = "hash" + QByteArray::number(random.bounded(30))});
            }
            const Rematch result = rematch(server, rows, 5);
            QCOMPARE(sortedKeys(result.matched + result.unmatched), sortedKeys(rows));
            QCOMPARE(result.matched.size() + result.fetch.size(), server.size());
            const Rematch reordered = rematch(shuffled(server, random), shuffled(rows, random), 5);
            QCOMPARE(sortedKeys(reordered.matched), sortedKeys(result.matched));
            QCOMPARE(reordered.fetch, result.fetch);
        }
    }
};

QTEST_GUILESS_MAIN(PropertyTest)
#include "propertytest.moc"
