// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Signing in at a provider with the browser: the test is the browser, and the provider.

#include "credentials/browsersignin.h"

#include <QCryptographicHash>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUrlQuery>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
/// Answers every request with the same; remembers what was sent.
class Provider : public QTcpServer
{
public:
    Provider()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                m_request += socket->readAll();
                const qsizetype end = m_request.indexOf("\r\n\r\n");
                const QByteArray header = m_request.first(std::max<qsizetype>(0, end)).toLower();
                const qsizetype at = header.indexOf("content-length:");
                const qsizetype length = at < 0 ? 0 : header.sliced(at + 15).split('\r').first().trimmed().toInt();
                if (end >= 0 && m_request.size() >= end + 4 + length) {
                    form = QUrlQuery(QString::fromUtf8(m_request.sliced(end + 4)));
                    m_request.clear();
                    socket->write("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                  + QByteArray::number(answer.size()) + "\r\n\r\n" + answer);
                    socket->disconnectFromHost();
                }
            });
        });
    }
    [[nodiscard]] OAuthSite site() const
    {
        const QString base = u"http://127.0.0.1:%1"_s.arg(serverPort());
        return {.authorizationUrl = base + u"/authorize"_s,
                .tokenUrl = base + u"/token"_s,
                .clientId = u"konto"_s,
                .clientSecret = {},
                .scope = u"mail offline_access"_s,
                .userName = u"anna@example.org"_s};
    }

    QByteArray status = "200 OK";
    QByteArray answer = R"({"access_token": "access-1", "refresh_token": "refresh-1", "expires_in": 3600, "token_type": "Bearer"})";
    QUrlQuery form;

private:
    QByteArray m_request;
};

QCoro::Task<void> keep(Answer<OAuthToken> answer, std::shared_ptr<std::optional<Result<OAuthToken>>> kept)
{
    *kept = co_await answer;
}
}

class BrowserSignInTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_provider = std::make_unique<Provider>();
        m_signIn = std::make_unique<BrowserSignIn>();
    }
    void cleanup()
    {
        m_signIn.reset();
        m_provider.reset();
    }

    void granted()
    {
        const auto outcome = start();
        const QUrlQuery asked(m_page);
        QCOMPARE(asked.queryItemValue(u"client_id"_s), u"konto"_s);
        QCOMPARE(asked.queryItemValue(u"response_type"_s), u"code"_s);
        QCOMPARE(asked.queryItemValue(u"code_challenge_method"_s), u"S256"_s);
        QCOMPARE(asked.queryItemValue(u"login_hint"_s, QUrl::FullyDecoded), u"anna@example.org"_s);
        browse({{u"code"_s, u"c0de"_s}, {u"state"_s, asked.queryItemValue(u"state"_s, QUrl::FullyDecoded)}});
        QTRY_VERIFY(outcome->has_value());
        const Result<OAuthToken> token = **outcome;
        QVERIFY(token.has_value());
        QCOMPARE(token->access, u"access-1"_s);
        QCOMPARE(token->refresh, u"refresh-1"_s);
        QVERIFY(token->expires > QDateTime::currentDateTimeUtc());
        QCOMPARE(m_provider->form.queryItemValue(u"code"_s), u"c0de"_s);
        const QByteArray verifier = m_provider->form.queryItemValue(u"code_verifier"_s).toLatin1();
        const QByteArray challenge =
            QCryptographicHash::hash(verifier, QCryptographicHash::Sha256).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        QCOMPARE(asked.queryItemValue(u"code_challenge"_s).toLatin1(), challenge);
    }

    void deniedByTheUser()
    {
        const auto outcome = start();
        browse({{u"error"_s, u"access_denied"_s},
                {u"error_description"_s, u"You said no."_s},
                {u"state"_s, QUrlQuery(m_page).queryItemValue(u"state"_s, QUrl::FullyDecoded)}});
        QTRY_VERIFY(outcome->has_value());
        QCOMPARE(toString((*outcome)->error().kind), toString(ErrorKind::Refused));
    }

    void refusedByTheProvider()
    {
        m_provider->status = "400 Bad Request";
        m_provider->answer = R"({"error": "invalid_grant", "error_description": "That code is old."})";
        const auto outcome = start();
        browse({{u"code"_s, u"c0de"_s}, {u"state"_s, QUrlQuery(m_page).queryItemValue(u"state"_s, QUrl::FullyDecoded)}});
        QTRY_VERIFY(outcome->has_value());
        QCOMPARE(toString((*outcome)->error().kind), toString(ErrorKind::Refused));
        QCOMPARE((*outcome)->error().serverText, "That code is old.");
    }

    void cancelled()
    {
        const auto outcome = start();
        m_signIn->cancel();
        QTRY_VERIFY(outcome->has_value());
        QCOMPARE(toString((*outcome)->error().kind), toString(ErrorKind::Cancelled));
    }

    void onlyOverHttps()
    {
        OAuthSite site = m_provider->site();
        site.tokenUrl = u"http://example.org/token"_s;
        const auto outcome = std::make_shared<std::optional<Result<OAuthToken>>>();
        keep(m_signIn->start(site, {}), outcome);
        QTRY_VERIFY(outcome->has_value());
        QCOMPARE(toString((*outcome)->error().kind), toString(ErrorKind::NotConfigured));
    }

private:
    std::shared_ptr<std::optional<Result<OAuthToken>>> start()
    {
        const auto outcome = std::make_shared<std::optional<Result<OAuthToken>>>();
        QSignalSpy pages(m_signIn.get(), &BrowserSignIn::browserNeeded);
        keep(m_signIn->start(m_provider->site(), u"Done."_s), outcome);
        if (pages.isEmpty()) {
            pages.wait(5000);
        }
        m_page = pages.value(0).value(0).toUrl();
        return outcome;
    }
    /// What the provider's page sends the browser to in the end.
    void browse(const QList<std::pair<QString, QString>> &answer)
    {
        QUrl redirect(QUrlQuery(m_page).queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded));
        QUrlQuery query;
        for (const auto &[name, value] : answer) {
            query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
        }
        redirect.setQuery(query);
        m_browser.get(QNetworkRequest(redirect));
    }

    std::unique_ptr<Provider> m_provider;
    std::unique_ptr<BrowserSignIn> m_signIn;
    QNetworkAccessManager m_browser;
    QUrl m_page;
};

QTEST_GUILESS_MAIN(BrowserSignInTest)
#include "browsersignintest.moc"
