// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/accountdetails.h"

#include "kcm/accountwords.h"
#include "kcm/noticelines.h"
#include "link/numbertext.h"
#include "mode/parts.h"

#include <KLocalizedString>
#include <KMessageWidget>

#include <QAction>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QLabel *text()
{
    QLabel *label = plainLabel();
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    return label;
}

KMessageWidget *hiddenLine(KMessageWidget::MessageType type)
{
    KMessageWidget *line = messageLine(type);
    line->hide();
    return line;
}
}

AccountDetails::AccountDetails(QWidget *parent)
    : QWidget(parent)
    , m_name(text())
    , m_state(text())
    , m_warning(hiddenLine(KMessageWidget::Warning))
    , m_notices(new NoticeLines)
    , m_undo(hiddenLine(KMessageWidget::Information))
{
    QFont font = m_name->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    m_name->setFont(font);
    auto *undo = new QAction(QIcon::fromTheme(u"edit-undo"_s), i18nc("@action:button", "Undo…"), this);
    undo->setIconText(undo->text()); // with the dots that say that it asks first
    m_undo->addAction(undo);
    connect(undo, &QAction::triggered, this, &AccountDetails::undoWanted);
    connect(m_notices, &NoticeLines::actWanted, this, &AccountDetails::actWanted);
    connect(m_notices, &NoticeLines::dismissWanted, this, &AccountDetails::dismissWanted);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_name);
    layout->addWidget(m_state);
    layout->addWidget(m_notices);
    layout->addWidget(m_warning);
    layout->addWidget(m_undo);
    layout->addSpacing(6);
    layout->addWidget(facts());
    layout->addSpacing(6);
    layout->addWidget(actions());
    layout->addStretch();
}

QWidget *AccountDetails::facts()
{
    auto *widget = new QWidget;
    auto *form = new QFormLayout(widget);
    form->setContentsMargins(0, 0, 0, 0);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_mode = text();
    m_change = new QPushButton;
    auto *mode = new QHBoxLayout;
    mode->addWidget(m_mode, 1);
    mode->addWidget(m_change);
    m_lastCheck = text();
    m_messages = text();
    m_space = text();
    m_quotaText = text();
    m_quota = new QProgressBar;
    m_quota->setTextVisible(false);
    m_quota->setMaximumHeight(fontMetrics().height() / 2);
    m_quota->setAccessibleName(i18nc("@info:whatsthis", "How full the mailbox is at the provider"));
    auto *quota = new QVBoxLayout;
    quota->setSpacing(4);
    quota->addWidget(m_quotaText);
    quota->addWidget(m_quota);
    form->addRow(i18nc("@label", "Your mail is kept:"), mode);
    form->addRow(i18nc("@label", "Last check:"), m_lastCheck);
    form->addRow(i18nc("@label", "Messages:"), m_messages);
    form->addRow(i18nc("@label", "Space on this disk:"), m_space);
    form->addRow(i18nc("@label", "At the provider:"), quota);
    connect(m_change, &QPushButton::clicked, this, &AccountDetails::changeWanted);
    return widget;
}

QWidget *AccountDetails::actions()
{
    auto *widget = new QWidget;
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    const auto button = [row](const QString &icon, const QString &words) {
        auto *made = new QPushButton(QIcon::fromTheme(icon), words);
        row->addWidget(made);
        return made;
    };
    m_check = button(u"mail-receive"_s, i18nc("@action:button", "Check Now"));
    m_pause = button(u"media-playback-pause"_s, i18nc("@action:button", "Pause"));
    auto *edit = button(u"configure"_s, i18nc("@action:button", "Settings…"));
    row->addStretch();
    auto *remove = button(u"edit-delete-remove"_s, i18nc("@action:button", "Remove…"));
    connect(m_check, &QPushButton::clicked, this, &AccountDetails::checkWanted);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        Q_EMIT pauseWanted(m_online);
    });
    connect(edit, &QPushButton::clicked, this, &AccountDetails::editWanted);
    connect(remove, &QPushButton::clicked, this, &AccountDetails::removeWanted);
    return widget;
}

void AccountDetails::showAccount(const QString &name, bool online, const AccountFacts &facts)
{
    m_facts = facts;
    m_online = online;
    m_name->setText(name);
    m_state->setText(stateWords(facts, online));
    showWarnings();
    m_mode->setText(modeWords(facts));
    m_change->setText(facts.mode == Mode::Imap ? i18nc("@action:button", "Change to POP3…") : i18nc("@action:button", "Change to IMAP…"));
    m_change->setVisible(facts.isConnected());
    m_lastCheck->setText(facts.lastCheck.isValid() ? timeText(facts.lastCheck) : i18nc("@info when mail was last checked", "Not yet"));
    m_messages->setText(messageWords(facts));
    m_space->setText(sizeText(facts.bytes));
    const int percent = quotaPercent(facts);
    m_quota->setVisible(percent >= 0);
    m_quota->setValue(std::max(0, percent));
    m_quotaText->setText(percent < 0 ? i18nc("@info the size of the mailbox", "The provider does not say how much space there is")
                                     : i18nc("@info sizes", "%1 of %2 used", sizeText(facts.quotaUsed), sizeText(facts.quotaLimit)));
    m_check->setEnabled(online && facts.isConnected());
    m_pause->setText(online ? i18nc("@action:button", "Pause") : i18nc("@action:button", "Resume"));
    m_pause->setIcon(QIcon::fromTheme(online ? u"media-playback-pause"_s : u"media-playback-start"_s));
}

void AccountDetails::showNotices(const std::optional<QList<ListedNotice>> &notices)
{
    m_told = notices;
    m_notices->show(notices.value_or(QList<ListedNotice>()));
    showWarnings();
}

void AccountDetails::showWarnings()
{
    QStringList warnings = m_told ? ownWarningsOf(m_facts) : warningsOf(m_facts);
    warnings.removeIf([this](const QString &warning) { // the account says it, and a notice as well, with something to do about it
        return std::ranges::any_of(m_told.value_or(QList<ListedNotice>()), [&warning](const ListedNotice &notice) {
            return warning.endsWith(notice.text);
        });
    });
    m_warning->setText(warnings.join(u"\n"_s));
    m_warning->setVisible(!warnings.isEmpty());
}

void AccountDetails::showUndo(const QDateTime &until)
{
    m_undo->setVisible(until.isValid());
    if (until.isValid()) {
        m_undo->setText(i18nc("@info %1 date",
                              "The last change of this account can be undone until %1.",
                              QLocale().toString(until.toLocalTime().date(), QLocale::LongFormat)));
    }
}

}
