// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Whose turn it is when many accounts want to look for mail.

#include "checks/checkturns.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class CheckTurnsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void someAtATimeInTheirOrder()
    {
        CheckTurns turns;
        QStringList accounts;
        for (int number = 0; number < 7; ++number) {
            accounts.append(QString::number(number));
            turns.ask(accounts.last());
        }
        QCOMPARE(turns.next(), accounts.first(CheckTurns::atOnce));
        QCOMPARE(turns.next(), QStringList());
        turns.end(u"2"_s);
        QCOMPARE(turns.next(), QStringList{u"4"_s});
        turns.end(u"0"_s);
        turns.end(u"1"_s);
        QCOMPARE(turns.next(), (QStringList{u"5"_s, u"6"_s}));
    }

    void whoWaitsKeepsItsPlace()
    {
        CheckTurns turns;
        for (const QString &account : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s, u"e"_s, u"e"_s}) {
            turns.ask(account);
        }
        std::ignore = turns.next();
        turns.end(u"a"_s);
        turns.end(u"b"_s);
        QCOMPARE(turns.next(), (QStringList{u"e"_s, u"f"_s}));
        turns.end(u"e"_s);
        QCOMPARE(turns.next(), QStringList());
    }

    void whoAsksDuringItsTurnGetsAnother()
    {
        CheckTurns turns;
        turns.ask(u"a"_s);
        QCOMPARE(turns.next(), QStringList{u"a"_s});
        turns.ask(u"a"_s);
        turns.ask(u"a"_s);
        QCOMPARE(turns.next(), QStringList());
        turns.end(u"a"_s);
        QCOMPARE(turns.next(), QStringList{u"a"_s});
        turns.end(u"a"_s);
        QCOMPARE(turns.next(), QStringList());
    }

    void whoHasNoTurnCannotEndOne()
    {
        CheckTurns turns;
        turns.end(u"z"_s);
        for (const QString &account : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s}) {
            turns.ask(account);
        }
        QCOMPARE(turns.next().size(), CheckTurns::atOnce);
        turns.end(u"e"_s);
        QCOMPARE(turns.next(), QStringList());
    }

    /// Whatever comes in whatever order: never too many, never one twice at a time, and everybody who asked gets a turn after that.
    void everybodyGetsATurn()
    {
        QRandomGenerator random(26);
        CheckTurns turns;
        QSet<QString> inTurn;
        QSet<QString> wanting;
        const auto begin = [&] {
            for (const QString &account : turns.next()) {
                QVERIFY(!inTurn.contains(account));
                QVERIFY(wanting.remove(account));
                inTurn.insert(account);
            }
            QVERIFY(inTurn.size() <= CheckTurns::atOnce);
            QVERIFY(inTurn.size() == CheckTurns::atOnce || (wanting - inTurn).isEmpty());
        };
        for (int step = 0; step < 2000; ++step) {
            const QString account = QString::number(random.bounded(20));
            if (random.bounded(2) == 0) {
                turns.ask(account);
                wanting.insert(account);
            } else {
                turns.end(account);
                inTurn.remove(account);
            }
            begin();
        }
        while (!inTurn.isEmpty()) {
            const QString account = *inTurn.cbegin();
            turns.end(account);
            inTurn.remove(account);
            begin();
        }
        QVERIFY(wanting.isEmpty());
    }
};

QTEST_GUILESS_MAIN(CheckTurnsTest)
#include "checkturnstest.moc"
