// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "autoconfig/candidates.h"
#include "autoconfig/providers.h"
#include "autoconfig/srvrecords.h"
#include "plan/otherendpoint.h"

#include <QDir>
#include <QTest>

#include <algorithm>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
const MailAddress anna{.localPart = u"anna"_s, .domain = u"example.org"_s};

ServerSettings settings(MailProtocol protocol, const QString &host, quint16 port, Security security = Security::Tls)
{
    return {.protocol = protocol, .endpoint = {.host = host, .port = port, .security = security}, .userName = u"anna@example.org"_s, .signIn = {}};
}

QStringList described(const QList<ServerCandidate> &candidates)
{
    QStringList lines;
    for (const ServerCandidate &candidate : candidates) {
        const Endpoint &endpoint = candidate.settings.endpoint;
        lines.append(u"%1 %2:%3/%4 %5%6"_s.arg(toString(candidate.settings.protocol), endpoint.host)
                         .arg(endpoint.port)
                         .arg(int(endpoint.security))
                         .arg(toString(candidate.source), candidate.toBeConfirmed ? u"?"_s : QString()));
    }
    return lines;
}

QList<Provider> providers()
{
    QByteArrayList files;
    const QDir directory(u":/konto/providers"_s);
    for (const QString &name : directory.entryList()) {
        QFile file(directory.filePath(name));
        files.append(file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
    }
    return readProviders(files);
}
}

class CandidatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void srvNames()
    {
        QStringList names;
        for (const SrvQuestion &question : srvQuestions(u"example.org"_s)) {
            names.append(question.name);
            QVERIFY(question.security != Security::None);
            QCOMPARE(question.security == Security::Tls, question.name.section(u'.', 0, 0).endsWith(u's'));
        }
        names.sort();
        QCOMPARE(names,
                 (QStringList{u"_imap._tcp.example.org"_s,
                              u"_imaps._tcp.example.org"_s,
                              u"_pop3._tcp.example.org"_s,
                              u"_pop3s._tcp.example.org"_s,
                              u"_submission._tcp.example.org"_s,
                              u"_submissions._tcp.example.org"_s}));
    }

    /// RFC 2782
    void srvOrdering()
    {
        const QList<SrvRecord> records{{u"c.example.org"_s, 993, 20, 0},
                                       {u"small.example.org"_s, 993, 10, 10},
                                       {u"Large.example.org."_s, 993, 10, 90},
                                       {u"zero.example.org"_s, 993, 10, 0},
                                       {u"."_s, 993, 0, 0},
                                       {u""_s, 993, 0, 0},
                                       {u"noport.example.org"_s, 0, 0, 0},
                                       {u"192.0.2.1"_s, 993, 0, 0}};
        QHash<QString, int> first;
        for (quint32 seed = 0; seed < 2000; ++seed) {
            const auto ordered = srvOrder(records, seed);
            QCOMPARE(ordered.size(), 4);
            QCOMPARE(ordered.last().target, u"c.example.org"_s);
            ++first[ordered.first().target];
            QList<SrvRecord> turned = records;
            std::ranges::reverse(turned);
            QCOMPARE(srvOrder(turned, seed), ordered);
        }
        QVERIFY2(first.value(u"large.example.org"_s) > 1650 && first.value(u"large.example.org"_s) < 1900, "nine of ten");
        QVERIFY(first.value(u"small.example.org"_s) > 100);
        QVERIFY(first.value(u"zero.example.org"_s) > 0);
        QCOMPARE(srvOrder({{u"."_s, 0, 0, 0}}, 1), QList<SrvRecord>());
        QCOMPARE(srvOrder(QList<SrvRecord>(100, {u"a.example.org"_s, 993, 0, 65535}), 1).size(), 8);
    }

    /// Every file that comes with Konto is complete and asks for encryption.
    void providerFiles()
    {
        const auto all = providers();
        QCOMPARE(all.size(), QDir(u":/konto/providers"_s).entryList().size());
        QVERIFY(all.size() >= 12);
        QStringList domains;
        for (const Provider &provider : all) {
            domains += provider.domains;
            QVERIFY(!provider.domains.isEmpty() || !provider.mxDomains.isEmpty());
            const auto read = parseAutoconfig(provider.file, anna);
            QVERIFY(read);
            QCOMPARE(read->servers.size(), provider.file.count("<hostname>"));
            for (const ServerSettings &server : read->servers) {
                QVERIFY(server.endpoint.security != Security::None);
                QCOMPARE(server.endpoint.port, standardPort(server.protocol, server.endpoint.security));
                QVERIFY(!server.userName.isEmpty());
                QVERIFY(!server.signIn.isEmpty());
            }
        }
        QCOMPARE(domains.removeDuplicates(), 0);
    }

    void providerLookup()
    {
        const auto all = providers();
        const auto gmail = providerServers(all, *mailAddressOf(u"anna@googlemail.com"));
        QCOMPARE(gmail.first().endpoint, (Endpoint{u"imap.gmail.com"_s, 993, Security::Tls}));
        QCOMPARE(gmail.first().userName, u"anna@googlemail.com"_s);
        QCOMPARE(gmail.first().signIn.first(), SignIn::OAuth2);
        QVERIFY(providerServers(all, anna).isEmpty());
        QVERIFY(providerServers(all, *mailAddressOf(u"anna@notgmail.com")).isEmpty());

        const auto byMx = providerServersByMx(all, {u"mail.example.org"_s, u"ASPMX.L.google.com."_s}, anna);
        QCOMPARE(byMx.first().endpoint.host, u"imap.gmail.com"_s);
        QCOMPARE(byMx.first().userName, u"anna@example.org"_s);
        QVERIFY(providerServersByMx(all, {u"mx.evilgoogle.com"_s, u"."_s, u""_s}, anna).isEmpty());
        QVERIFY(providerServersByMx(all, {}, anna).isEmpty());
    }

    void ranking()
    {
        const auto candidates = rankCandidates(
            u"example.org"_s,
            {{SettingsSource::Guess, {settings(MailProtocol::Imap, u"imap.example.org"_s, 993), settings(MailProtocol::Pop3, u"pop.example.org"_s, 995)}},
             {SettingsSource::Srv,
              {settings(MailProtocol::Imap, u"imap.elsewhere.net"_s, 993),
               settings(MailProtocol::Imap, u"in.example.org"_s, 143, Security::StartTls),
               settings(MailProtocol::Pop3, u"pop.hoster.net"_s, 995)}},
             {SettingsSource::OwnFile,
              {settings(MailProtocol::Smtp, u"smtp.example.org"_s, 25, Security::None),
               settings(MailProtocol::Pop3, u"pop.hoster.net"_s, 110, Security::None),
               settings(MailProtocol::Pop3, u"pop.hoster.net"_s, 110, Security::StartTls),
               settings(MailProtocol::Imap, u"imap.example.org"_s, 143, Security::StartTls),
               settings(MailProtocol::Imap, u"imap.example.org"_s, 993)}}});
        QCOMPARE(described(candidates),
                 (QStringList{u"imap imap.example.org:993/0 file"_s,
                              u"imap imap.example.org:143/1 file"_s,
                              u"imap in.example.org:143/1 srv"_s,
                              u"imap imap.elsewhere.net:993/0 srv?"_s,
                              u"pop3 pop.hoster.net:110/1 file"_s,
                              u"pop3 pop.hoster.net:995/0 srv"_s,
                              u"pop3 pop.example.org:995/0 guess"_s,
                              u"smtp smtp.example.org:25/2 file?"_s}));
        QCOMPARE(toString(certaintyOf(candidates.at(0))), u"certain"_s);
        QCOMPARE(toString(certaintyOf(candidates.at(2))), u"likely"_s);
        QCOMPARE(toString(certaintyOf(candidates.at(3))), u"guessed"_s);
        QCOMPARE(toString(certaintyOf(candidates.at(6))), u"guessed"_s);
    }

    /// RFC 6186 section 6: who else has to name a host elsewhere.
    void confirmation()
    {
        const ServerSettings elsewhere = settings(MailProtocol::Imap, u"imap.hoster.net"_s, 993);
        const auto ask = [&elsewhere](SettingsSource also, ServerSettings other) {
            return rankCandidates(u"example.org"_s, {{SettingsSource::Srv, {elsewhere}}, {also, {std::move(other)}}});
        };
        ServerSettings other = elsewhere;
        other.endpoint.port = 143;
        other.endpoint.security = Security::StartTls;
        QVERIFY(!ask(SettingsSource::Provider, elsewhere).first().toBeConfirmed);
        QCOMPARE(ask(SettingsSource::Provider, elsewhere).size(), 1);
        QVERIFY(!ask(SettingsSource::Provider, other).last().toBeConfirmed);
        QVERIFY(!ask(SettingsSource::OwnFile, other).last().toBeConfirmed);
        QVERIFY(ask(SettingsSource::MxProvider, other).last().toBeConfirmed);
        QVERIFY(ask(SettingsSource::Guess, other).first().toBeConfirmed);
        other.endpoint.security = Security::None;
        QVERIFY(ask(SettingsSource::OwnFile, other).first().toBeConfirmed);
        other = elsewhere;
        other.protocol = MailProtocol::Smtp;
        QVERIFY(ask(SettingsSource::Provider, other).first().toBeConfirmed);
    }

    /// Clear text is offered only by a file of the domain's, and only where that has nothing better.
    void clearText()
    {
        const ServerSettings clear = settings(MailProtocol::Imap, u"imap.example.org"_s, 143, Security::None);
        for (const SettingsSource source : {SettingsSource::Provider, SettingsSource::Srv, SettingsSource::MxProvider, SettingsSource::Guess}) {
            QVERIFY(rankCandidates(u"example.org"_s, {{source, {clear}}}).isEmpty());
        }
        const auto alone = rankCandidates(u"example.org"_s, {{SettingsSource::OwnFile, {clear}}, {SettingsSource::Guess, guessedServers(anna)}});
        QVERIFY(std::ranges::count(alone, true, &ServerCandidate::toBeConfirmed) == 1);
        QCOMPARE(described(alone).at(6), u"imap imap.example.org:143/2 file?"_s);
    }

    void whomToAsk_data()
    {
        QTest::addColumn<QString>("userName");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("address");
        QTest::newRow("address") << u"anna@example.org"_s << u"mail.hoster.net"_s << u"anna@example.org"_s;
        QTest::newRow("usual name") << u"anna"_s << u"Pop3.example.org"_s << u"example.org"_s;
        QTest::newRow("other name") << u"example.org"_s << u"server7.example.org"_s << u"server7.example.org"_s;
        QTest::newRow("the domain itself") << u"anna"_s << u"mail.org"_s << u"mail.org"_s;
        QTest::newRow("strange address") << u"anna@localhost"_s << u"example.co.uk"_s << u"example.co.uk"_s;
        QTest::newRow("no name") << u"anna"_s << u"localhost"_s << QString();
        QTest::newRow("address of a host") << u"anna"_s << u"127.0.0.1"_s << QString();
        QTest::newRow("nothing") << QString() << QString() << QString();
    }

    void whomToAsk()
    {
        QFETCH(const QString, userName);
        QFETCH(const QString, host);
        QFETCH(const QString, address);
        Account account{.mode = Mode::Pop3, .userName = userName};
        account.pop3.host = host;
        QCOMPARE(addressToAsk(account), address);
    }

    void guesses()
    {
        const auto guesses = guessedServers(anna);
        QCOMPARE(guesses.size(), 20);
        for (const ServerSettings &guess : guesses) {
            QVERIFY(isWithin(guess.endpoint.host, u"example.org"));
            QVERIFY(guess.endpoint.security != Security::None);
            QCOMPARE(guess.endpoint.port, standardPort(guess.protocol, guess.endpoint.security));
            QCOMPARE(guess.userName, u"anna@example.org"_s);
        }
        QCOMPARE(described(rankCandidates(u"example.org"_s, {{SettingsSource::Guess, guesses}})).first(), u"imap imap.example.org:993/0 guess"_s);
    }
};

QTEST_GUILESS_MAIN(CandidatesTest)
#include "candidatestest.moc"
