// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

// How the page of the servers is put together; what it does is in serverpage.cpp.

#include "account/certificateview.h"
#include "account/formparts.h"
#include "account/serverform.h"
#include "account/serverpage.h"

#include <KLocalizedString>
#include <KPasswordLineEdit>

#include <QAction>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

ServerPage::ServerPage(AccountLink &link, PasswordChange &password, QWidget *parent)
    : SettingsPage(parent)
    , m_passwordChange(password)
    , m_trial(link, password)
{
    auto *page = new QVBoxLayout(this);
    m_change = new MessageLine(this);
    page->addWidget(m_change);
    buildSignIn(page);
    buildServer(Mode::Imap, page);
    buildServer(Mode::Pop3, page);
    buildResult(page);
    page->addStretch();
    connectParts();
    refresh();
}

void ServerPage::buildSignIn(QVBoxLayout *page)
{
    page->addWidget(headingLabel(i18nc("@title", "Signing in"), this));
    m_signInForm = formLayout(page);
    m_user = new QLineEdit(this);
    m_user->setObjectName(u"user"_s);
    m_signInForm->addRow(i18nc("@label:textbox", "&User name:"), m_user);
    m_signIn = new QComboBox(this);
    m_signIn->addItem(i18nc("@item:inlistbox how to sign in", "Password"), int(SignIn::Password));
    m_signIn->addItem(i18nc("@item:inlistbox how to sign in", "In the browser (OAuth2)"), int(SignIn::OAuth2));
    m_signIn->addItem(i18nc("@item:inlistbox how to sign in", "A certificate of your own"), int(SignIn::ClientCertificate));
    m_signIn->addItem(i18nc("@item:inlistbox how to sign in", "Kerberos, as in the company network"), int(SignIn::Kerberos));
    m_signInForm->addRow(i18nc("@label:listbox", "&Sign in with:"), m_signIn);

    m_certificateRow = new QWidget(this);
    auto *row = new QHBoxLayout(m_certificateRow);
    row->setContentsMargins({});
    m_certificateFile = new QLineEdit(m_certificateRow);
    m_certificateFile->setAccessibleName(i18nc("@label accessible", "File of your certificate"));
    auto *choose = new QPushButton(QIcon::fromTheme(u"document-open"_s), i18nc("@action:button", "Choose…"), m_certificateRow);
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &ServerPage::chooseCertificate);
    row->addWidget(m_certificateFile, 1);
    row->addWidget(choose);
    m_signInForm->addRow(i18nc("@label:textbox", "Certificate &file:"), m_certificateRow);

    m_password = new KPasswordLineEdit(this);
    m_password->setFocusProxy(m_password->lineEdit());
    m_password->lineEdit()->setAccessibleName(i18nc("@label accessible", "New password"));
    m_signInForm->addRow(i18nc("@label:textbox", "&Password:"), m_password);
    m_browser = new QPushButton(QIcon::fromTheme(u"internet-web-browser"_s), i18nc("@action:button", "Sign In with the Browser"), this);
    m_browser->setAutoDefault(false);
    m_browser->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_signInForm->addRow(QString(), m_browser);
    m_signInHint = hintLabel(i18nc("@info", "This installation of Konto is not registered with the provider of this server. Sign in with a password."), this);
    m_signInForm->addRow(QString(), m_signInHint);
}

void ServerPage::buildServer(Mode protocol, QVBoxLayout *page)
{
    const bool imap = protocol == Mode::Imap;
    QLabel *&title = imap ? m_imapTitle : m_pop3Title;
    ServerForm *&form = imap ? m_imap : m_pop3;
    QPushButton *&test = imap ? m_testImap : m_testPop3;
    title = headingLabel({}, this);
    form = new ServerForm(protocol, this);
    test = new QPushButton(QIcon::fromTheme(u"network-connect"_s),
                           imap ? i18nc("@action:button", "Test IMAP Server") : i18nc("@action:button", "Test POP3 Server"),
                           this);
    test->setObjectName(imap ? u"testImap"_s : u"testPop3"_s);
    test->setAutoDefault(false);
    page->addWidget(title);
    page->addWidget(form);
    auto *row = new QHBoxLayout;
    row->addWidget(test);
    row->addStretch();
    page->addLayout(row);
    connect(form, &ServerForm::edited, this, &ServerPage::refresh);
    connect(test, &QPushButton::clicked, this, [this, protocol] {
        ServerPage::test(protocol);
    });
}

void ServerPage::buildResult(QVBoxLayout *page)
{
    m_result = new MessageLine(this);
    page->addWidget(m_result);
    m_certificate = new CertificateView(this);
    page->addWidget(m_certificate);
}

void ServerPage::connectParts()
{
    auto *compare = new QAction(QIcon::fromTheme(u"document-swap"_s), i18nc("@action:button", "Compare and Change…"), this);
    compare->setIconText(compare->text()); // with the dots that say that it asks first
    m_change->addAction(compare);
    connect(compare, &QAction::triggered, this, &ServerPage::askForChange);
    connect(m_user, &QLineEdit::textEdited, this, &ServerPage::refresh);
    connect(m_signIn, &QComboBox::currentIndexChanged, this, &ServerPage::refresh);
    connect(m_certificateFile, &QLineEdit::textEdited, this, &ServerPage::refresh);
    connect(m_password, &KPasswordLineEdit::passwordChanged, this, &ServerPage::changed);
    connect(m_browser, &QPushButton::clicked, this, &ServerPage::signInWithBrowser);
    connect(m_certificate, &CertificateView::changed, this, &ServerPage::changed);
    connect(&m_trial, &SignInTrial::tested, this, &ServerPage::showTest);
    connect(&m_trial, &SignInTrial::signedIn, this, [this] {
        m_signedIn = provider().value_or(OAuthProvider());
        m_result->say(MessageLine::Positive, i18nc("@info", "You are signed in."));
        refresh();
    });
    connect(&m_trial, &SignInTrial::failed, this, [this](const QString &sentence) {
        m_result->say(MessageLine::Error, sentence);
        refresh();
    });
}

}
