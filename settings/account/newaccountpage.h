// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/settingspage.h"
#include "account/signintrial.h"

class KPasswordLineEdit;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;
template<class... Types>
class QDBusPendingReply;

namespace Konto
{

class MessageLine;
class SendingOffer;
class ServerChoice;

/// A new account: address and password, the servers that are found for it, and which way it shall work.
class NewAccountPage : public SettingsPage
{
    Q_OBJECT

public:
    /// Both must live longer.
    NewAccountPage(AccountLink &link, PasswordChange &password, QWidget *parent = nullptr);
    ~NewAccountPage() override;

    void load(const SettingsBase &settings) override;
    void save(SettingsBase &settings) override;
    /// Makes the identity and the outgoing server, where the user has left them checked. Ends with the keychain, later.
    void setUpSending() const;

    void focusAddress();
    /// Whether there is enough for an account.
    [[nodiscard]] bool isComplete() const;
    /// What was typed, so that it can be stored.
    [[nodiscard]] Secret typedPassword() const;

private:
    void buildQuestions(QVBoxLayout *page);
    void buildSearch(QFormLayout *form);
    void buildResult(QVBoxLayout *page);
    void buildTest(QVBoxLayout *page);
    void connectParts();

    void search();
    void stopSearch();
    void endSearch();
    void showFound(const QByteArray &servers);
    void showOutcome(const QDBusPendingReply<QString> &reply);
    void changeAddress();
    void enterByHand();
    void refresh();
    void trySignIn();
    void showTest(Mode protocol, const TestResult &result);

    [[nodiscard]] const ServerChoice &chosen() const;
    [[nodiscard]] SignIn signIn() const;
    [[nodiscard]] std::optional<OAuthProvider> browserProvider() const;

    AccountLink &m_link;
    SignInTrial m_trial;
    QLineEdit *m_name;
    QLineEdit *m_address;
    KPasswordLineEdit *m_password;
    QPushButton *m_search;
    QPushButton *m_byHand;
    QProgressBar *m_progress;
    MessageLine *m_outcome;
    QWidget *m_result;
    ServerChoice *m_imap;
    ServerChoice *m_pop3;
    QLineEdit *m_user;
    QPushButton *m_test;
    QPushButton *m_browser;
    QLabel *m_signInHint;
    MessageLine *m_testResult;
    SendingOffer *m_sending;
    QList<FoundAddress> m_found;
    quint64 m_searchNumber = 0;
    bool m_searching = false;
};

}
