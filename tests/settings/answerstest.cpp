// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "samples.h"

#include "account/answers.h"
#include "account/oauthproviders.h"
#include "link/accountfacts.h"

#include <KConfigGroup>

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class AnswersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foundServersAreRead();
    void hostileAnswersGiveDefaults_data();
    void hostileAnswersGiveDefaults();
    void textsAreBounded();
    void digestsAreDigests();
    void foldersAreRead();
    void providersAreThoseOfTheHost();
};

void AnswersTest::foundServersAreRead()
{
    const auto found = foundAddresses(bothProtocols().toUtf8());
    QCOMPARE(found.size(), 3); // not the one for sending
    const auto outgoing = outgoingAddresses(bothProtocols().toUtf8());
    QCOMPARE(outgoing.size(), 1);
    QCOMPARE(outgoing.at(0).endpoint, (Endpoint{.host = u"smtp.example.org"_s, .port = 465, .security = Security::Tls}));
    QCOMPARE(found.at(0).endpoint, (Endpoint{.host = u"imap.example.org"_s, .port = 993, .security = Security::Tls}));
    QCOMPARE(found.at(0).userName, u"anna@example.org"_s);
    QVERIFY(found.at(0).verified);
    QVERIFY(!found.at(0).toBeConfirmed);
    QCOMPARE(found.at(1).endpoint.security, Security::StartTls);
    QCOMPARE(found.at(1).problem, u"Timeout"_s);
    // What says nothing about it has to be confirmed, and so has clear text
    const auto silent = foundAddresses(R"([{"protocol":"imap","host":"a.example","port":993}])");
    QVERIFY(silent.at(0).toBeConfirmed);
    const auto clear = foundAddresses(R"([{"protocol":"imap","host":"a.example","port":143,"security":2,"toBeConfirmed":false}])");
    QVERIFY(clear.at(0).toBeConfirmed);
}

void AnswersTest::hostileAnswersGiveDefaults_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("<html>");
    QTest::newRow("cut") << QByteArray(R"([{"host":"a)");
    QTest::newRow("a number") << QByteArray("7");
    QTest::newRow("other types") << QByteArray(R"([{"protocol":1,"host":[],"port":"993","path":{},"certificates":7}, 1, null, "x", []])");
    QTest::newRow("object of other types") << QByteArray(
        R"({"mode":3,"bytes":"many","messagesHere":-5,"onServer":1e300,"lastCheck":"yesterday","certificates":{"a":1},"problem":7})");
    QTest::newRow("ports") << QByteArray(
        R"([{"protocol":"imap","host":"a","port":0},{"protocol":"imap","host":"a","port":70000},{"protocol":"smtp","host":"a","port":25}])");
    QTest::newRow("deep") << QByteArray(100'000, '[');
}

void AnswersTest::hostileAnswersGiveDefaults()
{
    QFETCH(QByteArray, json);
    QVERIFY(foundAddresses(json).isEmpty());
    QVERIFY(outgoingAddresses(json).size() <= 1);
    QCOMPARE(testResult(json), TestResult());
    QCOMPARE(accountFacts(QString::fromUtf8(json)), AccountFacts());
    QVERIFY(folderEntries(json).isEmpty());
}

void AnswersTest::textsAreBounded()
{
    const QByteArray longHost(100'000, 'a');
    const auto found = foundAddresses(R"([{"protocol":"imap","port":993,"security":9,"signIn":[9,"0",1,1],"host":")" + longHost + "\"}]");
    QCOMPARE(found.at(0).endpoint.host.size(), 501);
    QCOMPARE(found.at(0).endpoint.security, Security::Tls);
    QCOMPARE(found.at(0).signIn, QList<SignIn>{SignIn::OAuth2});
    QCOMPARE(testResult(QByteArray(R"({"sentence":"a\u202eb\u0007c\nd"})")).sentence, u"abc d"_s);
    QCOMPARE(testResult(QByteArray(R"({"sentence":" \ud83d\udcec  full\u200f "})")).sentence, u"📬 full"_s);
}

void AnswersTest::digestsAreDigests()
{
    const auto certificate = testResult(untrustedTest().toUtf8()).certificates.value(0);
    QCOMPARE(certificate.key, u"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"_s);
    QCOMPARE(certificate.whyNot.size(), 1);
    const auto other = testResult(R"({"certificates":[{"key":"00112233; rm -rf"}, 5]})");
    QCOMPARE(other.certificates.size(), 1);
    QVERIFY(other.certificates.at(0).key.isEmpty());
}

void AnswersTest::foldersAreRead()
{
    const auto list = folderEntries(folders().toUtf8());
    QCOMPARE(list.size(), 6);
    QCOMPARE(list.at(3).path, (QStringList{u"Archive"_s, u"2024"_s}));
    QCOMPARE(list.at(3).keep, 1);
    QCOMPARE(list.at(3).keepDays, 30);
    QVERIFY(!list.at(4).subscribed);
    const auto odd = folderEntries(R"([{"path":["a"],"role":"king","keep":7,"keepDays":-1,"collection":-9}])");
    QCOMPARE(odd.at(0), (FolderEntry{.path = {u"a"_s}}));
}

void AnswersTest::providersAreThoseOfTheHost()
{
    const auto config = KSharedConfig::openConfig(QString(), KConfig::SimpleConfig);
    QCOMPARE(oauthProviderOf(u"imap.gmail.com"_s, config).value_or(OAuthProvider()).name, u"Google"_s);
    QVERIFY(oauthProviderOf(u"imap.gmail.com"_s, config)->clientId.isEmpty());
    QVERIFY(!oauthProviderOf(u"gmail.com.evil.example"_s, config));
    QVERIFY(!oauthProviderOf(u"notgmail.com"_s, config));
    KConfigGroup google = config->group(u"Google"_s);
    google.writeEntry("ClientId", "ours");
    QCOMPARE(oauthProviderOf(u"imap.gmail.com"_s, config)->clientId, u"ours"_s);
    QCOMPARE(oauthProviderOf(u"imap.gmail.com"_s, config)->tokenUrl, u"https://oauth2.googleapis.com/token"_s);
}

QTEST_GUILESS_MAIN(AnswersTest)

#include "answerstest.moc"
