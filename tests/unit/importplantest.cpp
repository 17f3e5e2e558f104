// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "plan/importplan.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class ImportPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void imapDefaults();
    void imap();
    void pop3Defaults();
    void pop3();
    void rules_data();
    void rules();
    void filler_data();
    void filler();
};

void ImportPlanTest::imapDefaults()
{
    const ImportedSettings settings = settingsOfStock(Mode::Imap, {});
    QCOMPARE(settings.endpoint, Endpoint({}, 993, Security::Tls));
    QCOMPARE(settings.signIn, SignIn::Password);
    QCOMPARE(settings.checkInterval, 5);
    QCOMPARE(settings.held, HeldHere::Everything);
}

void ImportPlanTest::imap()
{
    StockValues values;
    values.texts = {{u"network/ImapServer"_s, u" imap.example.org "_s},
                    {u"network/ImapPort"_s, u"143"_s},
                    {u"network/UserName"_s, u"anna"_s},
                    {u"network/Safety"_s, u"STARTTLS"_s},
                    {u"network/Authentication"_s, u"9"_s},
                    {u"cache/IntervalCheckEnabled"_s, u"false"_s},
                    {u"cache/DisconnectedModeEnabled"_s, u"false"_s}};
    const ImportedSettings settings = settingsOfStock(Mode::Imap, values);
    QCOMPARE(settings.endpoint, Endpoint(u"imap.example.org"_s, 143, Security::StartTls));
    QCOMPARE(settings.userName, u"anna"_s);
    QCOMPARE(settings.signIn, SignIn::OAuth2);
    QCOMPARE(settings.checkInterval, 0);
    QCOMPARE(settings.held, HeldHere::Opened);

    values.texts.insert(u"network/OverrideEncryption"_s, u"TLSV1"_s);
    QCOMPARE(settingsOfStock(Mode::Imap, values).endpoint.security, Security::Tls);
    values.texts.insert(u"network/OverrideEncryption"_s, u"UNENCRYPTED"_s);
    QCOMPARE(settingsOfStock(Mode::Imap, values).endpoint.security, Security::None);
}

void ImportPlanTest::pop3Defaults()
{
    const ImportedSettings settings = settingsOfStock(Mode::Pop3, {});
    QCOMPARE(settings.endpoint, Endpoint({}, 110, Security::None));
    QCOMPARE(settings.retention.keep, Keep::Nothing);
    QCOMPARE(settings.checkInterval, 0);
    QCOMPARE(settings.targetCollection, 0);
}

void ImportPlanTest::pop3()
{
    StockValues values;
    values.texts = {{u"General/useSSL"_s, u"true"_s},
                    {u"General/port"_s, u"995"_s},
                    {u"General/authenticationMethod"_s, u"4"_s},
                    {u"General/intervalCheckEnabled"_s, u"true"_s},
                    {u"General/intervalCheckInterval"_s, u"20"_s},
                    {u"General/targetCollection"_s, u"17"_s}};
    values.seenUidls = {u"0001"_s, QString(), u"0002"_s};
    const ImportedSettings settings = settingsOfStock(Mode::Pop3, values);
    QCOMPARE(settings.endpoint, Endpoint({}, 995, Security::Tls));
    QCOMPARE(settings.signIn, SignIn::Kerberos);
    QCOMPARE(settings.checkInterval, 20);
    QCOMPARE(settings.targetCollection, 17);
    QCOMPARE(settings.seenUidls, QByteArrayList({"0001", "0002"}));
}

void ImportPlanTest::rules_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("size");
    QTest::addColumn<Keep>("keep");
    QTest::addColumn<int>("amount");

    QTest::newRow("everything") << -1 << -1 << -1 << Keep::Everything << 0;
    QTest::newRow("days") << 14 << -1 << -1 << Keep::Days << 14;
    QTest::newRow("count") << -1 << 100 << -1 << Keep::NewestMessages << 100;
    QTest::newRow("size, rounded up") << -1 << -1 << 100 << Keep::NewestMegabytes << 105;
    QTest::newRow("several: the first alone") << 14 << 100 << 100 << Keep::Days << 14;
}

void ImportPlanTest::rules()
{
    QFETCH(const int, days);
    QFETCH(const int, count);
    QFETCH(const int, size);
    StockValues values;
    values.texts = {{u"General/leaveOnServer"_s, u"true"_s},
                    {u"General/leaveOnServerDays"_s, QString::number(days)},
                    {u"General/leaveOnServerCount"_s, QString::number(count)},
                    {u"General/leaveOnServerSize"_s, QString::number(size)}};
    const Retention rule = settingsOfStock(Mode::Pop3, values).retention;
    QTEST(rule.keep, "keep");
    QTEST(rule.amount, "amount");
    QVERIFY(!rule.removeWhenDeletedHere);
}

void ImportPlanTest::filler_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QByteArray>("original");

    const QByteArray header = "Content-Type: Multipart/mixed; boundary=x\r\n\r\n";
    const QByteArray body = "--x\r\n\r\nHello\r\n--x--\r\n";
    QTest::newRow("multipart") << header + " \r\n" + body << header + body;
    QTest::newRow("multipart without") << header + body << header + body;
    QTest::newRow("multipart with a preamble") << header + " \r\nHi\r\n" + body << header + " \r\nHi\r\n" + body;
    QTest::newRow("no body") << QByteArray("Subject: x\r\n\r\n ") << QByteArray("Subject: x\r\n\r\n");
    QTest::newRow("plain") << QByteArray("Subject: x\r\n\r\nHello\r\n \r\n") << QByteArray("Subject: x\r\n\r\nHello\r\n \r\n");
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void ImportPlanTest::filler()
{
    QFETCH(const QByteArray, stored);
    QTEST(withoutFiller(stored), "original");
}

QTEST_GUILESS_MAIN(ImportPlanTest)
#include "importplantest.moc"
