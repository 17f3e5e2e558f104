// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/importpage.h"

#include "kcm/accountwords.h"
#include "link/reply.h"

#include <Akonadi/AgentInstanceCreateJob>
#include <Akonadi/AgentManager>

#include <KGuiItem>
#include <KLocalizedString>
#include <KMessageWidget>
#include <KStandardGuiItem>

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Konto
{

namespace
{
constexpr auto pause = 500ms;
constexpr int mostTries = 40; // a new resource takes its time to start

QString protocolOf(const Akonadi::AgentInstance &instance)
{
    return instance.type().identifier() == "akonadi_pop3_resource"_L1 ? u"POP3"_s : u"IMAP"_s;
}
}

ImportPage::ImportPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(i18nc("@title", "Import an Account")))
    , m_words(new QLabel)
    , m_message(new KMessageWidget)
    , m_list(new QListWidget)
    , m_progress(new QProgressBar)
    , m_action(new QPushButton)
    , m_close(new QPushButton)
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    m_title->setFont(font);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_message->setCloseButtonVisible(false);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_list->setAccessibleName(i18nc("@info:whatsthis", "Accounts that can be imported"));
    m_progress->setAccessibleName(i18nc("@info:progress", "Progress of the import"));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_action);
    buttons->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_title);
    layout->addWidget(m_words);
    layout->addWidget(m_message);
    layout->addWidget(m_list);
    layout->addWidget(m_progress);
    layout->addStretch();
    layout->addLayout(buttons);
    connect(m_action, &QPushButton::clicked, this, &ImportPage::act);
    connect(m_close, &QPushButton::clicked, this, &ImportPage::leave);
    connect(m_list, &QListWidget::itemActivated, this, &ImportPage::prepare);
}

ImportPage::~ImportPage()
{
    removeNew();
}

Akonadi::AgentInstance::List ImportPage::candidates()
{
    Akonadi::AgentInstance::List found;
    for (const Akonadi::AgentInstance &instance : Akonadi::AgentManager::self()->instances()) {
        const QString type = instance.type().identifier();
        if (type == "akonadi_imap_resource"_L1 || type == "akonadi_pop3_resource"_L1) {
            found.append(instance);
        }
    }
    return found;
}

void ImportPage::begin()
{
    m_list->clear();
    for (const Akonadi::AgentInstance &instance : candidates()) {
        auto *item = new QListWidgetItem(QIcon::fromTheme(u"mail-folder-inbox"_s),
                                         i18nc("@item:inlistbox %1 name of an account, %2 IMAP or POP3", "%1 (%2)", instance.name(), protocolOf(instance)),
                                         m_list);
        item->setData(Qt::UserRole, instance.identifier());
    }
    m_list->setCurrentRow(0);
    m_message->hide();
    turnTo(Step::Choose);
}

void ImportPage::turnTo(Step step)
{
    m_step = step;
    const bool chooses = step == Step::Choose;
    m_list->setVisible(chooses && m_list->count() > 0);
    m_progress->setVisible(step == Step::Prepare || step == Step::Run);
    m_progress->setRange(0, 0);
    m_action->setVisible((chooses && m_list->count() > 0) || step == Step::Preview);
    m_action->setText(chooses ? i18nc("@action:button", "Continue") : i18nc("@action:button", "Import"));
    m_action->setEnabled(true);
    KGuiItem::assign(m_close, step == Step::Run || step == Step::Done ? KStandardGuiItem::close() : KStandardGuiItem::cancel());
    if (chooses) {
        m_words->setText(m_list->count() > 0
                             ? i18nc("@info", "Which account is to be taken over? You will see first what that means; the old account stays as it is.")
                             : i18nc("@info", "There is no other IMAP or POP3 account on this computer that could be imported."));
        m_list->setFocus();
    } else if (step == Step::Prepare) {
        m_words->setText(i18nc("@info:progress", "Konto looks at the account. Nothing of it is changed."));
    }
}

void ImportPage::act()
{
    m_step == Step::Preview ? start() : prepare();
}

void ImportPage::prepare()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (m_step != Step::Choose || !item) {
        return;
    }
    m_old = item->data(Qt::UserRole).toString();
    m_message->hide();
    turnTo(Step::Prepare);
    auto *job = new Akonadi::AgentInstanceCreateJob(QString(resourceType), this);
    connect(job, &KJob::result, this, &ImportPage::created);
    job->start();
}

void ImportPage::created(KJob *job)
{
    const auto instance = static_cast<Akonadi::AgentInstanceCreateJob *>(job)->instance();
    if (job->error() || !instance.isValid()) {
        fail(i18nc("@info", "The new account could not be made: %1", job->errorString()));
        return;
    }
    m_new = instance;
    if (m_step != Step::Prepare) {
        removeNew(); // the user has left meanwhile
        return;
    }
    m_link = std::make_unique<AccountLink>(instance.identifier());
    connect(&m_link->import, &KontoImportInterface::progress, this, &ImportPage::askForState);
    m_tries = 0;
    askForPreview();
}

void ImportPage::askForPreview()
{
    if (!m_link) {
        return;
    }
    onReply(this, m_link->import.preview(m_old), [this](const QDBusPendingReply<QVariantMap> &reply) {
        if (m_step != Step::Prepare) {
            return;
        }
        if (reply.isError()) {
            ++m_tries < mostTries ? QTimer::singleShot(pause, this, &ImportPage::askForPreview) : fail(sentenceOf(reply.error()));
        } else if (const auto forecast = importForecast(reply.value())) {
            showPreview(*forecast);
        } else {
            fail(i18nc("@info", "This account cannot be read. It may have been removed, or has no server set."));
        }
    });
}

void ImportPage::showPreview(const ImportForecast &forecast)
{
    m_words->setText(importWords(forecast).join(u"\n\n"_s));
    if (!forecast.name.isEmpty()) {
        m_new.setName(forecast.name);
    }
    turnTo(Step::Preview);
    m_action->setFocus();
}

void ImportPage::start()
{
    m_action->setEnabled(false);
    onReply(this, m_link->import.start(m_old), [this](const QDBusPendingReply<bool> &reply) {
        if (reply.isError() || !reply.value()) {
            fail(reply.isError() ? sentenceOf(reply.error()) : i18nc("@info", "The import could not begin. Nothing has been changed."));
            return;
        }
        turnTo(Step::Run);
        m_words->setText(i18nc("@info:progress", "The account is being imported. You can close this; it goes on by itself."));
        askForState();
    });
}

void ImportPage::askForState()
{
    if (m_step != Step::Run || !m_link) {
        return;
    }
    onReply(this, m_link->import.state(), [this](const QDBusPendingReply<QVariantMap> &reply) {
        if (m_step == Step::Run && reply.isValid()) {
            showState(importStage(reply.value()));
        }
        if (m_step == Step::Run) {
            QTimer::singleShot(2 * pause, this, &ImportPage::askForState);
        }
    });
}

void ImportPage::showState(const ImportStage &stage)
{
    m_progress->setRange(0, stage.total > 0 ? 1000 : 0);
    m_progress->setValue(stage.total > 0 ? int(1000 * std::min(stage.done, stage.total) / stage.total) : 0);
    if (stage.isDone()) {
        turnTo(Step::Done);
        m_message->setMessageType(KMessageWidget::Positive);
        m_message->setText(
            i18nc("@info", "The account has been imported. The old one is paused and otherwise unchanged; you can remove it when you are content."));
        m_message->show();
        m_words->setText(stage.sentence);
    } else if (!stage.running && !stage.sentence.isEmpty()) {
        m_message->setMessageType(KMessageWidget::Warning);
        m_message->setText(stage.sentence);
        m_message->show();
    }
}

void ImportPage::fail(const QString &sentence)
{
    removeNew();
    m_message->setMessageType(KMessageWidget::Error);
    m_message->setText(sentence);
    m_message->show();
    turnTo(Step::Choose);
}

void ImportPage::leave()
{
    removeNew();
    m_step = Step::Choose;
    Q_EMIT left();
}

/// Only one that nothing was begun with: there is no mail in it.
void ImportPage::removeNew()
{
    const bool begun = m_step == Step::Run || m_step == Step::Done;
    if (m_new.isValid() && !begun) {
        Akonadi::AgentManager::self()->removeInstance(m_new);
    }
    m_new = {};
    if (m_link) {
        m_link->import.disconnect(this);
        m_link.reset();
    }
}

}
