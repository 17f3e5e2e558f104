// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/modepage.h"

#include "link/accountlink.h"
#include "link/reply.h"
#include "mode/advicepanel.h"
#include "mode/comparisontable.h"
#include "mode/modechoice.h"

#include <KLocalizedString>
#include <KMessageWidget>

#include <QAction>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QString dateText(const QDateTime &when)
{
    return QLocale().toString(when.toLocalTime().date(), QLocale::LongFormat);
}

QString undoText(const QList<PastSwitch> &switches, const QDateTime &until)
{
    if (switches.isEmpty() || !switches.last().committed.isValid()) {
        return i18nc("@info %1 date", "The last change of this account can be undone until %1.", dateText(until));
    }
    const PastSwitch &last = switches.last();
    const QString since = dateText(last.committed);
    if (last.from == last.to) {
        return i18nc("@info %1, %2 dates", "Since %1 this account has used another server. You can undo that until %2.", since, dateText(until));
    }
    return last.to == Mode::Imap
        ? i18nc("@info %1, %2 dates", "Since %1 your mail has been kept on the server (IMAP). You can undo that until %2.", since, dateText(until))
        : i18nc("@info %1, %2 dates", "Since %1 your mail has been kept on this computer (POP3). You can undo that until %2.", since, dateText(until));
}
}

ModePage::ModePage(AccountLink *link, QWidget *parent)
    : QWidget(parent)
    , m_link(link)
    , m_imap(new ModeChoice(Mode::Imap))
    , m_pop3(new ModeChoice(Mode::Pop3))
    , m_group(new QButtonGroup(this))
    , m_undo(new KMessageWidget)
    , m_undoAction(new QAction(QIcon::fromTheme(u"edit-undo"_s), i18nc("@action:button", "Undo…"), this))
    , m_ask(new QPushButton(QIcon::fromTheme(u"help-hint"_s), i18nc("@action:button", "Which One Suits Me?")))
    , m_advice(new AdvicePanel)
    , m_table(new ComparisonTable)
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    m_undo->setMessageType(KMessageWidget::Information);
    m_undo->setCloseButtonVisible(false);
    m_undo->setWordWrap(true);
    m_undoAction->setIconText(m_undoAction->text()); // with the dots that say that it asks first
    m_undo->addAction(m_undoAction);
    m_undo->hide();
    layout->addWidget(m_undo);
    layout->addWidget(choices());
    m_ask->setCheckable(true);
    layout->addWidget(m_ask, 0, Qt::AlignLeading);
    m_advice->hide();
    layout->addWidget(m_advice);
    layout->addSpacing(8);
    layout->addWidget(m_table);
    layout->addStretch();

    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_scroll->setAccessibleName(i18nc("@title", "How your mail is kept"));
    m_scroll->setWidget(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_scroll);

    connect(m_undoAction, &QAction::triggered, this, &ModePage::undoWanted);
    connect(m_ask, &QPushButton::toggled, this, &ModePage::showAdvice);
    showFacts(AccountFacts());
    if (m_link) {
        connect(&m_link->figures, &KontoFiguresInterface::changed, this, &ModePage::refresh);
        connect(&m_link->modeSwitch, &KontoSwitchInterface::ended, this, &ModePage::refresh);
        refresh();
    }
}

QWidget *ModePage::choices()
{
    auto *both = new QWidget;
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    for (ModeChoice *choice : {m_imap, m_pop3}) {
        row->addWidget(choice, 1);
        m_group->addButton(choice->button(), int(choice->mode()));
        connect(choice, &ModeChoice::changeWanted, this, [this, choice] {
            Q_EMIT switchWanted(choice->mode());
        });
    }
    m_imap->button()->setChecked(true);
    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) {
        Q_EMIT modeChosen(Mode(id));
    });
    return both;
}

Mode ModePage::mode() const
{
    return m_facts.isConnected() ? m_facts.mode.value_or(Mode::Imap) : Mode(m_group->checkedId());
}

void ModePage::setMode(Mode mode)
{
    m_group->button(int(mode))->setChecked(true);
}

void ModePage::refresh()
{
    if (!m_link) {
        return;
    }
    onReply(this, m_link->figures.figures(), [this](const QDBusPendingReply<QString> &reply) {
        if (reply.isValid()) {
            showFacts(accountFacts(reply.value()));
        }
    });
    askForUndo();
}

void ModePage::showFacts(const AccountFacts &facts)
{
    m_facts = facts;
    for (ModeChoice *choice : {m_imap, m_pop3}) {
        if (facts.isConnected()) {
            choice->setCurrent(choice->mode() == facts.mode);
        } else {
            choice->setOpen();
        }
    }
    m_table->setRows(comparisonRows(facts.isConnected() ? facts : AccountFacts()));
    // It never scrolls sideways as long as the window can be as wide as what is in it.
    m_scroll->setMinimumWidth(m_scroll->widget()->minimumSizeHint().width() + m_scroll->verticalScrollBar()->sizeHint().width());
}

void ModePage::askForUndo()
{
    onReply(this, m_link->modeSwitch.undoableUntil(), [this](const QDBusPendingReply<QString> &reply) {
        showUndo(reply.isValid() ? QDateTime::fromString(reply.value(), Qt::ISODate) : QDateTime());
    });
}

void ModePage::showUndo(const QDateTime &until)
{
    if (!until.isValid()) {
        m_undo->hide();
        return;
    }
    onReply(this, m_link->modeSwitch.report(), [this, until](const QDBusPendingReply<QString> &reply) {
        m_undo->setText(undoText(reply.isValid() ? pastSwitches(reply.value()) : QList<PastSwitch>(), until));
        m_undo->show();
    });
}

void ModePage::showAdvice(bool on)
{
    m_advice->setVisible(on);
    if (on) {
        m_advice->setFocus();
    }
}

}
