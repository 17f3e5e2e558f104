// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What the system's services tell of network, sleep and power, put together.

#include "surroundings/surroundingsrules.h"

#include <QDBusObjectPath>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
using Rules = SurroundingsRules;

/// As QNetworkInformation.
struct Information {
    enum class Reachability {
        Unknown,
        Disconnected,
        Local,
        Site,
        Online,
    };

    Reachability now = Reachability::Online;
    bool portal = false;

    [[nodiscard]] Reachability reachability() const
    {
        return now;
    }
    [[nodiscard]] bool isBehindCaptivePortal() const
    {
        return portal;
    }
};

void use(Rules &rules, const QString &connection)
{
    rules.takeProperties(Rules::networkManager, {{u"PrimaryConnection"_s, QVariant::fromValue(QDBusObjectPath(connection))}});
}
}

class SurroundingsRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void networkOfWhatTheSystemKnows()
    {
        using Reachability = Information::Reachability;
        for (const Network before : {Network::There, Network::None, Network::Portal}) {
            QCOMPARE(networkOf(Information{.now = Reachability::Online}, before), Network::There);
            QCOMPARE(networkOf(Information{.now = Reachability::Site}, before), Network::There);
            QCOMPARE(networkOf(Information{.now = Reachability::Local}, before), Network::There);
            QCOMPARE(networkOf(Information{.now = Reachability::Disconnected}, before), Network::None);
            QCOMPARE(networkOf(Information{.now = Reachability::Site, .portal = true}, before), Network::Portal);
            QCOMPARE(networkOf(Information{.now = Reachability::Unknown}, before), before == Network::None ? Network::None : Network::There);
        }
    }

    void nobodyTells()
    {
        Rules rules;
        QCOMPARE(rules.now(), Surroundings());
        QVERIFY(!rules.takeNewNetwork());
    }

    void networkGoesAndComes()
    {
        Rules rules;
        use(rules, u"/a/1"_s);
        QVERIFY(!rules.takeNewNetwork());
        use(rules, u"/"_s);
        QVERIFY2(!rules.takeNewNetwork(), "there is none, as will be told");
        rules.takeNetwork(Network::None, false);
        QVERIFY(!rules.now().reachable);
        QVERIFY(!rules.takeNewNetwork());
        use(rules, u"/a/2"_s);
        QVERIFY2(!rules.takeNewNetwork(), "not connected yet");
        rules.takeNetwork(Network::There, false);
        QVERIFY(rules.now().reachable);
        QVERIFY(rules.takeNewNetwork());
        QVERIFY2(!rules.takeNewNetwork(), "once");
    }

    void portal()
    {
        Rules rules;
        rules.takeNetwork(Network::Portal, false);
        QVERIFY(!rules.now().reachable);
        rules.wakeUp();
        QVERIFY(!rules.takeNewNetwork());
        rules.takeNetwork(Network::There, false);
        QVERIFY(rules.takeNewNetwork());
    }

    void anotherNetwork()
    {
        Rules rules;
        use(rules, u"/a/1"_s);
        use(rules, u"/a/1"_s);
        QVERIFY(!rules.takeNewNetwork());
        use(rules, u"/a/2"_s);
        QVERIFY(rules.takeNewNetwork());
        rules.takeProperties(Rules::networkManager, {{u"State"_s, 70U}});
        QVERIFY(!rules.takeNewNetwork());
    }

    void sleep()
    {
        Rules rules;
        rules.wakeUp();
        QVERIFY(rules.takeNewNetwork());
        rules.takeNetwork(Network::None, false);
        rules.wakeUp();
        QVERIFY(!rules.takeNewNetwork());
        rules.takeNetwork(Network::There, false);
        QVERIFY(rules.takeNewNetwork());
    }

    void power()
    {
        Rules rules;
        const auto low = [&rules](uint level) {
            rules.takeProperties(Rules::powerDevice, {{u"WarningLevel"_s, level}});
            return rules.now().lowPower;
        };
        QVERIFY2(!low(4), "no matter on mains");
        rules.takeProperties(Rules::upower, {{u"OnBattery"_s, true}, {u"LidIsClosed"_s, false}});
        QVERIFY(rules.now().onBattery);
        QVERIFY(rules.now().lowPower);
        QVERIFY(!low(1));
        QVERIFY(!low(2));
        QVERIFY(low(3));
        QVERIFY(low(5));
        QVERIFY(!low(1));
        for (const auto &[profile, saves] : {std::pair(u"power-saver"_s, true), {u"performance"_s, false}, {u"power-saver"_s, true}, {u"balanced"_s, false}}) {
            rules.takeProperties(Rules::powerProfiles, {{u"ActiveProfile"_s, profile}});
            QCOMPARE(rules.now().lowPower, saves);
        }
        rules.takeProperties(Rules::powerProfiles, {{u"Profiles"_s, 1}});
        rules.takeProperties(u"org.example.Other"_s, {{u"OnBattery"_s, false}});
        QVERIFY(rules.now().onBattery);
        QVERIFY(!rules.takeNewNetwork());
    }

    void metered()
    {
        Rules rules;
        rules.takeNetwork(Network::There, true);
        QVERIFY(rules.now().metered);
        QVERIFY(!rules.takeNewNetwork());
    }
};

QTEST_GUILESS_MAIN(SurroundingsRulesTest)
#include "surroundingsrulestest.moc"
