// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/imappage.h"

#include "account/foldersettings.h"
#include "account/formparts.h"
#include "kontosettingsbase.h"
#include "link/accountfacts.h"
#include "link/accountlink.h"
#include "link/numbertext.h"

#include <KLocalizedString>

#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace Konto
{

ImapPage::ImapPage(AccountLink &link, QWidget *parent)
    : SettingsPage(parent)
    , m_keep(new QButtonGroup(this))
    , m_days(new QSpinBox(this))
    , m_now(hintLabel({}, this))
    , m_push(new QCheckBox(i18nc("@option:check", "Tell me about new mail at once"), this))
    , m_folders(new FolderSettings(link, this))
{
    auto *page = new QVBoxLayout(this);
    page->addWidget(headingLabel(i18nc("@title", "On this computer"), this));
    page->addWidget(textLabel(i18nc("@info", "All mail is on the server. What is here as well can be read and searched without a network."), this));
    auto *all = new QRadioButton(i18nc("@option:radio which mail is on this computer", "All mail"), this);
    auto *recent = new QRadioButton(i18nc("@option:radio which mail is on this computer; a number of days follows", "Mail of the last"), this);
    auto *opened = new QRadioButton(i18nc("@option:radio which mail is on this computer", "Only what I open"), this);
    m_keep->addButton(all, int(HeldHere::Everything));
    m_keep->addButton(recent, int(HeldHere::Days));
    m_keep->addButton(opened, int(HeldHere::Opened));
    m_days->setRange(1, 100'000);
    m_days->setAccessibleName(i18nc("@label accessible", "Days of mail on this computer"));
    m_days->setEnabled(false);
    auto *row = new QHBoxLayout;
    row->addWidget(recent);
    row->addWidget(m_days);
    row->addStretch();
    page->addWidget(all);
    page->addLayout(row);
    page->addWidget(opened);
    page->addWidget(m_now);
    page->addSpacing(fontMetrics().height() / 2);
    page->addWidget(headingLabel(i18nc("@title", "New mail"), this));
    page->addWidget(m_push);
    page->addWidget(hintLabel(i18nc("@info", "A connection to the server is kept open for it. Otherwise Konto looks as often as is set in “General”."), this));
    page->addSpacing(fontMetrics().height() / 2);
    page->addWidget(headingLabel(i18nc("@title", "Folders"), this));
    page->addWidget(m_folders, 1);
    connect(recent, &QRadioButton::toggled, m_days, &QWidget::setEnabled);
    connect(m_days, &QSpinBox::valueChanged, this, [this](int days) {
        m_days->setSuffix(i18ncp("@label after a number; a space at its beginning", " day", " days", days));
        Q_EMIT changed();
    });
    connect(m_push, &QCheckBox::toggled, this, &SettingsPage::changed);
    connect(m_keep, &QButtonGroup::idToggled, this, &SettingsPage::changed);
    connect(m_folders, &FolderSettings::changed, this, &SettingsPage::changed);
}

void ImapPage::load(const SettingsBase &settings)
{
    m_keep->button(settings.imapKeep())->setChecked(true);
    m_days->setValue(settings.imapKeepDays());
    m_push->setChecked(settings.imapPush());
    m_folders->forgetChanges();
    showFigures({});
}

void ImapPage::save(SettingsBase &settings)
{
    settings.setImapKeep(m_keep->checkedId());
    settings.setImapKeepDays(m_days->value());
    settings.setImapPush(m_push->isChecked());
}

void ImapPage::showFigures(const AccountFacts &figures)
{
    m_now->setText(i18nc("@info %1 size, %2 and %3 numbers of messages",
                         "Now: %1 on this computer; %2 of %3 messages are here as a whole.",
                         sizeText(figures.bytes),
                         numberText(figures.bodiesHere),
                         numberText(figures.messagesHere)));
    m_now->setVisible(figures.mode.has_value());
    m_folders->load();
}

void ImapPage::saved()
{
    m_folders->apply();
}

}

#include "moc_imappage.cpp"
