// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "credentials/oauthtoken.h"

#include "imaptest.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

using namespace Konto;
using namespace Qt::StringLiterals;

/// Gives every POST the same answer, and keeps the form it came with.
class TokenServer : public QTcpServer
{
public:
    explicit TokenServer(const QByteArray &answer)
    {
        listen(QHostAddress::LocalHost, 0);
        connect(this, &QTcpServer::newConnection, this, [this, answer] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket, answer] {
                m_request += socket->readAll();
                const qsizetype body = m_request.indexOf("\r\n\r\n") + 4;
                const qsizetype field = m_request.toLower().indexOf("content-length: ");
                if (body < 4 || m_request.size() - body < m_request.sliced(field + 16).split('\r').first().toInt()) {
                    return;
                }
                form = QUrlQuery(QString::fromLatin1(m_request.sliced(body)));
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
    }

    [[nodiscard]] OAuthClient client() const
    {
        return {.tokenUrl = u"http://127.0.0.1:%1/token"_s.arg(serverPort()), .clientId = u"konto"_s, .clientSecret = u"open"_s};
    }

    QUrlQuery form;

private:
    QByteArray m_request;
};

static QByteArray http(const QByteArray &status, const QByteArray &json, const QByteArray &more = {})
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + more + "Content-Length: " + QByteArray::number(json.size()) + "\r\n\r\n" + json;
}

class OAuthTest : public QObject
{
    Q_OBJECT

private:
    const OAuthToken m_old{.access = u"old"_s, .refresh = u"r1"_s, .expires = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::UTC)};

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "2000");
    }

    void json()
    {
        QCOMPARE(OAuthToken::fromJson(m_old.toJson()), m_old);
        QCOMPARE(OAuthToken::fromJson(R"({"access_token":"a","refresh_token":"r","expires":"2026-11-23T14:00:00Z"})"),
                 (OAuthToken{u"a"_s, u"r"_s, QDateTime(QDate(2026, 11, 23), QTime(14, 0), QTimeZone::UTC)}));
        QVERIFY(OAuthToken::fromJson(R"({"refresh_token":"r"})"));
        for (const char *nonsense : {"", "{}", "[]", "password", R"({"access_token":1})"}) {
            QVERIFY(!OAuthToken::fromJson(nonsense));
        }
    }

    void validity()
    {
        QVERIFY(m_old.isValidAt(m_old.expires.addSecs(-61)));
        QVERIFY(!m_old.isValidAt(m_old.expires.addSecs(-60)));
        QVERIFY((OAuthToken{.access = u"a"_s}).isValidAt(m_old.expires));
        QVERIFY(!(OAuthToken{.refresh = u"r"_s}).isValidAt(m_old.expires));
    }

    void renewing_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("refresh");
        QTest::newRow("a new refresh token") << QByteArray(R"({"access_token":"new","token_type":"bearer","expires_in":3600,"refresh_token":"r2"})") << u"r2"_s;
        QTest::newRow("the old one stays") << QByteArray(R"({"access_token":"new","token_type":"Bearer","expires_in":3600})") << u"r1"_s;
    }

    void renewing()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QString, refresh);
        TokenServer server(http("200 OK", json));
        const QDateTime before = QDateTime::currentDateTimeUtc();
        const Outcome renewed(renewToken(server.client(), m_old));
        QTRY_COMPARE(renewed.kind(), u"good"_s);
        QCOMPARE(renewed.value().access, u"new"_s);
        QCOMPARE(renewed.value().refresh, refresh);
        QVERIFY(renewed.value().expires >= before.addSecs(3590));
        QVERIFY(renewed.value().isValidAt(before));
        QCOMPARE(server.form.queryItemValue(u"grant_type"_s), u"refresh_token"_s);
        QCOMPARE(server.form.queryItemValue(u"refresh_token"_s), u"r1"_s);
        QCOMPARE(server.form.queryItemValue(u"client_id"_s), u"konto"_s);
        QCOMPARE(server.form.queryItemValue(u"client_secret"_s), u"open"_s);
    }

    void failures_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("expected");
        QTest::newRow("sign in again") << http("400 Bad Request", R"({"error":"invalid_grant","error_description":"Token has been revoked."})")
                                       << u"NoPassword"_s;
        QTest::newRow("unknown client") << http("401 Unauthorized", R"({"error":"invalid_client"})") << u"Refused"_s;
        QTest::newRow("trouble") << http("503 Service Unavailable", "{}") << u"Unavailable"_s;
        QTest::newRow("closed") << QByteArray() << u"Network"_s;
        QTest::newRow("no JSON") << http("200 OK", "hello") << u"Unavailable"_s;
        QTest::newRow("no token") << http("200 OK", "{}") << u"Unavailable"_s;
        QTest::newRow("sent elsewhere") << http("307 Temporary Redirect", "{}", "Location: http://127.0.0.1:1/\r\n") << u"Unavailable"_s;
    }

    void failures()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QString, expected);
        TokenServer server(answer);
        const Outcome renewed(renewToken(server.client(), m_old));
        QTRY_COMPARE(renewed.kind(), expected);
        QVERIFY(!renewed.error().detail.contains(m_old.refresh));
    }

    void nobodyThere()
    {
        OAuthClient client;
        {
            const TokenServer server("");
            client = server.client();
        }
        const Outcome renewed(renewToken(client, m_old));
        QTRY_COMPARE(renewed.kind(), u"Network"_s);
    }

    void neverInClearText()
    {
        for (const auto &url : {u"http://example.org/token"_s, u"ftp://127.0.0.1/"_s, u""_s, u"https:///x"_s, u"http://127.0.0.1.example.org/"_s}) {
            const Outcome renewed(renewToken({.tokenUrl = url, .clientId = {}, .clientSecret = {}}, m_old));
            QCOMPARE(renewed.kind(), u"NotConfigured"_s);
        }
        const Outcome nothing(renewToken({.tokenUrl = u"https://localhost/"_s, .clientId = {}, .clientSecret = {}}, OAuthToken{.access = u"a"_s}));
        QCOMPARE(nothing.kind(), u"NoPassword"_s);
    }
};

QTEST_GUILESS_MAIN(OAuthTest)

#include "oauthtest.moc"
