// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/accountwidget.h"

#include "account/diskpage.h"
#include "account/generalpage.h"
#include "account/imappage.h"
#include "account/newaccountpage.h"
#include "account/pop3page.h"
#include "account/serverpage.h"
#include "link/accountfacts.h"
#include "link/accountlink.h"
#include "link/reply.h"

#include <KLocalizedString>
#include <KPageWidget>

#include <QAbstractItemView>
#include <QDBusMessage>
#include <QEvent>
#include <QEventLoop>
#include <QIcon>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Konto
{

namespace
{
/// A keychain may ask the user to unlock it.
constexpr std::chrono::milliseconds longestUnlocking = 2min;

/// Scrolls when there is little room, but never sideways as long as the window can be as wide as what is in it.
class PageArea : public QScrollArea
{
public:
    explicit PageArea(QWidget *page)
    {
        setFrameShape(QFrame::NoFrame);
        setWidgetResizable(true);
        setFocusPolicy(Qt::NoFocus);
        setWidget(page);
        fit();
    }

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (object == widget() && event->type() == QEvent::LayoutRequest) {
            fit();
        }
        return QScrollArea::eventFilter(object, event);
    }

private:
    void fit()
    {
        setMinimumWidth(widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width());
    }
};
}

AccountWidget::AccountWidget(AccountLink &link, PasswordStore &passwords, const KSharedConfigPtr &config, QWidget *parent)
    : QWidget(parent)
    , m_link(link)
    , m_settings(config)
    , m_passwords(passwords)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins({});
    connect(&link.figures, &KontoFiguresInterface::changed, this, &AccountWidget::askFigures);
}

AccountWidget::~AccountWidget()
{
    // They use the password that is changed here
    delete m_pages;
    delete m_newAccount;
}

QSize AccountWidget::sizeHint() const
{
    return QWidget::sizeHint().expandedTo({fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 38});
}

void AccountWidget::focusFirst()
{
    if (m_newAccount) {
        m_newAccount->focusAddress();
    } else if (auto *list = m_pages ? m_pages->findChild<QAbstractItemView *>() : nullptr) {
        list->setFocus();
    }
}

void AccountWidget::load()
{
    m_settings.load();
    if (!m_password) {
        m_password = std::make_unique<PasswordChange>(m_passwords, m_settings.accountId());
    }
    const bool isNew = m_settings.imapHost().isEmpty() && m_settings.pop3Host().isEmpty();
    if (isNew && !m_pages) {
        if (!m_newAccount) {
            m_newAccount = new NewAccountPage(m_link, *m_password);
            auto *area = new PageArea(m_newAccount);
            area->setParent(this);
            m_layout->addWidget(area);
            connect(m_newAccount, &SettingsPage::changed, this, [this] {
                Q_EMIT completeChanged(isComplete());
            });
        }
        m_newAccount->load(m_settings);
    } else if (!m_newAccount) {
        if (!m_pages) {
            buildPages();
        }
        loadPages();
        askFigures();
    }
    Q_EMIT completeChanged(isComplete());
}

void AccountWidget::buildPages()
{
    m_pages = new KPageWidget(this);
    m_pages->setFaceType(KPageWidget::List);
    for (auto *list : m_pages->findChildren<QAbstractItemView *>()) {
        list->setAccessibleName(i18nc("@label accessible", "Pages"));
    }
    for (auto *line : m_pages->findChildren<QLineEdit *>()) {
        line->setAccessibleName(i18nc("@label accessible", "Search the pages"));
    }
    m_layout->addWidget(m_pages);
    m_first = addPage(new GeneralPage, i18nc("@title:tab", "General"), u"mail-folder-inbox"_s);
    m_server = new ServerPage(m_link, *m_password);
    addPage(m_server, i18nc("@title:tab", "Server and Security"), u"security-high"_s);
    m_last = addPage(new DiskPage(m_link), i18nc("@title:tab", "On This Computer"), u"computer"_s);
    connect(m_server, &ServerPage::serverChangeWanted, this, &AccountWidget::serverChangeWanted);
}

KPageWidgetItem *AccountWidget::addPage(SettingsPage *page, const QString &name, const QString &icon, KPageWidgetItem *next)
{
    auto *item = new KPageWidgetItem(new PageArea(page), name);
    item->setIcon(QIcon::fromTheme(icon));
    if (next) {
        m_pages->insertPage(next, item);
    } else {
        m_pages->addPage(item);
    }
    m_settingsPages.append(page);
    connect(page, &SettingsPage::changed, this, [this] {
        Q_EMIT completeChanged(isComplete());
    });
    return item;
}

void AccountWidget::addModePage(QWidget *page)
{
    if (!m_pages) {
        delete page;
        return;
    }
    auto *item = new KPageWidgetItem(page, i18nc("@title:tab", "How Your Mail Is Kept"));
    item->setIcon(QIcon::fromTheme(u"view-split-left-right"_s));
    m_pages->insertPage(m_first, item);
    m_pages->setCurrentPage(item);
}

/// The other mode has nothing to be set that would count.
void AccountWidget::showPageOfMode()
{
    if (m_shownMode == m_settings.mode()) {
        return;
    }
    m_shownMode = m_settings.mode();
    if (m_ofMode) {
        m_settingsPages.removeOne(m_pageOfMode);
        m_pages->removePage(m_ofMode); // and deletes it
    }
    if (m_shownMode == int(Mode::Imap)) {
        m_pageOfMode = new ImapPage(m_link);
        m_ofMode = addPage(m_pageOfMode, i18nc("@title:tab", "Folders and Copies"), u"folder-sync"_s, m_last);
    } else {
        m_pageOfMode = new Pop3Page(m_link);
        m_ofMode = addPage(m_pageOfMode, i18nc("@title:tab", "Copies on the Server"), u"network-server"_s, m_last);
    }
}

void AccountWidget::loadPages()
{
    showPageOfMode();
    for (SettingsPage *page : std::as_const(m_settingsPages)) {
        page->load(m_settings);
    }
}

void AccountWidget::askFigures()
{
    if (!m_pages) {
        return;
    }
    onReply(this, m_link.figures.figures(), [this](const QDBusPendingReply<QString> &reply) {
        if (!reply.isError()) {
            showFigures(accountFacts(reply.value()));
        }
    });
}

void AccountWidget::showFigures(const AccountFacts &figures)
{
    // A switch writes the settings itself
    if (figures.mode && int(*figures.mode) != m_settings.mode()) {
        m_settings.load();
        if (int(*figures.mode) == m_settings.mode()) {
            loadPages();
        }
    }
    for (SettingsPage *page : std::as_const(m_settingsPages)) {
        page->showFigures(figures);
    }
}

bool AccountWidget::isComplete() const
{
    return m_newAccount ? m_newAccount->isComplete() : m_pages != nullptr;
}

bool AccountWidget::save()
{
    if (!isComplete()) {
        return false;
    }
    storeTyped(m_newAccount ? m_newAccount->typedPassword() : m_server->typedPassword());
    if (m_newAccount) {
        m_newAccount->save(m_settings);
    }
    for (SettingsPage *page : std::as_const(m_settingsPages)) {
        page->save(m_settings);
    }
    m_settings.save();
    m_password->commit();
    if (m_newAccount) {
        m_newAccount->setUpSending();
    } else {
        m_server->forgetTyped();
    }
    tellResource();
    for (SettingsPage *page : std::as_const(m_settingsPages)) {
        page->saved();
    }
    return true;
}

/// The resource reads it as soon as it is told of the settings, so it has to be there by then.
void AccountWidget::storeTyped(const Secret &typed)
{
    if (typed.isEmpty()) {
        return;
    }
    // The answer may come when nobody waits any more
    const auto waiting = std::make_shared<QEventLoop>();
    const auto answered = std::make_shared<bool>(false);
    QTimer::singleShot(longestUnlocking, waiting.get(), &QEventLoop::quit);
    m_password->tryOut(typed, [waiting, answered](bool) {
        *answered = true;
        waiting->quit();
    });
    if (!*answered) {
        waiting->exec(QEventLoop::ExcludeUserInputEvents);
    }
}

/// Akonadi tells it too, later. But what the pages ask of it after this shall be done with the new settings, and D-Bus keeps the order of
/// what comes from one sender.
void AccountWidget::tellResource()
{
    const QDBusMessage call = QDBusMessage::createMethodCall(m_link.account.service(), u"/"_s, u"org.freedesktop.Akonadi.Agent.Control"_s, u"reconfigure"_s);
    m_link.account.connection().send(call);
}

}

#include "moc_accountwidget.cpp"
