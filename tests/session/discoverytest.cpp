// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "run/servers/discovery.h"
#include "filesserver.h"
#include "scriptedserver.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
const QByteArrayList imapDialog{"S: * OK hello", "C: k CAPABILITY", "S: * CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2", "S: k OK"};
const QString ownFile = u"/autoconfig.example.org/mail/config-v1.1.xml"_s;
const QString wellKnownFile = u"/example.org/.well-known/autoconfig/mail/config-v1.1.xml"_s;
const QList<MailProtocol> allProtocols{MailProtocol::Imap, MailProtocol::Pop3, MailProtocol::Smtp};

template<class T>
Answer<T> settled(Result<T> value)
{
    const AnswerPromise<T> promise;
    promise.settle(std::move(value));
    return promise.answer();
}

/// The world as a test wants it: one HTTPS server behind all names, DNS by heart, and mail servers of this machine under any
/// name. What nobody mentioned is not there.
class World : public InternetDiscovery
{
public:
    Answer<QByteArray> fetch(const QUrl &url) override
    {
        asked.append(url.toString(QUrl::FullyEncoded));
        QUrl local(url);
        local.setHost(u"localhost"_s);
        local.setPort(https);
        local.setPath(u'/' + url.host() + url.path());
        return https == 0 ? settled<QByteArray>(fail(ErrorKind::UnknownHost)) : InternetDiscovery::fetch(local);
    }
    Answer<QList<SrvRecord>> srv(const QString &name) override
    {
        asked.append(name);
        return settled<QList<SrvRecord>>(services.value(name));
    }
    Answer<QStringList> mx(const QString &domain) override
    {
        asked.append(u"mx "_s + domain);
        return settled<QStringList>(exchanges);
    }
    Answer<QList<SignIn>> probe(MailProtocol protocol, const Endpoint &endpoint) override
    {
        const QString name = u"%1:%2"_s.arg(endpoint.host).arg(endpoint.port);
        asked.append(name);
        if (!servers.contains(name)) {
            return settled<QList<SignIn>>(fail(ErrorKind::UnknownHost));
        }
        return InternetDiscovery::probe(protocol, {u"localhost"_s, servers.value(name), endpoint.security});
    }

    quint16 https = 0;
    QHash<QString, QList<SrvRecord>> services;
    QStringList exchanges;
    QHash<QString, quint16> servers; // "imap.example.org:993" and the port here
    QStringList asked;
};

QByteArray entry(const QByteArray &type, const QByteArray &host, int port, const QByteArray &socketType)
{
    return "<incomingServer type=\"" + type + "\"><hostname>" + host + "</hostname><port>" + QByteArray::number(port) + "</port><socketType>" + socketType
        + "</socketType><username>%EMAILLOCALPART%</username></incomingServer>";
}

QByteArray file(const QByteArray &entries)
{
    return "<clientConfig version=\"1.1\"><emailProvider id=\"x\">" + entries + "</emailProvider></clientConfig>";
}

QString described(const FoundServer &server)
{
    const ServerSettings &settings = server.candidate.settings;
    return u"%1 %2:%3 %4%5 %6"_s.arg(toString(settings.protocol), settings.endpoint.host)
        .arg(settings.endpoint.port)
        .arg(toString(server.candidate.source),
             server.candidate.toBeConfirmed ? u"?"_s : QString(),
             server.verified ? u"verified"_s : (server.problem ? toString(server.problem->kind) : u"untried"_s));
}
}

class DiscoveryTest : public QObject
{
    Q_OBJECT

private:
    const TestAuthority m_authority;
    World *m_world = nullptr; // the discovery's
    std::unique_ptr<Discovery> m_discovery;
    QStringList m_result;
    QList<FoundServer> m_servers;

    QCoro::Task<void> search(QString address, QList<MailProtocol> protocols)
    {
        m_result = QStringList{u"under way"_s};
        const auto servers = co_await m_discovery->find(address, protocols);
        m_result.clear();
        m_servers = servers.value_or(QList<FoundServer>());
        for (const FoundServer &server : std::as_const(m_servers)) {
            m_result.append(described(server));
        }
        if (!servers) {
            m_result.append(toString(servers.error().kind));
        }
    }

    std::unique_ptr<ScriptedServer> serverFor(const QString &name, const QByteArrayList &script, bool implicitTls)
    {
        auto server = std::make_unique<ScriptedServer>(script);
        server->setCertificate(m_authority.issue({}));
        server->setImplicitTls(implicitTls);
        m_world->servers.insert(name, server->serverPort());
        return server;
    }

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "20000");
        auto world = std::make_unique<World>();
        m_world = world.get();
        m_discovery = std::make_unique<Discovery>(std::move(world));
    }

    void ownFileIsFoundAndVerified()
    {
        FilesServer https(m_authority.issue({}));
        m_world->https = https.serverPort();
        https.files.insert(ownFile + u"?emailaddress=anna%2Bx%40example.org"_s,
                           file(entry("imap", "imap.example.org", 993, "SSL") + entry("pop3", "pop.example.org", 110, "STARTTLS")));
        const auto imap = serverFor(u"imap.example.org:993"_s, imapDialog, true);
        const auto pop3 =
            serverFor(u"pop.example.org:110"_s,
                      {"S: +OK", "C: CAPA", "S: +OK", "S: STLS", "S: .", "C: STLS", "S: +OK", "T", "C: CAPA", "S: +OK", "S: SASL GSSAPI", "S: USER", "S: ."},
                      false);
        const QSignalSpy changes(m_discovery.get(), &Discovery::found);
        search(u"anna+x@Example.org"_s, allProtocols);
        QTRY_COMPARE(m_result, (QStringList{u"imap imap.example.org:993 file verified"_s, u"pop3 pop.example.org:110 file verified"_s}));
        QCOMPARE(m_servers.first().candidate.settings.userName, u"anna+x"_s);
        QCOMPARE(m_servers.first().candidate.settings.signIn, (QList{SignIn::Password, SignIn::OAuth2}));
        QCOMPARE(m_servers.last().candidate.settings.signIn, (QList{SignIn::Password, SignIn::Kerberos}));
        QVERIFY2(changes.count() >= 3, "told as it came");
        QTRY_VERIFY2(imap->isDone(), imap->state().constData());
        QTRY_VERIFY2(pop3->isDone(), pop3->state().constData());
        // RFC 6186 names of protocols that are found are not guessed.
        QVERIFY(!m_world->asked.contains(u"imap.example.org:143"_s));
        QVERIFY(m_world->asked.contains(u"smtp.example.org:465"_s));
    }

    /// Whatever goes wrong with the file, the search ends, and finds nothing by it.
    void badFiles_data()
    {
        QTest::addColumn<QByteArray>("answer");
        const QByteArray good = file(entry("imap", "imap.example.org", 993, "SSL"));
        QTest::newRow("not there") << QByteArray();
        QTest::newRow("redirected to HTTP") << QByteArray("HTTP/1.1 302 Found\r\nLocation: http://localhost:@PLAIN@/\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("redirected to itself") << QByteArray("HTTP/1.1 302 Found\r\nLocation: @SELF@\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("password asked") << QByteArray("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("huge") << "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + good + QByteArray(1'999'000, ' ');
        QTest::newRow("endless") << "HTTP/1.1 200 OK\r\n\r\n" + good + QByteArray(400'000, ' ');
        QTest::newRow("bomb") << QByteArray(
            "HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE c [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>"
            "<clientConfig><emailProvider><domain>&b;</domain></emailProvider></clientConfig>");
        QTest::newRow("page") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>");
        QTest::newRow("not HTTP") << QByteArray("220 mail.example.org ESMTP\r\n\r\n");
        QTest::newRow("cut") << "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n" + good.first(100);
        QTest::newRow("silence") << QByteArray("SILENCE");
    }

    void badFiles()
    {
        QFETCH(QByteArray, answer);
        qputenv("KONTO_TIMEOUT_MS", "1500");
        ScriptedServer plain; // nobody comes: a connection without a script would fail the test
        FilesServer https(m_authority.issue({}));
        m_world->https = https.serverPort();
        answer.replace("@PLAIN@", QByteArray::number(plain.serverPort()));
        answer.replace("@SELF@", QByteArray("https://localhost:" + QByteArray::number(https.serverPort()) + "/x"));
        https.rawAnswer = answer;
        m_world->servers.insert(u"imap.example.org:993"_s, 1);
        search(u"example.org"_s, {MailProtocol::Imap});
        QTRY_COMPARE(m_result, QStringList());
        QVERIFY(https.requests.size() >= 2);
        QCOMPARE(plain.connections(), 0);
        for (const QByteArray &request : std::as_const(https.requests)) {
            QVERIFY(!request.toLower().contains("\r\nauthorization:") && !request.toLower().contains("\r\ncookie:"));
        }
    }

    void wellKnownFileAndRedirect()
    {
        FilesServer https(m_authority.issue({}));
        m_world->https = https.serverPort();
        https.files.insert(u"/moved"_s, file(entry("imap", "imap.example.org", 993, "SSL")));
        https.redirects.insert(wellKnownFile, "https://localhost:" + QByteArray::number(https.serverPort()) + "/moved");
        const auto imap = serverFor(u"imap.example.org:993"_s, imapDialog, true);
        search(u"example.org"_s, {MailProtocol::Imap});
        QTRY_COMPARE(m_result, QStringList{u"imap imap.example.org:993 file verified"_s});
        QCOMPARE(m_servers.first().candidate.settings.userName, QString());
    }

    void untrustedHttps_data()
    {
        QTest::addColumn<TestCertificate::Request>("request");
        QTest::addColumn<bool>("signedByAuthority");
        QTest::newRow("self-signed") << TestCertificate::Request{} << false;
        QTest::newRow("another name") << TestCertificate::Request{.names = "DNS:mail.example.org"} << true;
        QTest::newRow("expired") << TestCertificate::Request{.validFromDays = -20, .validToDays = -10} << true;
    }

    void untrustedHttps()
    {
        QFETCH(const TestCertificate::Request, request);
        QFETCH(const bool, signedByAuthority);
        FilesServer https(signedByAuthority ? m_authority.issue(request) : TestCertificate::selfSigned(request));
        m_world->https = https.serverPort();
        https.files.insert(ownFile, file(entry("imap", "imap.example.org", 993, "SSL")));
        search(u"example.org"_s, {MailProtocol::Imap});
        QTRY_COMPARE(m_result, QStringList());
        QVERIFY2(https.requests.isEmpty(), "the request is not sent either");
    }

    void serviceRecords()
    {
        m_world->services.insert(u"_imaps._tcp.example.org"_s, {{u"imap.hoster.net"_s, 1993, 0, 0}, {u"in.example.org"_s, 993, 10, 0}});
        m_world->services.insert(u"_imap._tcp.example.org"_s, {{u"."_s, 0, 0, 0}});
        m_world->services.insert(u"_pop3s._tcp.example.org"_s, {{u"."_s, 0, 0, 0}});
        const auto elsewhere = serverFor(u"imap.hoster.net:1993"_s, imapDialog, true);
        const auto within = serverFor(u"in.example.org:993"_s, imapDialog, true);
        search(u"anna@example.org"_s, {MailProtocol::Imap, MailProtocol::Pop3});
        QTRY_COMPARE(m_result, (QStringList{u"imap in.example.org:993 srv verified"_s, u"imap imap.hoster.net:1993 srv? verified"_s}));
        QCOMPARE(m_servers.first().candidate.settings.userName, u"anna@example.org"_s);
        QVERIFY(!m_world->asked.contains(u"_submissions._tcp.example.org"_s));
        QCOMPARE(trustedEndpoints(m_servers), (QList{Endpoint{u"in.example.org"_s, 993, Security::Tls}}));
    }

    void mailExchanger()
    {
        m_world->exchanges = {u"aspmx.l.google.com."_s};
        const auto imap = serverFor(u"imap.gmail.com:993"_s, imapDialog, true);
        search(u"anna@example.org"_s, {MailProtocol::Imap});
        QTRY_COMPARE(m_result, QStringList{u"imap imap.gmail.com:993 mx verified"_s});
        QCOMPARE(m_servers.first().candidate.settings.signIn.first(), SignIn::OAuth2);
    }

    void knownProvider()
    {
        const auto imap = serverFor(u"imap.gmx.net:993"_s, imapDialog, true);
        search(u"anna@gmx.de"_s, {MailProtocol::Imap, MailProtocol::Pop3});
        QTRY_COMPARE(m_result, (QStringList{u"imap imap.gmx.net:993 provider verified"_s, u"pop3 pop.gmx.net:995 provider UnknownHost"_s}));
    }

    /// Of names that are only guessed, what does not answer is not told; what answers with a bad certificate is.
    void guesses()
    {
        const auto imap = serverFor(u"mail.example.org:993"_s, imapDialog, true);
        ScriptedServer pop3({"S: +OK"});
        pop3.setImplicitTls(true);
        m_world->servers.insert(u"pop3.example.org:995"_s, pop3.serverPort());
        const auto smtp = serverFor(u"smtp.example.org:587"_s,
                                    {"S: 220-mail",
                                     "S: 220 mail",
                                     "C: EHLO [127.0.0.1]",
                                     "S: 250-mail",
                                     "S: 250-STARTTLS",
                                     "S: 250 AUTH LOGIN",
                                     "C: STARTTLS",
                                     "S: 220 go",
                                     "T",
                                     "C: EHLO [127.0.0.1]",
                                     "S: 250-mail",
                                     "S: 250 AUTH PLAIN"},
                                    false);
        search(u"anna@example.org"_s, allProtocols);
        QTRY_COMPARE(m_result,
                     (QStringList{u"imap mail.example.org:993 guess verified"_s,
                                  u"pop3 pop3.example.org:995 guess Certificate"_s,
                                  u"smtp smtp.example.org:587 guess verified"_s}));
    }

    /// What is encrypted worse than asked for, or something else altogether, is not verified.
    void probesFail_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<QString>("problem");
        QTest::newRow("another protocol") << QByteArrayList{"S: SSH-2.0-x"} << u"WrongProtocol"_s;
        QTest::newRow("no STARTTLS") << QByteArrayList{"S: * OK", "C: k CAPABILITY", "S: * CAPABILITY IMAP4rev1", "S: k OK"} << u"TlsUnavailable"_s;
        QTest::newRow("preauthenticated") << QByteArrayList{"S: * PREAUTH hello"} << u"Unavailable"_s;
        QTest::newRow("closed") << QByteArrayList{"S: * OK", "X"} << u"ConnectionLost"_s;
        QTest::newRow("injection") << QByteArrayList{"S: * OK", "C: *", "S: * CAPABILITY STARTTLS", "S: k OK", "C: *", "S: k OK", "S: * OK"} << u"Nonsense"_s;
        QTest::newRow("silence") << QByteArrayList{"WAIT"} << u"Timeout"_s;
    }

    void probesFail()
    {
        QFETCH(const QByteArrayList, script);
        QFETCH(const QString, problem);
        qputenv("KONTO_TIMEOUT_MS", "1500");
        m_world->services.insert(u"_imap._tcp.example.org"_s, {{u"in.example.org"_s, 143, 0, 0}});
        const auto imap = serverFor(u"in.example.org:143"_s, script, false);
        search(u"example.org"_s, {MailProtocol::Imap});
        QTRY_COMPARE(m_result, QStringList{u"imap in.example.org:143 srv "_s + problem});
    }

    void nothingAtAll()
    {
        search(u"anna@example.org"_s, allProtocols);
        QTRY_COMPARE(m_result, QStringList());
    }

    void noAddress()
    {
        for (const QString &text : {u""_s, u"anna"_s, u"anna@localhost"_s, u"anna@192.0.2.1"_s, u"https://example.org/"_s}) {
            search(text, allProtocols);
            QTRY_COMPARE(m_result, QStringList{u"NotConfigured"_s});
        }
        QCOMPARE(m_world->asked, QStringList());
    }

    void everythingIsSlow()
    {
        qputenv("KONTO_TIMEOUT_MS", "400");
        FilesServer https(m_authority.issue({}));
        https.rawAnswer = "SILENCE";
        m_world->https = https.serverPort();
        const auto imap = serverFor(u"imap.example.org:993"_s, {"WAIT"}, false);
        QElapsedTimer clock;
        clock.start();
        search(u"anna@example.org"_s, {MailProtocol::Imap});
        QTRY_COMPARE(m_result, QStringList());
        QVERIFY(clock.elapsed() < 4000);
    }

    void cancelled()
    {
        FilesServer https(m_authority.issue({}));
        https.rawAnswer = "SILENCE";
        m_world->https = https.serverPort();
        search(u"anna@example.org"_s, allProtocols);
        QTRY_VERIFY(!https.requests.isEmpty());
        m_discovery->cancel();
        QTRY_COMPARE(m_result, QStringList{u"Cancelled"_s});
        // Another search does it as well, and so does the end of the object.
        search(u"anna@example.org"_s, allProtocols);
        QCOMPARE(m_result, QStringList{u"under way"_s});
        https.rawAnswer.clear();
        search(u"anna@example.net"_s, allProtocols);
        QTRY_COMPARE(m_result, QStringList());
        https.rawAnswer = "SILENCE";
        search(u"anna@example.org"_s, allProtocols);
        m_discovery.reset();
        QTRY_COMPARE(m_result, QStringList{u"Cancelled"_s});
    }
};

QTEST_GUILESS_MAIN(DiscoveryTest)
#include "discoverytest.moc"
