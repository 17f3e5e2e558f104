// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What of a switch is written down, and where the other protocol may be spoken.

#include "plan/switchintent.h"
#include "plan/otherendpoint.h"

#include <QRandomGenerator>
#include <QTest>

#include <array>

using namespace Konto;
using namespace Qt::StringLiterals;

class SwitchIntentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choicesInJson()
    {
        for (int bits = 0; bits < 16; ++bits) {
            const SwitchChoices choices{.uploadMessages = bool(bits & 1),
                                        .uploadFolders = bool(bits & 2),
                                        .deleteThere = bool(bits & 4),
                                        .keepCopies = bool(bits & 8)};
            QCOMPARE(switchChoicesFrom(toJson(choices)), choices);
        }
        QCOMPARE(switchChoicesFrom({}), SwitchChoices());
        // what is no bool is not taken for one
        QCOMPARE(switchChoicesFrom({{u"deleteThere"_s, 1},
                                    {u"uploadMessages"_s, u"false"_s},
                                    {u"uploadFolders"_s, QJsonValue()},
                                    {u"keepCopies"_s, QJsonObject()},
                                    {u"x"_s, true}}),
                 SwitchChoices());
    }

    // The intent

    void intentRoundTrip()
    {
        Account account;
        account.id = u"id"_s;
        account.name = u"name"_s;
        SwitchIntent intent{.target = account, .before = account, .choices = {.uploadMessages = false, .deleteThere = true}};
        intent.target.mode = Mode::Imap;
        intent.target.userName = u"jörg@example.org"_s;
        intent.target.imap = {.host = u"imap.example.org"_s, .port = 65535, .security = Security::StartTls};
        intent.before.mode = Mode::Pop3;
        intent.before.pop3 = {.host = u"pop.example.org"_s, .port = 110, .security = Security::None};
        intent.before.retention = {.keep = Keep::Days, .amount = 30, .removeWhenDeletedHere = true};
        account.name = u"renamed since"_s;
        const auto read = switchIntentFrom(toBytes(intent), account);
        QVERIFY(read);
        QCOMPARE(read->target.name, account.name);
        QCOMPARE(read->target.id, account.id);
        QCOMPARE(read->choices, intent.choices);
        const std::array pairs{std::pair(read->target, intent.target), std::pair(read->before, intent.before)};
        for (const auto &[now, then] : pairs) {
            QCOMPARE(now.mode, then.mode);
            QCOMPARE(now.userName, then.userName);
            QCOMPARE(now.pop3, then.pop3);
            QCOMPARE(now.imap, then.imap);
            QCOMPARE(now.retention, then.retention);
        }
    }

    void noIntent_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("\xff\x00{", 3);
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("one account") << QByteArray(R"({"target":{"mode":1}})");
        QTest::newRow("no accounts") << QByteArray(R"({"target":1,"before":null})");
        QTest::newRow("empty accounts") << QByteArray(R"({"target":{},"before":{}})"); // not "to POP3"
        QTest::newRow("no such mode") << QByteArray(R"({"target":{"mode":2},"before":{"mode":0}})");
        QTest::newRow("mode in words") << QByteArray(R"({"target":{"mode":"1"},"before":{"mode":0}})");
        QTest::newRow("half a mode") << QByteArray(R"({"target":{"mode":0.5},"before":{"mode":0}})");
        QTest::newRow("deep") << QByteArray(R"({"target":)") + QByteArray(100'000, '[');
    }
    void noIntent()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!switchIntentFrom(bytes, {}));
    }

    void hostileIntents()
    {
        const auto read = switchIntentFrom(
            R"({"target":{"mode":1,"imap":{"host":5,"port":70000,"security":9},"pop3":7,"keep":99,"keepAmount":"x"},"before":{"mode":0,"pop3":{"port":-1}},
            "choices":{"deleteThere":"yes"}})",
            {});
        QVERIFY(read);
        QCOMPARE(read->target.imap, (Endpoint{.host = {}, .port = 0, .security = Security::Tls}));
        QCOMPARE(read->target.retention.keep, Keep::Everything);
        QCOMPARE(read->before.pop3.port, 0);
        QVERIFY(!read->choices.deleteThere);

        QRandomGenerator random(3);
        const QByteArray good = toBytes({.target = {}, .before = {}, .choices = {}});
        for (int round = 0; round < 3'000; ++round) {
            QByteArray bytes = good;
            for (int i = 1 + random.bounded(4); i > 0; --i) {
                bytes[random.bounded(bytes.size())] = char(random.bounded(256));
            }
            bytes.truncate(random.bounded(3) == 0 ? random.bounded(bytes.size()) : bytes.size());
            if (const auto intent = switchIntentFrom(bytes, {})) {
                QVERIFY(int(intent->target.imap.security) >= 0 && int(intent->target.imap.security) <= 2);
            }
        }
    }

    // The other endpoint

    void likelyEndpoints()
    {
        Account account;
        account.pop3 = {.host = u"Pop.example.org"_s, .port = 995};
        QStringList hosts;
        for (const Endpoint &endpoint : otherEndpoints(account, Mode::Imap)) {
            hosts.append(endpoint.host);
            QCOMPARE(endpoint.port, 993);
            QCOMPARE(endpoint.security, Security::Tls);
        }
        QCOMPARE(hosts, (QStringList{u"Pop.example.org"_s, u"imap.example.org"_s, u"mail.example.org"_s}));
        account.imap = {.host = u"remembered.example.org"_s, .port = 1993};
        QCOMPARE(otherEndpoints(account, Mode::Imap).first(), account.imap);
        account.imap.host = u"example.org"_s; // no usual label: the host alone
        account.pop3 = {};
        QCOMPARE(otherEndpoints(account, Mode::Pop3), (QList<Endpoint>{{.host = u"example.org"_s, .port = 995}}));
        QVERIFY(otherEndpoints({}, Mode::Imap).isEmpty());
    }

    void sameServer()
    {
        const Endpoint tls{.host = u"imap.example.org"_s, .port = 993};
        QVERIFY(isSameServer(tls, {.host = u"IMAP.example.org"_s, .port = 993}, Mode::Imap));
        QVERIFY(isSameServer(tls, {.host = tls.host, .port = 143, .security = Security::StartTls}, Mode::Imap));
        QVERIFY(!isSameServer(tls, {.host = u"imap2.example.org"_s, .port = 993}, Mode::Imap));
        QVERIFY(!isSameServer(tls, {.host = tls.host, .port = 1993}, Mode::Imap));
        QVERIFY(!isSameServer(tls, {.host = tls.host, .port = 995}, Mode::Imap));
        QVERIFY(isSameServer({.host = u"h"_s, .port = 110}, {.host = u"h"_s, .port = 995}, Mode::Pop3));
    }

    void neverLessEncryption()
    {
        for (const Mode mode : {Mode::Pop3, Mode::Imap}) {
            for (const Security current : {Security::Tls, Security::StartTls, Security::None}) {
                for (const Security remembered : {Security::Tls, Security::StartTls, Security::None}) {
                    Account account;
                    account.mode = otherMode(mode);
                    (mode == Mode::Imap ? account.pop3 : account.imap) = Endpoint{.host = u"mail.example.org"_s, .port = 1, .security = current};
                    (mode == Mode::Imap ? account.imap : account.pop3) = Endpoint{.host = u"x.example.org"_s, .port = 2, .security = remembered};
                    const QList<Endpoint> endpoints = otherEndpoints(account, mode);
                    QCOMPARE(endpoints.first().host, u"x.example.org"_s);
                    for (const Endpoint &endpoint : endpoints) {
                        QVERIFY(current == Security::None || endpoint.security != Security::None);
                        QVERIFY(endpoint.port != 0);
                        const quint16 clear = mode == Mode::Imap ? 143 : 110;
                        QVERIFY(endpoint.port == 2 || (endpoint.port == clear) == (endpoint.security != Security::Tls));
                    }
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(SwitchIntentTest)
#include "switchintenttest.moc"
