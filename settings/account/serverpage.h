// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/settingspage.h"
#include "account/signintrial.h"

#include <QVariantMap>

class KPasswordLineEdit;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace Konto
{

class CertificateView;
class MessageLine;
class ServerForm;

/// How the servers are reached, and how the account signs in. The server that an account with mail has now is not changed here: the
/// new one is compared with what is here first, see serverChangeWanted().
class ServerPage : public SettingsPage
{
    Q_OBJECT

public:
    /// Both must live longer.
    ServerPage(AccountLink &link, PasswordChange &password, QWidget *parent = nullptr);

    void load(const SettingsBase &settings) override;
    void save(SettingsBase &settings) override;
    void showFigures(const AccountFacts &figures) override;

    [[nodiscard]] Secret typedPassword() const;
    /// The password that was typed is in the keychain.
    void forgetTyped();

Q_SIGNALS:
    /// The user wants the account to be on another server, or under another name: \a options are those of org.kde.konto.Switch, for
    /// the protocol that is in use.
    void serverChangeWanted(Konto::Mode protocol, const QVariantMap &options);

private:
    void buildSignIn(QVBoxLayout *page);
    void buildServer(Mode protocol, QVBoxLayout *page);
    void buildResult(QVBoxLayout *page);
    void connectParts();

    [[nodiscard]] ServerForm *form(Mode protocol) const;
    [[nodiscard]] SignIn signIn() const;
    [[nodiscard]] std::optional<OAuthProvider> provider() const;
    [[nodiscard]] bool isServerChange() const;
    void saveServer(SettingsBase &settings, Mode protocol) const;
    void refresh();
    void askForChange();
    void test(Mode protocol);
    void signInWithBrowser();
    void chooseCertificate();
    void showTest(Mode protocol, const TestResult &result);

    PasswordChange &m_passwordChange;
    SignInTrial m_trial;
    QFormLayout *m_signInForm;
    QLineEdit *m_user;
    QComboBox *m_signIn;
    KPasswordLineEdit *m_password;
    QWidget *m_certificateRow;
    QLineEdit *m_certificateFile;
    QPushButton *m_browser;
    QLabel *m_signInHint;
    ServerForm *m_imap = nullptr;
    ServerForm *m_pop3 = nullptr;
    QLabel *m_imapTitle = nullptr;
    QLabel *m_pop3Title = nullptr;
    QPushButton *m_testImap = nullptr;
    QPushButton *m_testPop3 = nullptr;
    MessageLine *m_change;
    MessageLine *m_result;
    CertificateView *m_certificate;
    Mode m_mode = Mode::Imap;
    Endpoint m_endpointBefore;
    QString m_userBefore;
    OAuthProvider m_signedIn; ///< with the browser, since the dialog was opened
    bool m_hasMail = true; ///< until it is known that it has none
};

}
