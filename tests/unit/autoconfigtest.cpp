// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "autoconfig/autoconfigparser.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
const MailAddress anna{.localPart = u"anna"_s, .domain = u"example.org"_s};

QByteArray server(const char *type, const char *host, const char *port, const char *socketType, const char *rest = "<username>%EMAILADDRESS%</username>")
{
    const QByteArray element = qstrcmp(type, "smtp") == 0 ? "outgoingServer" : "incomingServer";
    return '<' + element + " type=\"" + type + "\"><hostname>" + host + "</hostname><port>" + port + "</port><socketType>" + socketType + "</socketType>" + rest
        + "</" + element + '>';
}

QByteArray file(const QByteArray &contents)
{
    return "<?xml version=\"1.0\"?><clientConfig version=\"1.1\"><emailProvider id=\"x\">" + contents + "</emailProvider></clientConfig>";
}

ServerSettings settings(MailProtocol protocol, const QString &host, quint16 port, Security security = Security::Tls)
{
    return {.protocol = protocol, .endpoint = {.host = host, .port = port, .security = security}, .userName = u"anna@example.org"_s, .signIn = {}};
}
}

class AutoconfigTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("localPart");
        QTest::addColumn<QString>("domain"); // empty: refused
        QTest::newRow("plain") << u"anna@example.org"_s << u"anna"_s << u"example.org"_s;
        QTest::newRow("domain") << u"example.org"_s << QString() << u"example.org"_s;
        QTest::newRow("spaces, capitals") << u" Anna@Mail.EXAMPLE.org\n"_s << u"Anna"_s << u"mail.example.org"_s;
        QTest::newRow("umlauts") << u"jürgen@müller.example"_s << u"jürgen"_s << u"xn--mller-kva.example"_s;
        for (const QString &text : QStringList{u""_s,
                                               u"anna"_s,
                                               u"@example.org"_s,
                                               u"anna@"_s,
                                               u"anna@localhost"_s,
                                               u"anna@192.0.2.1"_s,
                                               u"anna@[192.0.2.1]"_s,
                                               u"anna@::1"_s,
                                               u"anna@example..org"_s,
                                               u"anna@example.org."_s,
                                               u"anna@.example.org"_s,
                                               u"anna@-a.example.org"_s,
                                               u"anna@exa_mple.org"_s,
                                               u"anna@example.org/x"_s,
                                               u"anna@example.org:80"_s,
                                               u"anna@exa mple.org"_s,
                                               u"an na@example.org"_s,
                                               u"an\nna@example.org"_s,
                                               u"a@b@example.org"_s,
                                               u"Anna <anna@example.org>"_s,
                                               QString(65, u'a') + u"@example.org"_s,
                                               u"anna@"_s + QString(64, u'a') + u".org"_s,
                                               u"anna@"_s + u"a."_s.repeated(200) + u"org"_s}) {
            QTest::newRow(qPrintable(u"refused: "_s + text.left(40))) << text << QString() << QString();
        }
    }

    void addresses()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, localPart);
        QFETCH(const QString, domain);
        const auto address = mailAddressOf(text);
        QCOMPARE(address.has_value(), !domain.isEmpty());
        QCOMPARE(address.value_or(MailAddress()), (MailAddress{localPart, domain}));
    }

    void within()
    {
        QVERIFY(isWithin(u"example.org", u"example.org"));
        QVERIFY(isWithin(u"mail.example.org", u"example.org"));
        QVERIFY(!isWithin(u"badexample.org", u"example.org"));
        QVERIFY(!isWithin(u"example.org", u"mail.example.org"));
        QVERIFY(!isWithin(u"example.org", u""));
    }

    void parses()
    {
        const auto read = parseAutoconfig(
            file(
                "<domain>Example.org</domain><domain>not a domain</domain><domain purpose=\"mx\">mx.example.net</domain><displayName>E</displayName>"
                + server("smtp", "smtp.example.org", "465", "SSL", "<username>%EMAILLOCALPART%</username><authentication>OAuth2</authentication>")
                + server("imap",
                         "imap.%EMAILDOMAIN%",
                         " 143 ",
                         "STARTTLS",
                         "<password>p</password><authentication>OAuth2</authentication><authentication>password-encrypted</authentication>"
                         "<authentication>password-cleartext</authentication><username>%EMAILLOCALPART%.%EMAILDOMAIN%</username>")
                + server("pop3", "POP.Example.org", "995", "ssl", "<username>%EMAILADDRESS%</username><authentication>GSSAPI</authentication><pop3><x/></pop3>")
                + "<incomingServer type=\"exchange\"><hostname>e.example.org</hostname></incomingServer>")
                .replace("</clientConfig>", "<webMail><loginPage url=\"https://example.org\"/></webMail><emailProvider/></clientConfig>"),
            anna);
        QVERIFY(read);
        QCOMPARE(read->domains, QStringList{u"example.org"_s});
        QCOMPARE(read->mxDomains, QStringList{u"mx.example.net"_s});
        QCOMPARE(read->servers.size(), 3);
        ServerSettings imap = settings(MailProtocol::Imap, u"imap.example.org"_s, 143, Security::StartTls);
        imap.userName = u"anna.example.org"_s;
        imap.signIn = {SignIn::OAuth2, SignIn::Password};
        ServerSettings pop3 = settings(MailProtocol::Pop3, u"pop.example.org"_s, 995);
        pop3.signIn = {SignIn::Kerberos};
        ServerSettings smtp = settings(MailProtocol::Smtp, u"smtp.example.org"_s, 465);
        smtp.userName = u"anna"_s;
        smtp.signIn = {SignIn::OAuth2};
        QCOMPARE(read->servers, (QList{imap, pop3, smtp}));
    }

    /// What the address has in it is not looked at again.
    void placeholders()
    {
        const QByteArray xml =
            file(server("imap", "i.example.org", "993", "SSL", "<username>%EMAILLOCALPART%</username>") + server("imap", "j.example.org", "993", "SSL"));
        const auto strange = parseAutoconfig(xml, {.localPart = u"%EMAILADDRESS%%EMAILDOMAIN%"_s, .domain = u"example.org"_s});
        QCOMPARE(strange->servers.first().userName, u"%EMAILADDRESS%%EMAILDOMAIN%"_s);
        QCOMPARE(strange->servers.last().userName, u"%EMAILADDRESS%%EMAILDOMAIN%@example.org"_s);
        const auto nobody = parseAutoconfig(xml, {.localPart = {}, .domain = u"example.org"_s});
        QCOMPARE(nobody->servers.first().userName, QString());
        QCOMPARE(nobody->servers.last().userName, QString());
    }

    void leavesOut_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::newRow("no host") << server("imap", "", "993", "SSL");
        QTest::newRow("address") << server("imap", "192.0.2.1", "993", "SSL");
        QTest::newRow("one label") << server("imap", "intranet", "993", "SSL");
        QTest::newRow("host with more") << server("imap", "imap.example.org/x", "993", "SSL");
        QTest::newRow("control character") << server("imap", "imap.example&#10;.org", "993", "SSL");
        QTest::newRow("zero width") << server("imap", "imap.example.org", "993", "S&#x200B;SL");
        QTest::newRow("port 0") << server("imap", "imap.example.org", "0", "SSL");
        QTest::newRow("port too large") << server("imap", "imap.example.org", "65536", "SSL");
        QTest::newRow("negative port") << server("imap", "imap.example.org", "-1", "SSL");
        QTest::newRow("port of words") << server("imap", "imap.example.org", "imaps", "SSL");
        QTest::newRow("unknown encryption") << server("imap", "imap.example.org", "993", "maybe");
        QTest::newRow("unknown methods") << server("imap", "imap.example.org", "993", "SSL", "<authentication>NTLM</authentication>");
        QTest::newRow("unknown protocol") << server("jmap", "imap.example.org", "993", "SSL");
        QTest::newRow("incoming smtp") << QByteArray(
            "<incomingServer type=\"smtp\"><hostname>a.example.org</hostname><port>25</port><socketType>SSL</socketType></incomingServer>");
        QTest::newRow("elements in a value") << server("imap", "imap.<b>example</b>.org", "993", "SSL");
        QTest::newRow("long value") << server("imap", QByteArray(600, 'a').constData(), "993", "SSL");
    }

    void leavesOut()
    {
        QFETCH(const QByteArray, entry);
        const auto read = parseAutoconfig(file(entry + server("pop3", "pop.example.org", "995", "SSL")), anna);
        QVERIFY(read);
        QCOMPARE(read->servers, QList{settings(MailProtocol::Pop3, u"pop.example.org"_s, 995)});
    }

    void controlCharactersInUserName()
    {
        const auto read = parseAutoconfig(file(server("imap", "i.example.org", "993", "SSL", "<username>a&#13;&#10;A1 LOGOUT</username>")), anna);
        QCOMPARE(read->servers.first().userName, QString());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("xml");
        const QByteArray good = file(server("imap", "imap.example.org", "993", "SSL"));
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("page") << QByteArray("<html><body>404</body></html>");
        QTest::newRow("not XML") << QByteArray("imap.example.org");
        QTest::newRow("cut") << good.chopped(5);
        QTest::newRow("more behind") << good + "<x>";
        QTest::newRow("too large") << good + QByteArray(largestAutoconfigFile, ' ');
        QTest::newRow("too deep") << file(QByteArray("<a>").repeated(40) + QByteArray("</a>").repeated(40));
        QTest::newRow("too many") << file(QByteArray("<a/>").repeated(20000));
        QTest::newRow("undeclared entity") << file("<domain>&x;</domain>");
        QTest::newRow("DTD") << "<!DOCTYPE clientConfig>" + good;
        QTest::newRow("external entity") << "<!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + file("<domain>&x;</domain>").sliced(21);
        QByteArray bomb = "<!DOCTYPE c [<!ENTITY a0 \"aaaaaaaaaa\">";
        for (int i = 1; i < 30; ++i) {
            const QByteArray before = "&a" + QByteArray::number(i - 1) + ';';
            bomb += "<!ENTITY a" + QByteArray::number(i) + " \"" + before.repeated(10) + "\">";
        }
        QTest::newRow("bomb") << bomb + "]>" + file("<domain>&a29;</domain>").sliced(21);
        const QString dtd = u"<!DOCTYPE c [<!ENTITY x \"y\">]><clientConfig>&x;</clientConfig>"_s;
        QTest::newRow("UTF-16 DTD") << "\xff\xfe" + QByteArray(reinterpret_cast<const char *>(dtd.utf16()), dtd.size() * 2);
    }

    void refuses()
    {
        QFETCH(const QByteArray, xml);
        const auto read = parseAutoconfig(xml, anna);
        QVERIFY(!read);
        QCOMPARE(toString(read.error().kind), u"Nonsense"_s);
        QVERIFY(!read.error().detail.isEmpty());
        if (qstrcmp(QTest::currentDataTag(), "UTF-16 DTD") == 0) {
            QCOMPARE(read.error().detail, u"a document type declaration"_s);
        }
    }

    void countIsBounded()
    {
        const auto read = parseAutoconfig(file(server("imap", "imap.example.org", "993", "SSL").repeated(500)), anna);
        QCOMPARE(read->servers.size(), 32);
    }
};

QTEST_GUILESS_MAIN(AutoconfigTest)
#include "autoconfigtest.moc"
