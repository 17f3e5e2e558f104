// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "credentials/oauthtoken.h"
#include "net/await.h"

#include <QNetworkAccessManager>
#include <QTimer>
#include <QUrl>

#include <memory>
#include <optional>

class QNetworkReply;
class QOAuth2AuthorizationCodeFlow;
class QOAuthHttpServerReplyHandler;

namespace Konto
{

/// Where one signs in, and as which program.
struct OAuthSite {
    QString authorizationUrl;
    QString tokenUrl;
    QString clientId;
    QString clientSecret; ///< see OAuthClient
    QString scope; ///< words with a space between
    QString userName; ///< a hint for the page; may be empty
};

/// A sign-in at an OAuth2 provider with the user's browser: authorisation code with PKCE (RFC 7636), answered to a port of this
/// machine that only this sign-in knows (RFC 8252 section 7.3). One at a time. The tokens are told to nobody but the caller.
class BrowserSignIn : public QObject
{
    Q_OBJECT

public:
    explicit BrowserSignIn(QObject *parent = nullptr);
    ~BrowserSignIn() override;

    /// One that goes on is cancelled. \a farewell is what the browser shows in the end. Errors: NotConfigured (addresses that are
    /// not HTTPS, or no client), Network (the provider cannot be reached, or no port can be opened), Refused (by the provider, or
    /// the user there), Timeout, Cancelled.
    [[nodiscard]] Answer<OAuthToken> start(const OAuthSite &site, const QString &farewell);
    void cancel();

Q_SIGNALS:
    /// To be opened in the user's browser.
    void browserNeeded(const QUrl &address);

private:
    [[nodiscard]] bool listen(const QString &farewell);
    void prepare(const OAuthSite &site);
    void readReply(QNetworkReply *reply);
    void onGranted();
    void onFailed();
    void end(const Result<OAuthToken> &result);

    QNetworkAccessManager m_network;
    QTimer m_deadline;
    std::unique_ptr<QOAuth2AuthorizationCodeFlow> m_flow;
    std::unique_ptr<QOAuthHttpServerReplyHandler> m_listener;
    std::optional<AnswerPromise<OAuthToken>> m_promise;
    QByteArray m_serverText;
    QString m_failure;
    bool m_reached = true;
};

}
