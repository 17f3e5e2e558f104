// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/answers.h"
#include "account/oauthproviders.h"
#include "account/passwordchange.h"

namespace Konto
{

class AccountLink;

/// Tries whether an account works, and signs in with the browser. One thing at a time: what is begun ends what is under way.
class SignInTrial : public QObject
{
    Q_OBJECT

public:
    /// Both must live longer.
    SignInTrial(AccountLink &link, PasswordChange &password, QObject *parent = nullptr);
    ~SignInTrial() override;

    [[nodiscard]] bool isRunning() const;

    /// Connects and signs in; \a typed goes to the keychain first, when there is one.
    void test(Mode protocol, const Endpoint &server, const QString &userName, SignIn signIn, const Secret &typed);
    void signInWithBrowser(const OAuthProvider &provider, const QString &userName);
    void stop();

Q_SIGNALS:
    void tested(Konto::Mode protocol, const Konto::TestResult &result);
    void signedIn();
    /// A sentence.
    void failed(const QString &sentence);

private:
    void askServer(Mode protocol, const QVariantMap &options);
    void openBrowser(const QString &address);
    void end();

    AccountLink &m_link;
    PasswordChange &m_password;
    quint64 m_number = 0; ///< of what was begun last: answers of what was begun before are not looked at
    bool m_running = false;
};

}
