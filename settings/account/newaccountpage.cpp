// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/newaccountpage.h"

#include "account/assurance.h"
#include "account/formparts.h"
#include "account/sendingoffer.h"
#include "account/serverchoice.h"
#include "autoconfig/mailaddress.h"
#include "core/endpointsettings.h"
#include "kontosettingsbase.h"
#include "link/accountlink.h"
#include "link/reply.h"

#include <KLocalizedString>
#include <KPasswordLineEdit>

#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QString domainOf(const QString &address)
{
    return address.section(u'@', -1).trimmed();
}
}

NewAccountPage::~NewAccountPage()
{
    stopSearch();
}

void NewAccountPage::load(const SettingsBase &settings)
{
    m_name->setText(settings.accountName());
    m_address->setText(settings.userName());
    refresh();
}

void NewAccountPage::save(SettingsBase &settings)
{
    const ServerChoice &choice = chosen();
    const ServerChoice &other = &choice == m_imap ? *m_pop3 : *m_imap;
    const QString address = m_address->text().trimmed();
    const Mode mode = &choice == m_imap ? Mode::Imap : Mode::Pop3;
    settings.setMode(int(mode));
    settings.setAccountName(m_name->text().trimmed().isEmpty() ? address : m_name->text().trimmed());
    settings.setUserName(m_user->text().trimmed());
    putEndpoint(settings, mode, choice.endpoint());
    // So that a switch knows where to; but no host that nobody vouches for
    if (other.isUsable() && (other.isVerified() || other.isEntered())) {
        putEndpoint(settings, otherMode(mode), other.endpoint());
    }
    settings.setSignIn(int(signIn()));
    if (const auto provider = browserProvider(); provider && signIn() == SignIn::OAuth2) {
        settings.setOAuthTokenUrl(provider->tokenUrl);
        settings.setOAuthClientId(provider->clientId);
        settings.setOAuthClientSecret(provider->clientSecret);
    }
}

void NewAccountPage::setUpSending() const
{
    auto sending = m_sending->wanted(signIn());
    if (!sending) {
        return;
    }
    sending->accountName = m_name->text().trimmed();
    sending->account = m_link.identifier();
    KeychainPasswords passwords = outgoingPasswords();
    Konto::setUpSending(*sending, typedPassword(), passwords);
}

bool NewAccountPage::isComplete() const
{
    return !m_result->isHidden() && (m_imap->isChosen() || m_pop3->isChosen()) && chosen().isUsable() && !m_user->text().trimmed().isEmpty();
}

Secret NewAccountPage::typedPassword() const
{
    return Secret(m_password->password());
}

const ServerChoice &NewAccountPage::chosen() const
{
    return m_pop3->isChosen() ? *m_pop3 : *m_imap;
}

/// The browser only where there is a provider that knows this installation: a password that works is better than a button that does
/// not.
SignIn NewAccountPage::signIn() const
{
    const QList<SignIn> offered = chosen().signIn();
    if (!offered.isEmpty() && offered.first() == SignIn::OAuth2 && browserProvider()) {
        return SignIn::OAuth2;
    }
    const auto other = std::ranges::find_if(offered, [](SignIn method) {
        return method != SignIn::OAuth2;
    });
    return other == offered.end() ? SignIn::Password : *other;
}

std::optional<OAuthProvider> NewAccountPage::browserProvider() const
{
    const auto provider = oauthProviderOf(chosen().endpoint().host, KSharedConfig::openConfig(u"kontooauthrc"_s));
    return provider && !provider->clientId.isEmpty() ? provider : std::nullopt;
}

void NewAccountPage::focusAddress()
{
    m_address->setFocus();
}

void NewAccountPage::search()
{
    if (m_searching) {
        stopSearch();
        return;
    }
    if (!mailAddressOf(m_address->text().trimmed())) {
        m_outcome->say(MessageLine::Warning, i18nc("@info", "This does not look like a mail address. One is written like anna@example.org."));
        m_address->setFocus();
        return;
    }
    changeAddress();
    m_searching = true;
    refresh();
    onReply(this, m_link.discovery.find(m_address->text().trimmed()), [this, number = ++m_searchNumber](const QDBusPendingReply<QString> &reply) {
        if (number == m_searchNumber && m_searching) {
            showOutcome(reply);
        }
    });
}

void NewAccountPage::stopSearch()
{
    if (m_searching) {
        m_link.discovery.cancel();
        endSearch();
    }
}

void NewAccountPage::endSearch()
{
    m_searching = false;
    ++m_searchNumber;
    refresh();
}

void NewAccountPage::showFound(const QByteArray &servers)
{
    m_found = foundAddresses(servers);
    m_imap->setFound(m_found);
    m_pop3->setFound(m_found);
    m_sending->setFound(outgoingAddresses(servers));
    if (m_found.isEmpty()) {
        return;
    }
    m_result->show();
    // IMAP is right in most cases; not where only POP3 works
    const bool onlyPop3 = !m_imap->isVerified() && m_pop3->isVerified();
    // Also one that has to be agreed to first
    (onlyPop3 || m_imap->endpoint().host.isEmpty() ? m_pop3 : m_imap)->button()->setChecked(true);
    refresh();
}

void NewAccountPage::showOutcome(const QDBusPendingReply<QString> &reply)
{
    endSearch();
    if (reply.isError()) {
        m_outcome->say(MessageLine::Error, sentenceOf(reply.error()));
        return;
    }
    showFound(reply.value().toUtf8());
    const bool works = m_imap->isVerified() || m_pop3->isVerified();
    m_outcome->say(works ? MessageLine::Positive : MessageLine::Warning, outcomeText(m_found, domainOf(m_address->text())));
    if (works) {
        (m_pop3->isChosen() ? m_pop3 : m_imap)->button()->setFocus();
    }
}

/// What was found is for the address that it was found for.
void NewAccountPage::changeAddress()
{
    stopSearch();
    m_trial.stop();
    m_found.clear();
    m_outcome->beSilent();
    m_testResult->beSilent();
    m_imap->forget();
    m_pop3->forget();
    m_sending->setFound({});
    m_imap->showForm(false);
    m_pop3->showForm(false);
    m_result->hide();
    m_user->setText({}); // and not modified
    refresh();
}

void NewAccountPage::enterByHand()
{
    stopSearch();
    m_outcome->beSilent();
    m_imap->showForm(true);
    m_pop3->showForm(true);
    if (m_result->isHidden()) {
        m_imap->button()->setChecked(true);
    }
    m_result->show();
    refresh();
}

void NewAccountPage::refresh()
{
    m_search->setText(m_searching ? i18nc("@action:button", "Stop") : i18nc("@action:button", "Search"));
    m_search->setEnabled(m_searching || !m_address->text().trimmed().isEmpty());
    m_progress->setVisible(m_searching);
    const bool browser = signIn() == SignIn::OAuth2;
    const bool password = !browser && signIn() != SignIn::Kerberos;
    m_browser->setVisible(browser);
    m_test->setVisible(!browser);
    m_test->setText(m_trial.isRunning() ? i18nc("@action:button", "Stop") : i18nc("@action:button", "Try to Sign In"));
    m_test->setEnabled(isComplete() && (!password || !m_password->password().isEmpty()));
    const bool wantsBrowser = chosen().signIn().value(0) == SignIn::OAuth2 && !browser && !chosen().signIn().isEmpty();
    m_signInHint->setVisible(wantsBrowser);
    if (!m_user->isModified()) {
        const QString told = chosen().userName();
        m_user->setText(told.isEmpty() ? m_address->text().trimmed() : told);
    }
    if (!m_result->isHidden()) {
        m_sending->setUser(m_address->text().trimmed(), m_user->text().trimmed());
    }
    Q_EMIT changed();
}

void NewAccountPage::trySignIn()
{
    if (m_trial.isRunning()) {
        m_trial.stop();
        m_testResult->beSilent();
    } else {
        m_testResult->say(MessageLine::Information, i18nc("@info", "Signing in …"));
        m_trial.test(m_pop3->isChosen() ? Mode::Pop3 : Mode::Imap, chosen().endpoint(), m_user->text().trimmed(), signIn(), typedPassword());
    }
    refresh();
}

void NewAccountPage::showTest(Mode, const TestResult &result)
{
    m_testResult->say(result.problem.isEmpty() ? MessageLine::Positive : MessageLine::Warning,
                      result.sentence.isEmpty() ? i18nc("@info", "The server gave no answer that says more.") : result.sentence);
    refresh();
}

}

#include "moc_newaccountpage.cpp"
