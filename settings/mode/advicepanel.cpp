// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/advicepanel.h"

#include <KLocalizedString>
#include <KMessageWidget>

#include <QAccessible>
#include <QButtonGroup>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

namespace Konto
{

QString adviceText(const Advice &advice)
{
    switch (advice.reason) {
    case Reason::SameEverywhere:
        return i18nc("@info", "We recommend IMAP: only then do all your devices show the same mail, the same folders and the same sent messages.");
    case Reason::SameEverywhereButScarce:
        return i18nc("@info",
                     "We recommend IMAP all the same: only then do all your devices show the same. You make room by moving old mail into a folder that is only "
                     "on this computer, or your provider gives you more.");
    case Reason::SurvivesTheComputer:
        return i18nc("@info",
                     "We recommend IMAP: your mail is safe when this computer breaks or is stolen, and a second device can be added at any time. With one "
                     "computer POP3 works as well, if you make backups.");
    case Reason::RoomNeeded:
        return i18nc("@info",
                     "We recommend POP3: your mail is downloaded to this computer, and the room at the provider becomes free. Make backups, because then this "
                     "computer has the only copy.");
    case Reason::NotWithTheProvider:
        return i18nc("@info",
                     "We recommend POP3: your mail is downloaded to this computer, and you decide when the provider’s copy is deleted. Make backups, because "
                     "then this computer has the only copy.");
    case Reason::NotWithTheProviderButSeveral:
        return i18nc("@info",
                     "We recommend POP3, because your mail is not to stay with the provider. But your other devices then see only what has not been deleted "
                     "there yet, and do not learn what you have read here. If that matters more to you, take IMAP.");
    }
    return {};
}

AdvicePanel::AdvicePanel(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_devices = ask(layout,
                    i18nc("@title:group a question", "Where do you read this mail?"),
                    i18nc("@option:radio", "On this computer only"),
                    i18nc("@option:radio", "Also on a phone, on other computers or in the web browser"));
    m_room = ask(layout,
                 i18nc("@title:group a question", "Is there room enough for your mail at the provider?"),
                 i18nc("@option:radio", "Yes, or I do not know"),
                 i18nc("@option:radio", "No, the provider warns me that my mailbox is full"));
    m_trust = ask(layout,
                  i18nc("@title:group a question", "May your mail stay with the provider for good?"),
                  i18nc("@option:radio", "Yes, then it is the provider’s task not to lose it"),
                  i18nc("@option:radio", "No, I want it to be on my own computer only"));
    m_advice = new KMessageWidget(i18nc("@info", "Answer all three questions, and a recommendation appears here."), this);
    m_advice->setWordWrap(true);
    m_advice->setTextFormat(Qt::PlainText);
    m_advice->setCloseButtonVisible(false);
    m_advice->setMessageType(KMessageWidget::Information);
    layout->addSpacing(6);
    layout->addWidget(m_advice);
}

QButtonGroup *AdvicePanel::ask(QVBoxLayout *layout, const QString &question, const QString &first, const QString &second)
{
    auto *label = new QLabel(question, this);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    label->setWordWrap(true);
    layout->addSpacing(6);
    layout->addWidget(label);
    auto *group = new QButtonGroup(this);
    int id = 0;
    for (const QString &text : {first, second}) {
        auto *button = new QRadioButton(text, this);
        button->setAccessibleDescription(question);
        layout->addWidget(button);
        group->addButton(button, id++);
    }
    connect(group, &QButtonGroup::idClicked, this, &AdvicePanel::answer);
    return group;
}

void AdvicePanel::answer()
{
    if (m_devices->checkedId() < 0 || m_room->checkedId() < 0 || m_trust->checkedId() < 0) {
        return;
    }
    const Advice advice = adviceFor({.devices = m_devices->checkedId() == 0 ? Devices::One : Devices::Several,
                                     .room = m_room->checkedId() == 0 ? Room::Enough : Room::Scarce,
                                     .trust = m_trust->checkedId() == 0 ? Trust::Provider : Trust::HomeOnly});
    m_advice->setMessageType(KMessageWidget::Positive);
    m_advice->setText(adviceText(advice));
    QAccessibleAnnouncementEvent event(m_advice, m_advice->text());
    QAccessible::updateAccessibility(&event);
    Q_EMIT advised(advice.mode);
}

}
