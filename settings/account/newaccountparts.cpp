// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

// How the page of a new account is put together; what it does is in newaccountpage.cpp.

#include "account/formparts.h"
#include "account/newaccountpage.h"
#include "account/sendingoffer.h"
#include "account/serverchoice.h"
#include "link/accountlink.h"

#include <KLocalizedString>
#include <KPasswordLineEdit>

#include <QButtonGroup>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

NewAccountPage::NewAccountPage(AccountLink &link, PasswordChange &password, QWidget *parent)
    : SettingsPage(parent)
    , m_link(link)
    , m_trial(link, password)
{
    auto *page = new QVBoxLayout(this);
    buildQuestions(page);
    buildResult(page);
    page->addStretch();
    connectParts();
    refresh();
}

void NewAccountPage::buildQuestions(QVBoxLayout *page)
{
    page->addWidget(headingLabel(i18nc("@title", "Your mail account"), this));
    page->addWidget(textLabel(i18nc("@info", "Enter your mail address and its password. Konto finds the rest."), this));
    QFormLayout *form = formLayout(page);
    m_address = new QLineEdit(this);
    m_address->setPlaceholderText(i18nc("@info:placeholder", "anna@example.org"));
    m_address->setInputMethodHints(Qt::ImhEmailCharactersOnly | Qt::ImhNoAutoUppercase);
    form->addRow(i18nc("@label:textbox", "&Mail address:"), m_address);
    m_password = new KPasswordLineEdit(this);
    m_password->setAccessibleName(i18nc("@label accessible", "Password"));
    m_password->lineEdit()->setAccessibleName(i18nc("@label accessible", "Password"));
    form->addRow(i18nc("@label:textbox", "&Password:"), m_password);
    form->addRow(QString(), hintLabel(i18nc("@info", "It is kept in the desktop’s password store and nowhere else."), this));
    m_name = new QLineEdit(this);
    m_name->setPlaceholderText(i18nc("@info:placeholder the name of an account", "for example Work; left empty, it is the address"));
    form->addRow(i18nc("@label:textbox", "Account &name:"), m_name);
    m_password->setFocusProxy(m_password->lineEdit());
    buildSearch(form);
    m_outcome = new MessageLine(this);
    page->addWidget(m_outcome);
}

void NewAccountPage::buildSearch(QFormLayout *form)
{
    m_search = new QPushButton(QIcon::fromTheme(u"search"_s), QString(), this);
    m_byHand = new QPushButton(QIcon::fromTheme(u"document-edit"_s), i18nc("@action:button", "Enter Servers by Hand"), this);
    m_search->setObjectName(u"search"_s);
    m_byHand->setObjectName(u"byHand"_s);
    m_search->setAutoDefault(false);
    m_byHand->setAutoDefault(false);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(i18nc("@info accessible", "Searching for the servers"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_search);
    row->addWidget(m_byHand);
    row->addWidget(m_progress, 1);
    row->addStretch();
    form->addRow(QString(), row);
}

void NewAccountPage::buildResult(QVBoxLayout *page)
{
    m_result = new QWidget(this);
    auto *layout = new QVBoxLayout(m_result);
    layout->setContentsMargins({});
    layout->addWidget(headingLabel(i18nc("@title", "Where shall your mail be kept?"), m_result));
    layout->addWidget(textLabel(i18nc("@info", "You can change this at any time. Nothing is lost, and nothing is downloaded twice."), m_result));
    m_imap = new ServerChoice(Mode::Imap, m_result);
    m_pop3 = new ServerChoice(Mode::Pop3, m_result);
    auto *either = new QButtonGroup(this);
    either->addButton(m_imap->button());
    either->addButton(m_pop3->button());
    layout->addWidget(m_imap);
    layout->addWidget(m_pop3);
    buildTest(layout);
    page->addWidget(m_result);
    m_result->hide();
}

void NewAccountPage::buildTest(QVBoxLayout *page)
{
    QFormLayout *form = formLayout(page);
    m_user = new QLineEdit(m_result);
    form->addRow(i18nc("@label:textbox", "&User name on the server:"), m_user);
    m_signInHint = hintLabel(i18nc("@info",
                                   "This provider prefers that you sign in with the browser, but this installation of Konto is not registered there. An app "
                                   "password, which the provider makes for you in its account settings, works instead of your usual one."),
                             m_result);
    form->addRow(QString(), m_signInHint);
    m_test = new QPushButton(QIcon::fromTheme(u"network-connect"_s), QString(), m_result);
    m_browser = new QPushButton(QIcon::fromTheme(u"internet-web-browser"_s), i18nc("@action:button", "Sign In with the Browser"), m_result);
    m_test->setObjectName(u"tryToSignIn"_s);
    m_test->setAutoDefault(false);
    m_browser->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->addWidget(m_test);
    row->addWidget(m_browser);
    row->addStretch();
    form->addRow(QString(), row);
    m_testResult = new MessageLine(m_result);
    page->addWidget(m_testResult);
    m_sending = new SendingOffer(m_result);
    page->addWidget(m_sending);
}

void NewAccountPage::connectParts()
{
    connect(m_address, &QLineEdit::textEdited, this, &NewAccountPage::changeAddress);
    connect(m_address, &QLineEdit::returnPressed, m_password, qOverload<>(&QWidget::setFocus));
    connect(m_password->lineEdit(), &QLineEdit::returnPressed, this, [this] {
        if (m_result->isHidden() && !m_searching) {
            search();
        }
    });
    connect(m_password, &KPasswordLineEdit::passwordChanged, this, &NewAccountPage::refresh);
    connect(m_user, &QLineEdit::textEdited, this, &NewAccountPage::refresh);
    connect(m_search, &QPushButton::clicked, this, &NewAccountPage::search);
    connect(m_byHand, &QPushButton::clicked, this, &NewAccountPage::enterByHand);
    connect(m_test, &QPushButton::clicked, this, &NewAccountPage::trySignIn);
    connect(m_imap, &ServerChoice::changed, this, &NewAccountPage::refresh);
    connect(m_pop3, &ServerChoice::changed, this, &NewAccountPage::refresh);
    connect(&m_link.discovery, &KontoDiscoveryInterface::found, this, [this](const QString &servers) {
        if (m_searching) {
            showFound(servers.toUtf8());
        }
    });
    connect(m_browser, &QPushButton::clicked, this, [this] {
        if (const auto provider = browserProvider()) {
            m_testResult->say(MessageLine::Information, i18nc("@info", "Your browser opens. Sign in there, then come back."));
            m_trial.signInWithBrowser(*provider, m_user->text().trimmed());
        }
    });
    connect(&m_trial, &SignInTrial::tested, this, &NewAccountPage::showTest);
    connect(&m_trial, &SignInTrial::signedIn, this, [this] {
        m_testResult->say(MessageLine::Positive, i18nc("@info", "You are signed in."));
        refresh();
    });
    connect(&m_trial, &SignInTrial::failed, this, [this](const QString &sentence) {
        m_testResult->say(MessageLine::Error, sentence);
        refresh();
    });
}

}
