// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/signintrial.h"

#include "link/accountlink.h"
#include "link/reply.h"

#include <KLocalizedString>

#include <QDesktopServices>
#include <QPointer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace Konto
{

SignInTrial::SignInTrial(AccountLink &link, PasswordChange &password, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_password(password)
{
    connect(&link.servers, &KontoServersInterface::browserNeeded, this, &SignInTrial::openBrowser);
}

SignInTrial::~SignInTrial()
{
    stop();
}

bool SignInTrial::isRunning() const
{
    return m_running;
}

void SignInTrial::stop()
{
    if (m_running) {
        m_link.servers.cancel();
        end();
    }
}

void SignInTrial::end()
{
    ++m_number;
    m_running = false;
}

void SignInTrial::test(Mode protocol, const Endpoint &server, const QString &userName, SignIn signIn, const Secret &typed)
{
    stop();
    m_running = true;
    const QVariantMap options{{u"host"_s, server.host},
                              {u"port"_s, int(server.port)},
                              {u"security"_s, int(server.security)},
                              {u"userName"_s, userName},
                              {u"signIn"_s, int(signIn)}};
    if (typed.isEmpty()) {
        askServer(protocol, options);
        return;
    }
    m_password.tryOut(typed, [this, self = QPointer(this), protocol, options, number = m_number](bool written) {
        if (!self || number != m_number) {
            return;
        }
        if (written) {
            askServer(protocol, options);
        } else {
            end();
            Q_EMIT failed(i18nc("@info", "The password could not be put into the desktop’s password store. Unlock it and try again."));
        }
    });
}

void SignInTrial::askServer(Mode protocol, const QVariantMap &options)
{
    onReply(this, m_link.servers.test(modeName(protocol), options), [this, protocol, number = m_number](const QDBusPendingReply<QString> &reply) {
        if (number != m_number) {
            return;
        }
        end();
        if (reply.isError()) {
            Q_EMIT failed(sentenceOf(reply.error()));
        } else {
            Q_EMIT tested(protocol, testResult(reply.value().toUtf8()));
        }
    });
}

void SignInTrial::signInWithBrowser(const OAuthProvider &provider, const QString &userName)
{
    stop();
    m_running = true;
    const QVariantMap settings{{u"authorizationUrl"_s, provider.authorizationUrl},
                               {u"tokenUrl"_s, provider.tokenUrl},
                               {u"clientId"_s, provider.clientId},
                               {u"clientSecret"_s, provider.clientSecret},
                               {u"scope"_s, provider.scope},
                               {u"userName"_s, userName}};
    onReply(this, m_link.servers.signInWithBrowser(settings), [this, number = m_number](const QDBusPendingReply<> &reply) {
        if (number != m_number) {
            return;
        }
        end();
        if (reply.isError()) {
            Q_EMIT failed(sentenceOf(reply.error()));
        } else {
            Q_EMIT signedIn();
        }
    });
}

/// Only what was asked for here, and only a page that the browser fetches securely.
void SignInTrial::openBrowser(const QString &address)
{
    const QUrl page(address, QUrl::StrictMode);
    if (m_running && page.isValid() && page.scheme() == "https"_L1) {
        QDesktopServices::openUrl(page);
    }
}

}

#include "moc_signintrial.cpp"
