// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "credentials/browsersignin.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QOAuth2AuthorizationCodeFlow>
#include <QOAuthHttpServerReplyHandler>

#include <chrono>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr std::chrono::minutes patience{15};
constexpr std::chrono::seconds transferTime{30};
constexpr qint64 longestError = 16 * 1024;

/// An object that may be signalling just now.
template<class T>
void discard(std::unique_ptr<T> &object)
{
    if (object) {
        object->disconnect();
        object.release()->deleteLater();
    }
}
}

BrowserSignIn::BrowserSignIn(QObject *parent)
    : QObject(parent)
{
    m_network.setTransferTimeout(transferTime);
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy); // elsewhere the code is nobody's business
    connect(&m_network, &QNetworkAccessManager::finished, this, &BrowserSignIn::readReply);
    m_deadline.setSingleShot(true);
    m_deadline.setInterval(patience);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        end(fail(ErrorKind::Timeout, u"nobody signed in"_s));
    });
}

BrowserSignIn::~BrowserSignIn()
{
    cancel();
}

void BrowserSignIn::cancel()
{
    end(fail(ErrorKind::Cancelled));
}

Answer<OAuthToken> BrowserSignIn::start(const OAuthSite &site, const QString &farewell)
{
    cancel();
    const AnswerPromise<OAuthToken> promise;
    auto answer = promise.answer();
    m_promise = promise;
    m_serverText.clear();
    m_failure.clear();
    m_reached = true;
    if (!isTrustworthy(QUrl(site.authorizationUrl)) || !isTrustworthy(QUrl(site.tokenUrl)) || site.clientId.isEmpty()) {
        end(fail(ErrorKind::NotConfigured, u"no HTTPS, or no client id"_s));
        return answer;
    }
    if (!listen(farewell)) {
        end(fail(ErrorKind::Network, u"no port to be answered on"_s));
        return answer;
    }
    prepare(site);
    m_deadline.start();
    m_flow->grant();
    return answer;
}

/// RFC 8252 section 7.3: the address and not a name, and whatever port is free.
bool BrowserSignIn::listen(const QString &farewell)
{
    m_listener = std::make_unique<QOAuthHttpServerReplyHandler>(QHostAddress(QHostAddress::LocalHost), quint16(0));
    m_listener->setCallbackText(farewell);
    return m_listener->isListening();
}

void BrowserSignIn::prepare(const OAuthSite &site)
{
    m_flow = std::make_unique<QOAuth2AuthorizationCodeFlow>();
    m_flow->setNetworkAccessManager(&m_network);
    m_flow->setReplyHandler(m_listener.get());
    m_flow->setAuthorizationUrl(QUrl(site.authorizationUrl));
    m_flow->setTokenUrl(QUrl(site.tokenUrl));
    m_flow->setClientIdentifier(site.clientId);
    m_flow->setClientIdentifierSharedKey(site.clientSecret);
    m_flow->setPkceMethod(QOAuth2AuthorizationCodeFlow::PkceMethod::S256);
    QSet<QByteArray> scope;
    for (const QString &word : site.scope.split(u' ', Qt::SkipEmptyParts)) {
        scope.insert(word.toUtf8());
    }
    m_flow->setRequestedScopeTokens(scope);
    m_flow->setModifyParametersFunction([user = site.userName](QAbstractOAuth::Stage stage, QMultiMap<QString, QVariant> *parameters) {
        if (stage != QAbstractOAuth::Stage::RequestingAuthorization) {
            return;
        }
        parameters->replace(u"access_type"_s, u"offline"_s); // without it Google gives no refresh token
        if (!user.isEmpty()) {
            parameters->replace(u"login_hint"_s, QString::fromLatin1(QUrl::toPercentEncoding(user)));
        }
    });
    connect(m_flow.get(), &QAbstractOAuth::authorizeWithBrowser, this, &BrowserSignIn::browserNeeded);
    connect(m_flow.get(), &QAbstractOAuth::granted, this, &BrowserSignIn::onGranted);
    connect(m_flow.get(), &QAbstractOAuth::requestFailed, this, &BrowserSignIn::onFailed);
    connect(m_flow.get(), &QAbstractOAuth2::serverReportedErrorOccurred, this, [this](const QString &error, const QString &description) {
        m_serverText = (description.isEmpty() ? error : description).toUtf8();
    });
}

/// Before the flow, which tells nothing of what comes with an HTTP error (RFC 6749 section 5.2).
void BrowserSignIn::readReply(QNetworkReply *reply)
{
    m_failure = reply->errorString();
    m_reached = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 0;
    const QJsonObject object = QJsonDocument::fromJson(reply->peek(longestError)).object();
    const QString description = object.value("error_description"_L1).toString();
    m_serverText = (description.isEmpty() ? object.value("error"_L1).toString() : description).toUtf8();
}

void BrowserSignIn::onGranted()
{
    const OAuthToken token{.access = m_flow->token(), .refresh = m_flow->refreshToken(), .expires = m_flow->expirationAt().toUTC()};
    end(token.access.isEmpty() ? fail(ErrorKind::Refused, u"the provider sent no token"_s) : Result<OAuthToken>(token));
}

void BrowserSignIn::onFailed()
{
    end(fail(m_reached ? ErrorKind::Refused : ErrorKind::Network, m_failure, m_serverText));
}

void BrowserSignIn::end(const Result<OAuthToken> &result)
{
    const auto promise = std::exchange(m_promise, std::nullopt);
    m_deadline.stop();
    discard(m_flow);
    discard(m_listener);
    if (promise) {
        promise->settle(result);
    }
}

}

#include "moc_browsersignin.cpp"
