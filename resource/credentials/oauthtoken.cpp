// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "credentials/oauthtoken.h"

#include "credentials/keychain.h"
#include "net/await.h"

#include <QHash>
#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QOAuth2AuthorizationCodeFlow>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr int defaultTimeout = 60'000;
constexpr int leadSeconds = 60;
constexpr qint64 longestError = 16 * 1024;

Error refused(const QString &detail, const QByteArray &serverText)
{
    Error error = makeError(ErrorKind::Refused, detail, serverText);
    error.scope = Scope::Account;
    error.retry = Retry::Never;
    return error;
}

/// One request to the provider; deletes itself when it is answered, which it is within the time-out.
class Renewal : public QObject
{
public:
    Renewal(const OAuthClient &client, const OAuthToken &token)
        : m_token(token)
    {
        const int configured = qEnvironmentVariableIntValue("KONTO_TIMEOUT_MS");
        m_network.setTransferTimeout(configured > 0 ? configured : defaultTimeout);
        // Elsewhere the token is nobody's business.
        m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
        m_flow.setNetworkAccessManager(&m_network);
        m_flow.setTokenUrl(QUrl(client.tokenUrl));
        m_flow.setClientIdentifier(client.clientId);
        m_flow.setClientIdentifierSharedKey(client.clientSecret);
        m_flow.setRefreshToken(token.refresh);
        connect(&m_network, &QNetworkAccessManager::finished, this, &Renewal::read);
        connect(&m_flow, &QAbstractOAuth::granted, this, &Renewal::granted);
        connect(&m_flow, &QAbstractOAuth::requestFailed, this, &Renewal::failed);
    }

    [[nodiscard]] Answer<OAuthToken> start()
    {
        m_flow.refreshTokens();
        return m_promise.answer();
    }

private:
    /// Before the flow, which tells nothing of what comes with an HTTP error (RFC 6749 section 5.2).
    void read(QNetworkReply *reply)
    {
        m_failure = reply->errorString();
        m_status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        const QJsonObject object = QJsonDocument::fromJson(reply->peek(longestError)).object();
        m_serverError = object.value("error"_L1).toString();
        const QString description = object.value("error_description"_L1).toString();
        m_serverText = (description.isEmpty() ? m_serverError : description).toUtf8();
    }

    void granted()
    {
        m_token.access = m_flow.token();
        // RFC 6749 section 6: without a new one, the old refresh token stays.
        m_token.refresh = m_flow.refreshToken().isEmpty() ? m_token.refresh : m_flow.refreshToken();
        m_token.expires = m_flow.expirationAt().toUTC();
        end(m_token.access.isEmpty() ? fail(ErrorKind::Unavailable, u"the provider sent no token"_s) : Result<OAuthToken>(m_token));
    }

    void failed()
    {
        if (m_serverError == "invalid_grant"_L1) {
            end(fail(ErrorKind::NoPassword, u"the provider wants the user to sign in again"_s, m_serverText));
        } else if (m_status == 0) {
            end(fail(ErrorKind::Network, m_failure));
        } else if (m_status >= 400 && m_status < 500 && m_status != 429) {
            end(std::unexpected(refused(m_failure, m_serverText)));
        } else {
            end(fail(ErrorKind::Unavailable, m_failure, m_serverText));
        }
    }

    void end(const Result<OAuthToken> &result)
    {
        m_promise.settle(result);
        deleteLater();
    }

    OAuthToken m_token;
    AnswerPromise<OAuthToken> m_promise;
    QNetworkAccessManager m_network;
    QOAuth2AuthorizationCodeFlow m_flow;
    int m_status = 0;
    QString m_failure;
    QString m_serverError;
    QByteArray m_serverText;
};

QString entryOf(const QString &accountId)
{
    return accountId + "/oauth"_L1;
}

/// Those who wait for a renewal that is under way, by account.
QHash<QString, QList<AnswerPromise<OAuthToken>>> &waiting()
{
    static QHash<QString, QList<AnswerPromise<OAuthToken>>> promises;
    return promises;
}

Task<Result<OAuthToken>> renewAndStore(Account account, OAuthToken token)
{
    const auto renewed = co_await renewToken(account.oauth, token);
    if (!renewed) {
        co_return renewed;
    }
    const auto stored = co_await storeToken(account.id, *renewed);
    if (!stored) {
        co_return std::unexpected(stored.error());
    }
    co_return renewed;
}

/// Once at a time for an account: many providers take a refresh token only once.
Task<Result<OAuthToken>> renewOnce(Account account, OAuthToken token)
{
    if (waiting().contains(account.id)) {
        const AnswerPromise<OAuthToken> promise;
        waiting()[account.id].append(promise);
        co_return co_await promise.answer();
    }
    waiting().insert(account.id, {});
    const auto renewed = co_await renewAndStore(account, token);
    const auto others = waiting().take(account.id);
    for (const AnswerPromise<OAuthToken> &other : others) {
        other.settle(renewed);
    }
    co_return renewed;
}
}

std::optional<OAuthToken> OAuthToken::fromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    OAuthToken token{
        .access = object.value("access_token"_L1).toString(),
        .refresh = object.value("refresh_token"_L1).toString(),
        .expires = QDateTime::fromString(object.value("expires"_L1).toString(), Qt::ISODate),
    };
    return token.access.isEmpty() && token.refresh.isEmpty() ? std::nullopt : std::optional(token);
}

QByteArray OAuthToken::toJson() const
{
    QJsonObject object{{u"access_token"_s, access}, {u"refresh_token"_s, refresh}};
    if (expires.isValid()) {
        object.insert(u"expires"_s, expires.toUTC().toString(Qt::ISODate));
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool OAuthToken::isValidAt(const QDateTime &now) const
{
    return !access.isEmpty() && (!expires.isValid() || now.addSecs(leadSeconds) < expires);
}

bool isTrustworthy(const QUrl &url)
{
    const QString host = url.host();
    const bool here = host == "localhost"_L1 || QHostAddress(host).isLoopback();
    return url.isValid() && !host.isEmpty() && (url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && here));
}

Task<Result<void>> storeToken(QString accountId, OAuthToken token)
{
    co_return co_await writeEntry(entryOf(accountId), Secret(QString::fromUtf8(token.toJson())));
}

Task<Result<OAuthToken>> renewToken(OAuthClient client, OAuthToken token)
{
    if (token.refresh.isEmpty()) {
        co_return fail(ErrorKind::NoPassword, u"nothing to renew the token with"_s);
    }
    if (!isTrustworthy(QUrl(client.tokenUrl))) {
        co_return fail(ErrorKind::NotConfigured, u"no token URL with HTTPS"_s);
    }
    auto *renewal = new Renewal(client, token);
    co_return co_await renewal->start();
}

Task<Result<Secret>> accessToken(Account account, bool renew)
{
    const auto stored = co_await readEntry(entryOf(account.id));
    if (!stored) {
        co_return std::unexpected(stored.error());
    }
    const auto token = OAuthToken::fromJson(stored->reveal().toUtf8());
    if (!token) {
        co_return fail(ErrorKind::NoPassword, u"the keychain's entry is no token"_s);
    }
    if (!renew && token->isValidAt(QDateTime::currentDateTimeUtc())) {
        co_return Secret(token->access);
    }
    const auto renewed = co_await renewOnce(account, *token);
    if (!renewed) {
        co_return std::unexpected(renewed.error());
    }
    co_return Secret(renewed->access);
}

}
