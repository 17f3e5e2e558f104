// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/generalpage.h"

#include "account/formparts.h"
#include "kontosettingsbase.h"
#include "link/accountfacts.h"
#include "link/numbertext.h"

#include <KLocalizedString>

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

namespace Konto
{

GeneralPage::GeneralPage(QWidget *parent)
    : SettingsPage(parent)
    , m_name(new QLineEdit(this))
    , m_interval(new QSpinBox(this))
    , m_intervalHint(hintLabel({}, this))
    , m_state(valueLabel(i18nc("@label accessible", "State"), this))
    , m_lastCheck(valueLabel(i18nc("@label accessible", "Last check"), this))
    , m_messages(valueLabel(i18nc("@label accessible", "Messages"), this))
    , m_quota(valueLabel(i18nc("@label accessible", "Mailbox at the provider"), this))
{
    auto *page = new QVBoxLayout(this);
    QFormLayout *form = formLayout(page);
    form->addRow(i18nc("@label:textbox", "Account &name:"), m_name);
    m_interval->setRange(0, 1440);
    m_interval->setSpecialValueText(i18nc("@item how often mail is checked for", "Only when I ask"));
    m_interval->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    form->addRow(i18nc("@label:spinbox", "&Check for new mail:"), m_interval);
    form->addRow(QString(), m_intervalHint);
    page->addSpacing(fontMetrics().height());
    page->addWidget(headingLabel(i18nc("@title", "At the moment"), this));
    m_now = formLayout(page);
    m_now->addRow(i18nc("@label", "State:"), m_state);
    m_now->addRow(i18nc("@label", "Last check:"), m_lastCheck);
    m_now->addRow(i18nc("@label", "Messages:"), m_messages);
    m_now->addRow(i18nc("@label", "Mailbox at the provider:"), m_quota);
    m_now->setRowVisible(m_quota, false);
    page->addStretch();
    connect(m_name, &QLineEdit::textEdited, this, &SettingsPage::changed);
    connect(m_interval, &QSpinBox::valueChanged, this, [this](int minutes) {
        m_interval->setPrefix(i18ncp("@label before a number of minutes; a space at its end", "every ", "every ", minutes));
        m_interval->setSuffix(i18ncp("@label after a number; a space at its beginning", " minute", " minutes", minutes));
        Q_EMIT changed();
    });
}

void GeneralPage::load(const SettingsBase &settings)
{
    m_name->setText(settings.accountName());
    m_interval->setValue(settings.checkInterval());
    m_intervalHint->setText(settings.mode() == int(Mode::Imap)
                                ? i18nc("@info", "Most servers tell about new mail at once; the regular check is for those that do not.")
                                : i18nc("@info", "Some servers refuse to be asked more often than every few minutes."));
    showFigures({});
}

void GeneralPage::save(SettingsBase &settings)
{
    settings.setAccountName(m_name->text().trimmed());
    settings.setCheckInterval(m_interval->value());
}

void GeneralPage::showFigures(const AccountFacts &figures)
{
    const bool known = figures.mode.has_value();
    const QString unknown = i18nc("@info a number or time that is not known", "not known yet");
    m_state->setText(!known ? unknown : figures.sentence.isEmpty() ? i18nc("@info state of an account", "Everything is fine.") : figures.sentence);
    m_lastCheck->setText(figures.lastCheck.isValid() ? timeText(figures.lastCheck) : unknown);
    m_messages->setText(
        known ? i18nc("@info %1 and %2 numbers", "%1 on this computer, %2 on the server", numberText(figures.messagesHere), numberText(figures.onServer))
              : unknown);
    m_now->setRowVisible(m_quota, figures.quotaLimit > 0);
    m_quota->setText(i18nc("@info %1 and %2 sizes", "%1 of %2 used", sizeText(figures.quotaUsed), sizeText(figures.quotaLimit)));
}

}

#include "moc_generalpage.cpp"
