// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "assistant/switchoutcome.h"
#include "mode/advice.h"
#include "mode/advicepanel.h"
#include "mode/comparison.h"
#include "mode/facts.h"

#include <QSet>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class FactTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoAnswerHasTheDefaults_data()
    {
        QTest::addColumn<QString>("json");
        QTest::newRow("empty") << QString();
        QTest::newRow("no JSON") << u"<html>"_s;
        QTest::newRow("array") << u"[1, 2]"_s;
        QTest::newRow("null") << u"null"_s;
        QTest::newRow("other types") << u"{\"mode\": 7, \"state\": [], \"onServer\": \"many\", \"lastCheck\": true, \"from\": {}, \"sentences\": 1}"_s;
        QTest::newRow("cut off") << u"{\"mode\": \"imap\""_s;
        QTest::newRow("deep") << QString(100000, u'[');
    }

    void whatIsNoAnswerHasTheDefaults()
    {
        QFETCH(QString, json);
        QCOMPARE(accountFacts(json), AccountFacts());
        QVERIFY(!accountFacts(json).isConnected());
        QVERIFY(!switchForecast(json));
        QVERIFY(pastSwitches(json).isEmpty());
    }

    void numbersAreNeverNegative()
    {
        const AccountFacts facts = accountFacts(u"{\"mode\":\"imap\",\"state\":\"idle\",\"onServer\":-5,\"quotaLimit\":1e300,\"bytes\":12}"_s);
        QVERIFY(facts.isConnected());
        QCOMPARE(facts.onServer, 0);
        QVERIFY(facts.quotaLimit >= 0);
        QCOMPARE(facts.bytes, 12);
    }

    void aPlanNeedsToSayWhereItLeads()
    {
        QVERIFY(!switchForecast(u"{\"from\":\"pop3\",\"to\":\"imap\"}"_s));
        QVERIFY(!switchForecast(u"{\"from\":\"pop3\",\"to\":\"smtp\",\"host\":\"a\"}"_s));
        const auto forecast = switchForecast(
            u"{\"from\":\"pop3\",\"to\":\"imap\",\"host\":\"a\",\"sentences\":[1,\"One\\n\\u0007 line.\",\"\"],"
            "\"folders\":[{\"fate\":\"created\"},{\"fate\":\"copied\"},7],\"choices\":{\"deleteThere\":\"yes\"}}"_s);
        QVERIFY(forecast);
        QCOMPARE(forecast->sentences, QStringList{u"One line."_s});
        QCOMPARE(forecast->newFolders, 1);
        QCOMPARE(forecast->serverFolders, 1);
        QVERIFY(forecast->uploadMessages && forecast->uploadFolders && forecast->keepCopies);
        QVERIFY2(!forecast->deleteThere, "what is not said does not delete");
    }

    void askedServersAreBounded()
    {
        QCOMPARE(askedServer({}), AskedServer());
        const AskedServer odd = askedServer({{u"kind"_s, 7}, {u"host"_s, u"a\nb\u202e"_s}, {u"port"_s, 70000}, {u"security"_s, 9}});
        QCOMPARE(odd.server, (Endpoint{.host = u"a b"_s, .port = 0, .security = Security::None}));
        QVERIFY(!odd.mayBeTheWrongOne());
        QVERIFY(askedServer({{u"kind"_s, u"UnknownHost"_s}}).mayBeTheWrongOne());
    }

    void progressIsBounded()
    {
        QVERIFY(!switchStage({}).isRunning());
        const SwitchStage stage = switchStage({{u"phase"_s, u"placing"_s}, {u"percent"_s, 400}});
        QVERIFY(stage.isRunning() && !stage.canCancel);
        QCOMPARE(stage.percent, 100);
        QCOMPARE(importStage({{u"stage"_s, 99}, {u"done"_s, -1}}).done, 0);
        QVERIFY(importStage({{u"stage"_s, 5}}).isDone());
        QVERIFY(!importForecast({}));
    }

    void adviceFollowsTheSituation_data()
    {
        QTest::addColumn<int>("devices");
        QTest::addColumn<int>("room");
        QTest::addColumn<int>("trust");
        QTest::addColumn<int>("mode");
        QTest::newRow("phone") << int(Devices::Several) << int(Room::Enough) << int(Trust::Provider) << int(Mode::Imap);
        QTest::newRow("phone, full mailbox") << int(Devices::Several) << int(Room::Scarce) << int(Trust::Provider) << int(Mode::Imap);
        QTest::newRow("one computer") << int(Devices::One) << int(Room::Enough) << int(Trust::Provider) << int(Mode::Imap);
        QTest::newRow("one computer, full mailbox") << int(Devices::One) << int(Room::Scarce) << int(Trust::Provider) << int(Mode::Pop3);
        QTest::newRow("not with the provider") << int(Devices::One) << int(Room::Enough) << int(Trust::HomeOnly) << int(Mode::Pop3);
        QTest::newRow("not with the provider, phone") << int(Devices::Several) << int(Room::Enough) << int(Trust::HomeOnly) << int(Mode::Pop3);
    }

    void adviceFollowsTheSituation()
    {
        QFETCH(int, devices);
        QFETCH(int, room);
        QFETCH(int, trust);
        QTEST(int(adviceFor({.devices = Devices(devices), .room = Room(room), .trust = Trust(trust)}).mode), "mode");
    }

    void everyAdviceNamesItsModeAndWarnsOfItsPrice()
    {
        QSet<QString> texts;
        for (int i = 0; i < 8; ++i) {
            const Advice advice = adviceFor({.devices = Devices(i & 1), .room = Room((i >> 1) & 1), .trust = Trust(i >> 2)});
            const QString text = adviceText(advice);
            QVERIFY(text.contains(advice.mode == Mode::Imap ? "IMAP"_L1 : "POP3"_L1));
            QVERIFY(advice.mode == Mode::Imap || text.contains("backups"_L1) || text.contains("other devices"_L1));
            texts.insert(text);
        }
        QCOMPARE(texts.size(), 6);
    }

    void everyRowAnswersAQuestion()
    {
        const auto rows = comparisonRows({});
        QVERIFY(rows.size() >= 9);
        for (const ComparisonRow &row : rows) {
            QVERIFY2(row.question.endsWith(u'?'), qPrintable(row.question));
            QVERIFY(!row.imap.isEmpty() && !row.pop3.isEmpty() && row.imap != row.pop3);
            QVERIFY2(row.fact.isEmpty(), "nothing is known of an account that is not there");
        }
    }

    void theRowsCarryTheAccountsNumbers()
    {
        QString facts;
        for (const ComparisonRow &row : comparisonRows({.mode = Mode::Imap, .state = u"idle"_s, .onServer = 23, .onlyHere = 4, .foldersOnServer = 14})) {
            facts += row.fact + u'\n';
        }
        QVERIFY2(facts.contains("23 on the server, 4 only on this computer"_L1), qPrintable(facts));
        QVERIFY2(facts.contains("14 folders"_L1), qPrintable(facts));
    }

    void theOutcomeSaysWhatTheCheckFound()
    {
        const QDateTime until(QDate(2026, 12, 25), QTime(12, 0));
        const PastSwitch good{.to = Mode::Imap, .outcome = u"switched"_s, .before = 7, .same = 7, .arrived = 2};
        const SwitchOutcome outcome = switchOutcome(good, until);
        QVERIFY(outcome.succeeded);
        QVERIFY(outcome.headline.contains("IMAP"_L1));
        QCOMPARE(outcome.details.size(), 3);
        QVERIFY(outcome.details.first().contains("All 7"_L1));
        QCOMPARE(switchOutcome(good, {}).details.size(), 2);

        PastSwitch bad = good;
        bad.gone = 1;
        QVERIFY(!switchOutcome(bad, until).details.join(u' ').contains("All 7"_L1));

        const SwitchOutcome failed = switchOutcome({.outcome = u"nothing changed"_s, .sentence = u"The password is wrong."_s}, until);
        QVERIFY(!failed.succeeded);
        QVERIFY(failed.headline.startsWith("Nothing has been changed"_L1));
        QCOMPARE(failed.details, QStringList{u"The password is wrong."_s});
    }
};

QTEST_GUILESS_MAIN(FactTest)

#include "facttest.moc"
