// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/serverpage.h"

#include "account/certificateview.h"
#include "account/formparts.h"
#include "account/serverform.h"
#include "core/endpointsettings.h"
#include "kontosettingsbase.h"
#include "link/accountfacts.h"
#include "link/switchfacts.h"

#include <KLocalizedString>
#include <KPasswordLineEdit>

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace Konto
{

void ServerPage::load(const SettingsBase &settings)
{
    m_mode = Mode(settings.mode());
    m_imap->setEndpoint(endpointIn(settings, Mode::Imap));
    m_pop3->setEndpoint(endpointIn(settings, Mode::Pop3));
    m_user->setText(settings.userName());
    m_signIn->setCurrentIndex(m_signIn->findData(settings.signIn()));
    m_certificateFile->setText(settings.certificateFile());
    m_certificate->setPinnedKeys(settings.pinnedKeys());
    m_password->clear();
    m_endpointBefore = form(m_mode)->endpoint();
    m_userBefore = settings.userName();
    m_imapTitle->setText(m_mode == Mode::Imap ? i18nc("@title", "IMAP server (in use)") : i18nc("@title", "IMAP server"));
    m_pop3Title->setText(m_mode == Mode::Pop3 ? i18nc("@title", "POP3 server (in use)") : i18nc("@title", "POP3 server"));
    m_passwordChange.lookWhetherStored([this, self = QPointer(this)](bool stored) {
        if (self) {
            m_password->lineEdit()->setPlaceholderText(stored ? i18nc("@info:placeholder", "Stored. Type here to replace it")
                                                              : i18nc("@info:placeholder", "No password is stored"));
        }
    });
    refresh();
}

void ServerPage::save(SettingsBase &settings)
{
    saveServer(settings, Mode::Imap);
    saveServer(settings, Mode::Pop3);
    if (!isServerChange()) {
        settings.setUserName(m_user->text().trimmed());
    }
    settings.setSignIn(int(signIn()));
    settings.setCertificateFile(m_certificateFile->text().trimmed());
    settings.setPinnedKeys(m_certificate->pinnedKeys());
    m_certificate->setPinnedKeys(m_certificate->pinnedKeys());
    if (!m_signedIn.clientId.isEmpty()) {
        settings.setOAuthTokenUrl(m_signedIn.tokenUrl);
        settings.setOAuthClientId(m_signedIn.clientId);
        settings.setOAuthClientSecret(m_signedIn.clientSecret);
    }
}

void ServerPage::saveServer(SettingsBase &settings, Mode protocol) const
{
    if (protocol == m_mode && isServerChange()) {
        return;
    }
    putEndpoint(settings, protocol, form(protocol)->endpoint());
}

void ServerPage::showFigures(const AccountFacts &figures)
{
    m_hasMail = !figures.mode || figures.messagesHere > 0 || figures.onServer > 0;
    refresh();
}

Secret ServerPage::typedPassword() const
{
    return Secret(m_password->password());
}

void ServerPage::forgetTyped()
{
    m_password->clear();
}

ServerForm *ServerPage::form(Mode protocol) const
{
    return protocol == Mode::Imap ? m_imap : m_pop3;
}

SignIn ServerPage::signIn() const
{
    return SignIn(m_signIn->currentData().toInt());
}

std::optional<OAuthProvider> ServerPage::provider() const
{
    return oauthProviderOf(form(m_mode)->endpoint().host, KSharedConfig::openConfig(u"kontooauthrc"_s));
}

/// The same server by another port, or encrypted otherwise, is the same.
bool ServerPage::isServerChange() const
{
    const bool otherHost = form(m_mode)->endpoint().host.compare(m_endpointBefore.host, Qt::CaseInsensitive) != 0;
    const bool otherName = m_user->text().trimmed() != m_userBefore;
    return m_hasMail && (otherHost || otherName);
}

void ServerPage::refresh()
{
    const bool change = isServerChange();
    if (change && m_change->isHidden()) {
        m_change->say(MessageLine::Information,
                      i18nc("@info",
                            "This account already has mail here. Before it moves to another server or user name, Konto compares both, so that nothing "
                            "is lost and nothing is downloaded again. Until then it stays where it is."));
    } else if (!change) {
        m_change->beSilent();
    }
    const SignIn method = signIn();
    const bool password = method == SignIn::Password || method == SignIn::ClientCertificate;
    m_signInForm->setRowVisible(m_password, password);
    m_signInForm->setRowVisible(m_certificateRow, method == SignIn::ClientCertificate);
    m_signInForm->setRowVisible(m_browser, method == SignIn::OAuth2);
    if (auto *label = qobject_cast<QLabel *>(m_signInForm->labelForField(m_password))) {
        label->setText(method == SignIn::Password ? i18nc("@label:textbox", "&Password:") : i18nc("@label:textbox", "&Passphrase of the certificate:"));
    }
    const auto known = provider();
    const bool registered = known && !known->clientId.isEmpty();
    m_browser->setEnabled(registered && !m_trial.isRunning());
    m_signInForm->setRowVisible(m_signInHint, method == SignIn::OAuth2 && !registered);
    for (const Mode protocol : {Mode::Imap, Mode::Pop3}) {
        QPushButton *button = protocol == Mode::Imap ? m_testImap : m_testPop3;
        button->setEnabled(!form(protocol)->endpoint().host.isEmpty() && !m_trial.isRunning());
    }
    Q_EMIT changed();
}

/// The preview signs in at the new server, with the password in the keychain.
void ServerPage::askForChange()
{
    const Endpoint server = form(m_mode)->endpoint();
    const auto ask = [this, self = QPointer(this), server](bool stored) {
        if (self && stored) {
            Q_EMIT serverChangeWanted(m_mode, toOptions(server, m_user->text().trimmed()));
        } else if (self) {
            m_result->say(MessageLine::Error, i18nc("@info", "The password could not be put into the desktop’s password store. Unlock it and try again."));
        }
    };
    if (typedPassword().isEmpty()) {
        ask(true);
    } else {
        m_passwordChange.tryOut(typedPassword(), ask);
    }
}

void ServerPage::test(Mode protocol)
{
    const Endpoint server = form(protocol)->endpoint();
    m_certificate->showCertificates({}, {});
    m_result->say(MessageLine::Information, i18nc("@info %1 host", "Connecting to %1 …", server.host));
    m_trial.test(protocol, server, m_user->text().trimmed(), signIn(), typedPassword());
    refresh();
}

void ServerPage::showTest(Mode protocol, const TestResult &result)
{
    m_result->say(result.problem.isEmpty() ? MessageLine::Positive : MessageLine::Warning,
                  result.sentence.isEmpty() ? i18nc("@info", "The server gave no answer that says more.") : result.sentence);
    m_certificate->showCertificates(form(protocol)->endpoint().host, result.certificates);
    refresh();
}

void ServerPage::signInWithBrowser()
{
    if (const auto found = provider()) {
        m_signedIn = {};
        m_result->say(MessageLine::Information, i18nc("@info", "Your browser opens. Sign in there, then come back."));
        m_trial.signInWithBrowser(*found, m_user->text().trimmed());
        refresh();
    }
}

void ServerPage::chooseCertificate()
{
    const QString file = QFileDialog::getOpenFileName(this,
                                                      i18nc("@title:window", "Choose Your Certificate"),
                                                      m_certificateFile->text(),
                                                      i18nc("@item:inlistbox kinds of files", "Certificates (*.pem *.crt *.p12 *.pfx)"));
    if (!file.isEmpty()) {
        m_certificateFile->setText(file);
        refresh();
    }
}

}

#include "moc_serverpage.cpp"
