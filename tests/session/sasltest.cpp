// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/sasl.h"

#include "scramserver.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class SaslTest : public QObject
{
    Q_OBJECT

private:
    static Result<std::unique_ptr<SaslClient>> start(const QByteArrayList &offered, bool allowClearText, const QString &password = u"pencil"_s)
    {
        return SaslClient::start("pop", u"mail.example.org"_s, offered, Login{.userName = u"user"_s, .secret = Secret(password)}, allowClearText);
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
                                        u"postoffice.reston.mci.net"_s,
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
