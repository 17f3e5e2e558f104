// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "assistant/forecastpage.h"
#include "assistant/serverquestion.h"
#include "assistant/switchassistant.h"
#include "link/accountlink.h"
#include "mode/parts.h"

#include <KGuiItem>
#include <KLocalizedString>
#include <KMessageWidget>
#include <KStandardGuiItem>

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

// What the pages look like; what they do is in switchassistant.cpp.

namespace Konto
{

namespace
{
QLabel *text(const QString &words)
{
    auto *label = new QLabel(words);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    return label;
}

QVBoxLayout *column(QWidget *page)
{
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    return layout;
}

QString titleOf(SwitchAssistant::Page page)
{
    switch (page) {
    case SwitchAssistant::Page::Looking:
        return i18nc("@title", "Looking at both sides");
    case SwitchAssistant::Page::Forecast:
        return i18nc("@title", "This is what will happen");
    case SwitchAssistant::Page::Running:
        return i18nc("@title", "The change is under way");
    case SwitchAssistant::Page::Ended:
        return i18nc("@title", "The change is complete");
    case SwitchAssistant::Page::Undo:
        return i18nc("@title", "Undo the last change?");
    case SwitchAssistant::Page::Failed:
        return i18nc("@title", "This did not work");
    case SwitchAssistant::Page::Server:
        return i18nc("@title", "On which server?");
    }
    return {};
}

QString actionOf(SwitchAssistant::Page page, const QString &mode, bool isMove)
{
    switch (page) {
    case SwitchAssistant::Page::Forecast:
        if (isMove) {
            return i18nc("@action:button", "Change Server");
        }
        return mode == "imap"_L1 ? i18nc("@action:button", "Change to IMAP") : i18nc("@action:button", "Change to POP3");
    case SwitchAssistant::Page::Undo:
        return i18nc("@action:button", "Undo the Change");
    case SwitchAssistant::Page::Failed:
        return i18nc("@action:button", "Try Again");
    case SwitchAssistant::Page::Server:
        return i18nc("@action:button", "Continue");
    default:
        return {};
    }
}
}

SwitchAssistant::SwitchAssistant(AccountLink *link, const QString &mode, const QVariantMap &options, QWidget *parent)
    : QDialog(parent)
    , m_link(*link)
    , m_mode(mode)
    , m_options(options)
    , m_isMove(options.contains(u"host"_s))
    , m_title(new QLabel)
    , m_pages(new QStackedWidget)
    , m_forecast(new ForecastPage)
{
    setWindowTitle(i18nc("@title:window", "Change How Mail Is Kept"));
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    m_title->setFont(font);
    m_title->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(m_title);
    layout->addWidget(m_pages, 1);
    // In the order of Page; which server it is, is asked where failures are told.
    for (QWidget *page :
         {lookingPage(), static_cast<QWidget *>(m_forecast), runningPage(), endedPage(), undoPage(), failedPage(modeOfName(mode).value_or(Mode::Imap))}) {
        m_pages->addWidget(page);
    }
    makeButtons();
    resize(640, 560);

    connect(m_forecast, &ForecastPage::choicesChanged, this, &SwitchAssistant::look);
    connect(&link->modeSwitch, &KontoSwitchInterface::progressChanged, this, [this](const QVariantMap &progress) {
        showStage(switchStage(progress));
    });
    connect(&link->modeSwitch, &KontoSwitchInterface::ended, this, &SwitchAssistant::askHowItEnded);
    begin();
}

void SwitchAssistant::makeButtons()
{
    auto *row = new QHBoxLayout;
    m_undo = new QPushButton(QIcon::fromTheme(u"edit-undo"_s), i18nc("@action:button", "Undo…"));
    m_stop = new QPushButton(QIcon::fromTheme(u"process-stop"_s), i18nc("@action:button", "Stop the Change"));
    m_other = new QPushButton(QIcon::fromTheme(u"network-server"_s), i18nc("@action:button", "Another Server…"));
    m_action = new QPushButton;
    m_close = new QPushButton;
    row->addWidget(m_undo);
    row->addWidget(m_stop);
    row->addWidget(m_other);
    row->addStretch();
    row->addWidget(m_action);
    row->addWidget(m_close);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        turnTo(Page::Undo);
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stop->setEnabled(false);
        m_link.modeSwitch.cancel();
    });
    connect(m_other, &QPushButton::clicked, this, [this] {
        askForServer(m_asked);
    });
    connect(m_action, &QPushButton::clicked, this, &SwitchAssistant::act);
    connect(m_close, &QPushButton::clicked, this, &SwitchAssistant::reject);
}

QWidget *SwitchAssistant::lookingPage()
{
    auto *page = new QWidget;
    QVBoxLayout *layout = column(page);
    auto *bar = new QProgressBar;
    bar->setRange(0, 0);
    bar->setAccessibleName(i18nc("@info:progress", "Looking at both sides"));
    layout->addWidget(text(i18nc("@info",
                                 "Konto compares the mail on this computer with that on the server, to find out which message is which. Nothing is changed by "
                                 "this, here or there. With a large mailbox it may take a minute.")));
    layout->addWidget(bar);
    layout->addStretch();
    return page;
}

QWidget *SwitchAssistant::runningPage()
{
    auto *page = new QWidget;
    QVBoxLayout *layout = column(page);
    m_phase = text(QString());
    m_progress = new QProgressBar;
    m_progress->setAccessibleName(i18nc("@info:progress", "Progress of the change"));
    layout->addWidget(m_phase);
    layout->addWidget(m_progress);
    layout->addWidget(
        text(i18nc("@info",
                   "You can close this window and go on reading mail: the change goes on by itself, even if the computer is switched off meanwhile. "
                   "How it ended stands in the settings of the account.")));
    layout->addStretch();
    return page;
}

QWidget *SwitchAssistant::endedPage()
{
    auto *page = new QWidget;
    QVBoxLayout *layout = column(page);
    m_outcome = messageLine(KMessageWidget::Positive);
    m_details = text(QString());
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    layout->addWidget(m_outcome);
    layout->addWidget(m_details);
    layout->addStretch();
    return page;
}

QWidget *SwitchAssistant::undoPage()
{
    auto *page = new QWidget;
    QVBoxLayout *layout = column(page);
    layout->addWidget(text(i18nc("@info",
                                 "Your account becomes what it was before the last change: the same way of keeping mail, the same server, and the folders as "
                                 "they were.")));
    layout->addWidget(text(i18nc("@info",
                                 "No message is lost: what has arrived since stays, and what was copied to the server stays there, too. What is only on this "
                                 "computer stays on this computer.")));
    layout->addStretch();
    return page;
}

QWidget *SwitchAssistant::failedPage(Mode protocol)
{
    auto *page = new QWidget;
    QVBoxLayout *layout = column(page);
    m_failure = messageLine(KMessageWidget::Error);
    layout->addWidget(m_failure);
    m_unchanged = text(i18nc("@info", "Your mail is safe: everything is as it was. You can try again at any time."));
    layout->addWidget(m_unchanged);
    m_server = new ServerQuestion(protocol);
    layout->addWidget(m_server);
    layout->addStretch();
    return page;
}

void SwitchAssistant::turnTo(Page page)
{
    m_page = page;
    m_pages->setCurrentIndex(int(page == Page::Server ? Page::Failed : page));
    m_title->setText(titleOf(page));
    const QString action = actionOf(page, m_mode, m_isMove);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_action->setEnabled(true);
    m_stop->setVisible(false);
    m_undo->setVisible(false);
    m_other->setVisible(page == Page::Forecast);
    const bool closes = page == Page::Running || page == Page::Ended || page == Page::Failed;
    KGuiItem::assign(m_close, closes ? KStandardGuiItem::close() : KStandardGuiItem::cancel());
    if (page == Page::Running) {
        m_phase->setText(i18nc("@info:progress", "The change is under way."));
        m_progress->setRange(0, 0);
    }
    m_close->setFocus();
    QAccessibleAnnouncementEvent event(this, m_title->text());
    QAccessible::updateAccessibility(&event);
}

}
