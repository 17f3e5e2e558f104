// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/sasl.h"

#include "scramserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class SaslTest : public QObject
{
    Q_OBJECT

private:
    static Result<std::shared_ptr<SaslClient>> start(const QByteArrayList &offered, bool allowClearText, const QString &password = u"pencil"_s)
    {
        return SaslClient::start("pop", {u"mail.example.org"_s, 995}, offered, Login{.userName = u"user"_s, .secret = Secret(password)}, allowClearText);
    }

private Q_SLOTS:
    void choosesTheStrongest_data()
    {
        QTest::addColumn<QByteArrayList>("offered");
        QTest::addColumn<bool>("allowClearText");
        QTest::addColumn<QByteArray>("chosen");

        QTest::newRow("SCRAM-SHA-256") << QByteArrayList{"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"} << true << QByteArray("SCRAM-SHA-256");
        QTest::newRow("SCRAM-SHA-1") << QByteArrayList{"PLAIN", "SCRAM-SHA-1", "CRAM-MD5"} << false << QByteArray("SCRAM-SHA-1");
        QTest::newRow("CRAM-MD5") << QByteArrayList{"PLAIN", "CRAM-MD5"} << false << QByteArray("CRAM-MD5");
        QTest::newRow("PLAIN") << QByteArrayList{"LOGIN", "plain", "XOAUTH2"} << true << QByteArray("PLAIN");
        QTest::newRow("LOGIN") << QByteArrayList{"LOGIN"} << true << QByteArray("LOGIN");
        QTest::newRow("PLAIN in clear") << QByteArrayList{"PLAIN", "LOGIN"} << false << QByteArray();
        QTest::newRow("unknown ones") << QByteArrayList{"GSSAPI", "EXTERNAL", "ANONYMOUS"} << true << QByteArray();
        QTest::newRow("none") << QByteArrayList{} << true << QByteArray();
    }

    void choosesTheStrongest()
    {
        QFETCH(const QByteArrayList, offered);
        QFETCH(const bool, allowClearText);
        QFETCH(const QByteArray, chosen);

        const auto client = start(offered, allowClearText);
        QCOMPARE(client.has_value(), !chosen.isEmpty());
        if (client) {
            QCOMPARE((*client)->mechanism(), chosen);
        } else {
            QCOMPARE(toString(client.error().kind), u"Refused"_s);
            QCOMPARE(client.error().retry, Retry::Never);
        }
    }

    void choosesByMethod_data()
    {
        QTest::addColumn<SignIn>("method");
        QTest::addColumn<bool>("allowClearText");
        QTest::addColumn<QByteArray>("chosen");
        QTest::newRow("token") << SignIn::OAuth2 << true << QByteArray("OAUTHBEARER");
        QTest::newRow("token in clear") << SignIn::OAuth2 << false << QByteArray();
        QTest::newRow("certificate") << SignIn::ClientCertificate << false << QByteArray("EXTERNAL");
    }

    /// Each method has mechanisms of its own, and never sends its secret with another's.
    void choosesByMethod()
    {
        QFETCH(const SignIn, method);
        QFETCH(const bool, allowClearText);
        QFETCH(const QByteArray, chosen);
        const QByteArrayList all{"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "EXTERNAL", "SCRAM-SHA-256"};
        const Login login{.method = method, .userName = u"anna"_s, .secret = Secret(u"t"_s)};
        const auto client = SaslClient::start("imap", {u"h"_s, 1}, all, login, allowClearText);
        QCOMPARE(client ? (*client)->mechanism() : QByteArray(), chosen);
        QVERIFY(!SaslClient::start("imap", {u"h"_s, 1}, {"PLAIN", "LOGIN", "SCRAM-SHA-256"}, login, true));
    }

    /// RFC 7628 section 4.1.
    void oauthBearer()
    {
        const Login login{.method = SignIn::OAuth2, .userName = u"user@example.com"_s, .secret = Secret(u"vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="_s)};
        const auto client = SaslClient::start("imap", {u"server.example.com"_s, 143}, {"OAUTHBEARER"}, login, true);
        QVERIFY(client);
        QCOMPARE((*client)->initialResponse().toBase64(),
                 "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q"
                 "2c9PQEB");
        QVERIFY((*client)->isDone());
        QVERIFY(!(*client)->refusal());
        // RFC 7628 section 4.3
        QCOMPARE((*client)->step(R"({"status":"invalid_token","scope":"example_scope"})"), QByteArray("\x01"));
        QVERIFY(!(*client)->isDone());
        QCOMPARE(toString((*client)->refusal()->kind), u"WrongPassword"_s);
        QVERIFY((*client)->refusal()->serverText.contains("invalid_token"));
        QVERIFY(!(*client)->step("more"));
    }

    void namesInBearerMessages()
    {
        const Login odd{.method = SignIn::OAuth2, .userName = u"a=b,c"_s, .secret = Secret(u"t"_s)};
        QVERIFY((*SaslClient::start("imap", {u"h"_s, 1}, {"OAUTHBEARER"}, odd, true))->initialResponse().startsWith("n,a=a=3Db=2Cc,\x01"));
        for (const QString &bad : {u"a\x01b"_s, u"a\nb"_s}) {
            const Login login{.method = SignIn::OAuth2, .userName = bad, .secret = Secret(u"t"_s)};
            const Login token{.method = SignIn::OAuth2, .userName = u"a"_s, .secret = Secret(bad)};
            QVERIFY(!SaslClient::start("imap", {u"h"_s, 1}, {"XOAUTH2"}, login, true));
            QVERIFY(!SaslClient::start("imap", {u"h"_s, 1}, {"XOAUTH2"}, token, true));
        }
    }

    void xoauth2()
    {
        const Login login{.method = SignIn::OAuth2,
                          .userName = u"someuser@example.com"_s,
                          .secret = Secret(u"ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"_s)};
        const auto client = SaslClient::start("imap", {u"h"_s, 993}, {"XOAUTH2"}, login, true);
        QVERIFY(client);
        QCOMPARE((*client)->initialResponse(),
                 "user=someuser@example.com\x01"
                 "auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01");
        QCOMPARE((*client)->step(R"({"status":"500","schemes":"bearer"})"), QByteArray(""));
        QCOMPARE(toString((*client)->refusal()->kind), u"Unavailable"_s);
    }

    /// RFC 4422 appendix A.
    void external()
    {
        const Login login{.method = SignIn::ClientCertificate, .userName = u"anna"_s, .secret = Secret(u"passphrase"_s)};
        const auto client = SaslClient::start("imap", {u"h"_s, 993}, {"EXTERNAL"}, login, false);
        QVERIFY(client);
        QCOMPARE((*client)->initialResponse(), "anna");
        QVERIFY((*client)->isDone());
        QVERIFY(!(*client)->step("more?"));
        QVERIFY(!(*SaslClient::start("imap", {u"h"_s, 993}, {"EXTERNAL"}, Login{.method = SignIn::ClientCertificate}, false))->initialResponse().isNull());
    }

    void noTicket()
    {
        QTemporaryDir directory;
        qputenv("KRB5CCNAME", QFile::encodeName(u"FILE:"_s + directory.filePath(u"none"_s)));
        const Login login{.method = SignIn::Kerberos, .userName = u"anna"_s};
        const auto client = SaslClient::start("imap", {u"localhost"_s, 143}, {"GSSAPI", "PLAIN"}, login, true);
        QVERIFY(!client);
        QCOMPARE(toString(client.error().kind), u"NoPassword"_s);
        QCOMPARE(client.error().retry, Retry::Later);
        QVERIFY2(client.error().detail.contains("credentials"_L1, Qt::CaseInsensitive), qPrintable(client.error().detail));
    }

    /// RFC 4616 section 2.
    void plain()
    {
        const auto client = start({"PLAIN"}, true, u"pÄß wörd"_s);
        QVERIFY(client);
        QCOMPARE((*client)->initialResponse(), QByteArray("\0user\0", 6) + "pÄß wörd");
        QVERIFY((*client)->isDone());
        QVERIFY(!(*client)->step("more?"));
    }

    void login()
    {
        const auto client = start({"LOGIN"}, true);
        QVERIFY(client);
        QVERIFY((*client)->initialResponse().isNull());
        QVERIFY(!(*client)->isDone());
        QCOMPARE((*client)->step("Username:"), QByteArray("user"));
        QCOMPARE((*client)->step("Password:"), QByteArray("pencil"));
        QVERIFY((*client)->isDone());
    }

    /// RFC 2195 section 2, with its secret and its digest.
    void cramMd5()
    {
        auto client = SaslClient::start("imap",
                                        {u"postoffice.reston.mci.net"_s, 143},
                                        {"CRAM-MD5"},
                                        Login{.userName = u"tim"_s, .secret = Secret(u"tanstaaftanstaaf"_s)},
                                        false);
        QVERIFY(client);
        QVERIFY((*client)->initialResponse().isNull());
        QCOMPARE((*client)->step("<1896.697170952@postoffice.reston.mci.net>"), QByteArray("tim b913a602c7eda7a495b4e6e7334d3890"));
        QVERIFY((*client)->isDone());
    }

    /// That our server side computes what RFC 7677 section 3 says, so that it can judge the client.
    void scramServerKnowsTheRfc()
    {
        ScramServer server("pencil", QCryptographicHash::Sha256, QByteArray::fromBase64("W22ZaJ0SNY7soEsUEjb6gQ=="), "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        QCOMPARE(server.challenge("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"),
                 "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        QCOMPARE(server.finish("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="),
                 "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    void scram_data()
    {
        QTest::addColumn<QByteArray>("mechanism");
        QTest::addColumn<QCryptographicHash::Algorithm>("algorithm");
        QTest::newRow("SCRAM-SHA-256") << QByteArray("SCRAM-SHA-256") << QCryptographicHash::Sha256;
        QTest::newRow("SCRAM-SHA-1") << QByteArray("SCRAM-SHA-1") << QCryptographicHash::Sha1;
    }

    void scram()
    {
        QFETCH(const QByteArray, mechanism);
        QFETCH(const QCryptographicHash::Algorithm, algorithm);

        const auto client = start({mechanism}, false);
        QVERIFY(client);
        ScramServer server("pencil", algorithm);
        const auto proof = (*client)->step(server.challenge((*client)->initialResponse()));
        QVERIFY(proof);
        QVERIFY(!(*client)->isDone());
        const QByteArray verifier = server.finish(*proof);
        QVERIFY2(!verifier.isEmpty(), "the server did not accept the proof");
        QVERIFY((*client)->step(verifier));
        QVERIFY((*client)->isDone());
    }

    /// A server that does not know the password cannot make the last message.
    void scramServerWithoutThePassword()
    {
        const auto client = start({"SCRAM-SHA-256"}, false);
        QVERIFY(client);
        ScramServer server("pencil", QCryptographicHash::Sha256);
        QVERIFY((*client)->step(server.challenge((*client)->initialResponse())));
        const auto result = (*client)->step("v=" + QByteArray(32, 'x').toBase64());
        QVERIFY(!result);
        QCOMPARE(toString(result.error().kind), u"WrongPassword"_s);
        QVERIFY(!(*client)->isDone());
    }

    void scramNonsense_data()
    {
        QTest::addColumn<QByteArray>("challenge");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no SCRAM") << QByteArray("hello");
        QTest::newRow("another nonce") << QByteArray("r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        QTest::newRow("NUL") << QByteArray("r=\0,s=,i=", 9);
    }

    void scramNonsense()
    {
        QFETCH(const QByteArray, challenge);
        const auto client = start({"SCRAM-SHA-256"}, false);
        QVERIFY(client);
        const auto result = (*client)->step(challenge);
        QVERIFY(!result);
    }
};

QTEST_GUILESS_MAIN(SaslTest)

#include "sasltest.moc"
