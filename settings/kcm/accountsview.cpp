// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/accountsview.h"

#include "assistant/switchassistant.h"
#include "kcm/accountdetails.h"
#include "kcm/accountentry.h"
#include "kcm/accountwords.h"
#include "kcm/importpage.h"
#include "kcm/removepage.h"
#include "link/reply.h"

#include <Akonadi/AgentConfigurationDialog>
#include <Akonadi/AgentInstanceCreateJob>
#include <Akonadi/AgentManager>
#include <Akonadi/ServerManager>

#include <KLocalizedString>
#include <KMessageWidget>

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
Akonadi::AgentManager &agents()
{
    return *Akonadi::AgentManager::self();
}

/// Akonadi tells them in any order.
bool comesBefore(const AccountEntry *one, const AccountEntry *other)
{
    const int order = one->name().localeAwareCompare(other->name());
    return order != 0 ? order < 0 : one->identifier() < other->identifier();
}
}

AccountsView::AccountsView(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_message(new KMessageWidget)
    , m_empty(emptyPage())
    , m_details(new AccountDetails)
    , m_remove(new RemovePage)
    , m_import(new ImportPage)
    , m_advice(new QCheckBox(i18nc("@option:check", "Tell me when another way to keep mail would suit an account better")))
{
    m_message->setMessageType(KMessageWidget::Error);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->hide();
    for (QWidget *page : {m_empty, static_cast<QWidget *>(m_details), static_cast<QWidget *>(m_remove), static_cast<QWidget *>(m_import)}) {
        m_pages->addWidget(page);
    }
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(i18nc("@info:whatsthis", "The chosen account"));
    scroll->setWidget(m_pages);
    auto *both = new QHBoxLayout;
    both->addWidget(listSide(), 2);
    both->addWidget(scroll, 5);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    layout->addLayout(both, 1);
    layout->addWidget(m_advice);

    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        isImporting() ? m_import->leave() : showCurrent();
    });
    connect(m_remove, &RemovePage::cancelled, this, &AccountsView::showCurrent);
    connect(m_remove, &RemovePage::confirmed, this, [this] {
        if (const AccountEntry *entry = current()) {
            agents().removeInstance(entry->instance());
        }
        showCurrent();
    });
    connect(m_import, &ImportPage::left, this, &AccountsView::showCurrent);
    connect(m_advice, &QCheckBox::toggled, &m_board, &NoticeBoard::setAdviceWanted);
    connect(&m_board, &NoticeBoard::changed, this, &AccountsView::showNotices);
    connectDetails();
    connectAgents();
    showCurrent();
    showNotices();
}

void AccountsView::open(const QString &account, const QString &what)
{
    m_wanted = {.account = account, .what = what};
    openWanted();
}

QWidget *AccountsView::listSide()
{
    auto *side = new QWidget;
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    m_list->setAccessibleName(i18nc("@info:whatsthis", "Mail accounts"));
    m_list->setIconSize({32, 32});
    m_list->setSpacing(2);
    m_list->setMinimumWidth(180);
    auto *add = new QPushButton(QIcon::fromTheme(u"list-add"_s), i18nc("@action:button", "Add…"));
    auto *import = new QPushButton(QIcon::fromTheme(u"document-import"_s), i18nc("@action:button", "Import…"));
    add->setToolTip(i18nc("@info:tooltip", "Add a mail account"));
    import->setToolTip(i18nc("@info:tooltip", "Take over an account that KMail has already"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(import);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    connect(add, &QPushButton::clicked, this, &AccountsView::addAccount);
    connect(import, &QPushButton::clicked, this, [this] {
        m_import->begin();
        m_pages->setCurrentWidget(m_import);
    });
    return side;
}

QWidget *AccountsView::emptyPage()
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    auto *words =
        new QLabel(i18nc("@info",
                         "There is no mail account yet.\n\nAdd one: your address and your password are enough, Konto finds out the rest. Or import an "
                         "account that you use in KMail already."));
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignCenter);
    layout->addStretch();
    layout->addWidget(words);
    layout->addStretch();
    return page;
}

void AccountsView::connectDetails()
{
    connect(m_details, &AccountDetails::checkWanted, this, [this] {
        current()->instance().synchronize();
    });
    connect(m_details, &AccountDetails::pauseWanted, this, [this](bool pause) {
        current()->instance().setIsOnline(!pause);
    });
    connect(m_details, &AccountDetails::editWanted, this, [this] {
        openWhat(current(), u"settings"_s);
    });
    connect(m_details, &AccountDetails::changeWanted, this, [this] {
        openWhat(current(), u"switch"_s);
    });
    connect(m_details, &AccountDetails::undoWanted, this, [this] {
        openWhat(current(), u"undo"_s);
    });
    connect(m_details, &AccountDetails::actWanted, this, &AccountsView::act);
    connect(m_details, &AccountDetails::dismissWanted, &m_board, &NoticeBoard::dismiss);
    connect(m_details, &AccountDetails::removeWanted, this, [this] {
        m_remove->ask(&current()->link, current()->name(), current()->facts());
        m_pages->setCurrentWidget(m_remove);
    });
}

void AccountsView::connectAgents()
{
    using Akonadi::AgentManager;
    connect(&agents(), &AgentManager::instanceAdded, this, &AccountsView::addInstance);
    connect(&agents(), &AgentManager::instanceRemoved, this, &AccountsView::removeInstance);
    connect(&agents(), &AgentManager::instanceNameChanged, this, &AccountsView::updateInstance);
    connect(&agents(), &AgentManager::instanceStatusChanged, this, &AccountsView::updateInstance);
    connect(&agents(), &AgentManager::instanceOnline, this, &AccountsView::updateInstance);
    if (!Akonadi::ServerManager::isRunning()) {
        Akonadi::ServerManager::start();
    }
    for (const Akonadi::AgentInstance &instance : agents().instances()) {
        addInstance(instance);
    }
}

void AccountsView::addInstance(const Akonadi::AgentInstance &instance)
{
    if (instance.type().identifier() != resourceType || std::ranges::contains(m_entries, instance.identifier(), &AccountEntry::identifier)) {
        return;
    }
    const QSignalBlocker blocker(isImporting() ? m_list : nullptr); // an import makes an account, and goes on
    auto *entry = new AccountEntry(instance, this);
    const auto row = std::ranges::upper_bound(m_entries, entry, comesBefore) - m_entries.begin();
    m_entries.insert(row, entry);
    m_list->insertItem(int(row), new QListWidgetItem);
    connect(entry, &AccountEntry::changed, this, [this, entry] {
        showEntry(entry);
        openWanted();
    });
    showEntry(entry);
    if (m_list->currentRow() < 0) {
        m_list->setCurrentRow(0);
    }
}

void AccountsView::updateInstance(const Akonadi::AgentInstance &instance)
{
    const auto entry = std::ranges::find(m_entries, instance.identifier(), &AccountEntry::identifier);
    if (entry != m_entries.end()) {
        (*entry)->setInstance(instance);
        showEntry(*entry);
    }
}

void AccountsView::removeInstance(const Akonadi::AgentInstance &instance)
{
    const auto entry = std::ranges::find(m_entries, instance.identifier(), &AccountEntry::identifier);
    if (entry == m_entries.end()) {
        return;
    }
    const auto row = int(entry - m_entries.begin());
    AccountEntry *gone = *entry;
    m_entries.erase(entry);
    const QSignalBlocker blocker(m_list);
    delete m_list->takeItem(row);
    gone->deleteLater();
    if (!isImporting()) {
        showCurrent();
    }
}

void AccountsView::showEntry(AccountEntry *entry)
{
    QListWidgetItem *item = m_list->item(int(m_entries.indexOf(entry)));
    const AccountFacts &facts = entry->facts();
    const QString mode = facts.mode == Mode::Pop3 ? u"POP3"_s : u"IMAP"_s;
    const QString state = stateWords(facts, entry->isOnline());
    const QString second = facts.isConnected() ? i18nc("@item:inlistbox %1 IMAP or POP3, %2 state of the account", "%1, %2", mode, state) : state;
    item->setText(entry->name() + u'\n' + second);
    item->setIcon(QIcon::fromTheme(facts.state == "broken"_L1 ? u"dialog-warning"_s : u"mail-folder-inbox"_s));
    if (entry == current() && m_pages->currentWidget() == m_details) {
        m_details->showAccount(entry->name(), entry->isOnline(), facts);
    }
}

void AccountsView::showNotices()
{
    {
        const QSignalBlocker blocker(m_advice);
        m_advice->setVisible(m_board.isKnown());
        m_advice->setChecked(m_board.isAdviceWanted());
    }
    const AccountEntry *entry = current();
    if (!entry || !m_board.isKnown()) {
        m_details->showNotices(std::nullopt);
        return;
    }
    QList<ListedNotice> notices = m_board.of(entry->identifier());
    notices.removeIf([](const ListedNotice &notice) {
        return notice.cause == "undoPossible"_L1; // the page has a line of its own for it, which stays
    });
    m_details->showNotices(notices);
}

void AccountsView::act(const ListedNotice &notice, const QString &action)
{
    AccountEntry *entry = current();
    if (entry && entry->identifier() == notice.account && (action == "settings"_L1 || action == "switch"_L1 || action == "undo"_L1)) {
        openWhat(entry, action); // this is where the agent would lead
    } else {
        m_board.act(notice.id, action);
    }
}

/// Which assistant it is depends on the mode, which the account has to tell first.
void AccountsView::openWanted()
{
    const auto entry = std::ranges::find(m_entries, m_wanted.account, &AccountEntry::identifier);
    if (m_wanted.account.isEmpty() || isImporting() || entry == m_entries.end()) {
        return;
    }
    m_list->setCurrentRow(int(entry - m_entries.begin()));
    if (m_wanted.what.isEmpty() || (*entry)->facts().mode) {
        openWhat(*entry, std::exchange(m_wanted, {}).what);
    }
}

void AccountsView::openWhat(AccountEntry *entry, const QString &what)
{
    if (what == "settings"_L1) {
        configure(entry->instance(), false);
    } else if (what == "switch"_L1) {
        const Mode other = otherMode(entry->facts().mode.value_or(Mode::Pop3));
        openAssistant(entry, new SwitchAssistant(&entry->link, modeName(other), {}, this));
    } else if (what == "undo"_L1) {
        openAssistant(entry, SwitchAssistant::forUndo(&entry->link, this));
    }
}

void AccountsView::showCurrent()
{
    AccountEntry *entry = current();
    if (!entry) {
        m_pages->setCurrentWidget(m_empty);
        return;
    }
    m_pages->setCurrentWidget(m_details);
    m_details->showAccount(entry->name(), entry->isOnline(), entry->facts());
    showNotices();
    m_details->showUndo({});
    onReply(entry, entry->link.modeSwitch.undoableUntil(), [this, entry](const QDBusPendingReply<QString> &reply) {
        if (entry == current()) {
            m_details->showUndo(reply.isValid() ? QDateTime::fromString(reply.value(), Qt::ISODate) : QDateTime());
        }
    });
}

bool AccountsView::isImporting() const
{
    return m_pages->currentWidget() == m_import;
}

AccountEntry *AccountsView::current() const
{
    return m_entries.value(m_list->currentRow());
}

void AccountsView::addAccount()
{
    m_message->hide();
    auto *job = new Akonadi::AgentInstanceCreateJob(QString(resourceType), this);
    connect(job, &KJob::result, this, &AccountsView::created);
    job->start();
}

void AccountsView::created(KJob *job)
{
    const auto instance = static_cast<Akonadi::AgentInstanceCreateJob *>(job)->instance();
    if (job->error() || !instance.isValid()) {
        m_message->setText(i18nc("@info", "The new account could not be made: %1", job->errorString()));
        m_message->animatedShow();
        return;
    }
    configure(instance, true);
}

void AccountsView::configure(const Akonadi::AgentInstance &instance, bool isNew)
{
    auto *dialog = new Akonadi::AgentConfigurationDialog(instance, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::rejected, this, [instance, isNew] {
        if (isNew) { // there is no mail in it
            agents().removeInstance(instance);
        }
    });
    connect(dialog, &QDialog::accepted, this, &AccountsView::showCurrent);
    dialog->open();
}

void AccountsView::openAssistant(AccountEntry *entry, SwitchAssistant *assistant)
{
    assistant->setAttribute(Qt::WA_DeleteOnClose);
    connect(entry, &QObject::destroyed, assistant, &QObject::deleteLater);
    connect(assistant, &QDialog::finished, this, &AccountsView::showCurrent);
    assistant->open();
}

}
