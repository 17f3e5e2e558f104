// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/serverchoice.h"

#include "account/assurance.h"
#include "account/formparts.h"
#include "account/serverform.h"

#include <KLocalizedString>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QRadioButton>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

ServerChoice::ServerChoice(Mode protocol, QWidget *parent)
    : QWidget(parent)
    , m_protocol(protocol)
    , m_button(new QRadioButton(this))
    , m_candidates(new QComboBox(this))
    , m_address(textLabel({}, this))
    , m_assurance(hintLabel({}, this))
    , m_agreed(new QCheckBox(this))
    , m_form(new ServerForm(protocol, this))
{
    const bool imap = protocol == Mode::Imap;
    m_button->setText(imap ? i18nc("@option:radio", "On the server, the same on every device (IMAP, recommended in most cases)")
                           : i18nc("@option:radio", "On this computer, downloaded from the server (POP3)"));
    m_candidates->setAccessibleName(imap ? i18nc("@label accessible", "IMAP servers that were found")
                                         : i18nc("@label accessible", "POP3 servers that were found"));
    m_candidates->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto *below = new QVBoxLayout;
    const int indent = style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth) + style()->pixelMetric(QStyle::PM_RadioButtonLabelSpacing);
    below->setContentsMargins(isRightToLeft() ? 0 : indent, 0, isRightToLeft() ? indent : 0, 0);
    below->addWidget(m_candidates);
    below->addWidget(m_address);
    below->addWidget(m_assurance);
    below->addWidget(m_agreed);
    below->addWidget(m_form);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_button);
    layout->addLayout(below);
    m_form->hide();
    connect(m_candidates, &QComboBox::currentIndexChanged, this, &ServerChoice::showCandidate);
    connect(m_form, &ServerForm::edited, this, &ServerChoice::edit);
    connect(m_agreed, &QCheckBox::toggled, this, &ServerChoice::changed);
    connect(m_button, &QRadioButton::toggled, this, &ServerChoice::changed);
    forget();
}

void ServerChoice::setFound(const QList<FoundAddress> &all)
{
    const QString mine = m_protocol == Mode::Imap ? u"imap"_s : u"pop3"_s;
    QList<FoundAddress> found;
    for (const FoundAddress &address : all) {
        if (address.protocol == mine) {
            found.append(address);
        }
    }
    if (m_edited || found == m_found) {
        return;
    }
    // Whoever has chosen one keeps it while others are found
    const auto before = m_candidates->currentIndex() > 0 ? current() : std::nullopt;
    m_found = found;
    const QSignalBlocker blocker(m_candidates);
    m_candidates->clear();
    for (const FoundAddress &address : std::as_const(m_found)) {
        m_candidates->addItem(addressText(address.endpoint));
        if (before && address.endpoint == before->endpoint) {
            m_candidates->setCurrentIndex(m_candidates->count() - 1);
        }
    }
    showCandidate();
}

void ServerChoice::forget()
{
    m_edited = false;
    m_found.clear();
    m_candidates->clear();
    showCandidate();
}

void ServerChoice::showForm(bool shown)
{
    m_form->setVisible(shown);
    tellState();
}

QRadioButton *ServerChoice::button() const
{
    return m_button;
}

bool ServerChoice::isChosen() const
{
    return m_button->isChecked();
}

bool ServerChoice::isUsable() const
{
    return !endpoint().host.isEmpty() && (m_agreed->isHidden() || m_agreed->isChecked());
}

bool ServerChoice::isVerified() const
{
    const auto chosen = current();
    return chosen && chosen->verified;
}

bool ServerChoice::isEntered() const
{
    return m_edited;
}

Endpoint ServerChoice::endpoint() const
{
    return m_form->endpoint();
}

QString ServerChoice::userName() const
{
    return current().value_or(FoundAddress()).userName;
}

QList<SignIn> ServerChoice::signIn() const
{
    return current().value_or(FoundAddress()).signIn;
}

std::optional<FoundAddress> ServerChoice::current() const
{
    const int index = m_candidates->currentIndex();
    return !m_edited && index >= 0 && index < m_found.size() ? std::optional(m_found.at(index)) : std::nullopt;
}

void ServerChoice::showCandidate()
{
    const auto candidate = current();
    if (candidate) {
        m_form->setEndpoint(candidate->endpoint);
    } else if (!m_edited) {
        m_form->setEndpoint({.host = {}, .port = quint16(m_protocol == Mode::Imap ? 993 : 995), .security = Security::Tls});
    }
    m_agreed->setChecked(false);
    tellState();
    Q_EMIT changed();
}

/// What the user typed is what the user wants.
void ServerChoice::edit()
{
    m_edited = true;
    tellState();
    Q_EMIT changed();
}

void ServerChoice::tellState()
{
    const auto candidate = current();
    const bool form = m_form->isVisibleTo(this);
    m_candidates->setVisible(m_found.size() > 1 && !m_edited);
    m_address->setVisible(m_found.size() == 1 && !m_edited && !form);
    m_address->setText(candidate ? addressText(candidate->endpoint) : QString());
    m_assurance->setText(candidate                      ? assuranceText(*candidate)
                             : m_edited                 ? i18nc("@info", "Entered by hand.")
                             : m_protocol == Mode::Imap ? i18nc("@info", "No IMAP server was found.")
                                                        : i18nc("@info", "No POP3 server was found."));
    m_agreed->setVisible(candidate && candidate->toBeConfirmed);
    if (candidate && candidate->toBeConfirmed) {
        m_agreed->setText(candidate->endpoint.security == Security::None
                              ? i18nc("@option:check %1 host", "My password may be sent to %1 without encryption", candidate->endpoint.host)
                              : i18nc("@option:check %1 host", "My password may be sent to %1", candidate->endpoint.host));
    }
    m_button->setEnabled(candidate || m_edited || form);
}

}

#include "moc_serverchoice.cpp"
