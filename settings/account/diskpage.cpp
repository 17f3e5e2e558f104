// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/diskpage.h"

#include "account/formparts.h"
#include "kontosettingsbase.h"
#include "link/accountfacts.h"
#include "link/accountlink.h"
#include "link/numbertext.h"
#include "link/reply.h"

#include <KLocalizedString>

#include <QDate>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStandardPaths>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QString backupFilter()
{
    return i18nc("@item:inlistbox kinds of files", "Mail backups (*.tar.gz)");
}

QString taskText(const QString &task)
{
    if (task == "backup"_L1) {
        return i18nc("@info", "The mail is being backed up …");
    }
    return task == "restore"_L1 ? i18nc("@info", "The mail is being restored …") : i18nc("@info", "The mail is being checked …");
}
}

DiskPage::DiskPage(AccountLink &link, QWidget *parent)
    : SettingsPage(parent)
    , m_link(link)
{
    auto *page = new QVBoxLayout(this);
    buildPlace(page);
    buildTasks(page);
    page->addStretch();
    connect(&link.backup, &KontoBackupInterface::progressChanged, this, &DiskPage::showProgress);
    connect(&link.backup, &KontoBackupInterface::ended, this, &DiskPage::showEnd);
}

void DiskPage::buildPlace(QVBoxLayout *page)
{
    page->addWidget(headingLabel(i18nc("@title", "Where the mail lies"), this));
    QFormLayout *form = formLayout(page);
    m_place = valueLabel(i18nc("@label accessible", "Folder"), this);
    m_size = valueLabel(i18nc("@label accessible", "Size"), this);
    m_only = valueLabel(i18nc("@label accessible", "Only here"), this);
    form->addRow(i18nc("@label", "Folder:"), m_place);
    form->addRow(i18nc("@label", "Size:"), m_size);
    form->addRow(i18nc("@label", "Only here:"), m_only);
    m_open = new QPushButton(QIcon::fromTheme(u"document-open-folder"_s), i18nc("@action:button", "Open Folder"), this);
    m_open->setAutoDefault(false);
    m_open->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    form->addRow(QString(), m_open);
    form->addRow(QString(),
                 hintLabel(i18nc("@info", "Every message is a file of its own, as the server sent it. Other mail programs can read them (Maildir)."), this));
    connect(m_open, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_directory));
    });
}

void DiskPage::buildTasks(QVBoxLayout *page)
{
    page->addSpacing(fontMetrics().height() / 2);
    page->addWidget(headingLabel(i18nc("@title", "Backup and care"), this));
    m_result = new MessageLine(this);
    page->addWidget(m_result);
    m_running = new QWidget(this);
    auto *running = new QHBoxLayout(m_running);
    running->setContentsMargins({});
    m_what = textLabel({}, m_running);
    m_progress = new QProgressBar(m_running);
    m_progress->setAccessibleName(i18nc("@label accessible", "Progress"));
    auto *stop = new QPushButton(QIcon::fromTheme(u"dialog-cancel"_s), i18nc("@action:button", "Stop"), m_running);
    stop->setAutoDefault(false);
    running->addWidget(m_what, 1);
    running->addWidget(m_progress, 1);
    running->addWidget(stop);
    page->addWidget(m_running);
    m_running->hide();
    m_tasks = new QWidget(this);
    auto *tasks = new QVBoxLayout(m_tasks);
    tasks->setContentsMargins({});
    QPushButton *backUp = addTask(u"document-save-as"_s,
                                  i18nc("@action:button", "Back Up…"),
                                  i18nc("@info", "Writes all mail that is here into one file, with its folders. No password is in it."),
                                  tasks);
    QPushButton *restore = addTask(u"document-revert"_s,
                                   i18nc("@action:button", "Restore…"),
                                   i18nc("@info", "Brings back from such a file what is not here. Nothing is overwritten or removed."),
                                   tasks);
    QPushButton *check = addTask(u"document-edit-verify"_s,
                                 i18nc("@action:button", "Check and Repair"),
                                 i18nc("@info", "Compares the files with what the mail program shows, and mends what does not agree."),
                                 tasks);
    page->addWidget(m_tasks);
    connect(stop, &QPushButton::clicked, this, [this] {
        m_link.backup.cancel();
    });
    connect(backUp, &QPushButton::clicked, this, &DiskPage::chooseBackup);
    connect(restore, &QPushButton::clicked, this, &DiskPage::chooseRestore);
    connect(check, &QPushButton::clicked, this, &DiskPage::check);
}

QPushButton *DiskPage::addTask(const QString &icon, const QString &text, const QString &hint, QVBoxLayout *page)
{
    auto *button = new QPushButton(QIcon::fromTheme(icon), text, m_tasks);
    button->setAutoDefault(false);
    button->setAccessibleDescription(hint);
    button->setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    auto *row = new QHBoxLayout;
    row->addWidget(button);
    row->addWidget(hintLabel(hint, m_tasks), 1);
    page->addLayout(row);
    return button;
}

void DiskPage::load(const SettingsBase &settings)
{
    m_name = settings.accountName();
    showFigures({});
    onReply(this, m_link.backup.progress(), [this](const QDBusPendingReply<QVariantMap> &reply) {
        if (!reply.isError()) {
            showProgress(reply.value());
        }
    });
}

void DiskPage::save(SettingsBase &)
{
}

void DiskPage::showFigures(const AccountFacts &figures)
{
    const QString unknown = i18nc("@info a number or time that is not known", "not known yet");
    const bool known = figures.mode.has_value();
    m_directory = figures.directory;
    m_place->setText(m_directory.isEmpty() ? unknown : m_directory);
    m_open->setEnabled(QDir::isAbsolutePath(m_directory));
    m_size->setText(!known ? unknown : i18ncp("@info %2 size", "%2 in one message", "%2 in %1 messages", figures.messagesHere, sizeText(figures.bytes)));
    m_only->setText(!known ? unknown
                           : i18ncp("@info",
                                    "One message, which the server does not have. Without a backup it is lost if this computer is.",
                                    "%2 messages, which the server does not have. Without a backup they are lost if this computer is.",
                                    figures.onlyHere,
                                    numberText(figures.onlyHere)));
    if (known && figures.onlyHere == 0) {
        m_only->setText(i18nc("@info", "Nothing: the server has all of it."));
    }
}

void DiskPage::chooseBackup()
{
    const QString name = i18nc("@item name of a file; %1 account, %2 date", "%1 %2.tar.gz", m_name, QDate::currentDate().toString(Qt::ISODate));
    const QString proposed = QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).filePath(QString(name).replace(u'/', u'_'));
    const QString file = QFileDialog::getSaveFileName(this, i18nc("@title:window", "Back Up Mail"), proposed, backupFilter());
    if (!file.isEmpty()) {
        backUp(file);
    }
}

void DiskPage::chooseRestore()
{
    const QString file = QFileDialog::getOpenFileName(this,
                                                      i18nc("@title:window", "Restore Mail"),
                                                      QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
                                                      backupFilter());
    if (!file.isEmpty()) {
        restore(file);
    }
}

void DiskPage::backUp(const QString &file)
{
    showProgress({{u"task"_s, u"backup"_s}});
    begin(m_link.backup.backup(file));
}

void DiskPage::restore(const QString &file)
{
    showProgress({{u"task"_s, u"restore"_s}});
    begin(m_link.backup.restore(file));
}

void DiskPage::check()
{
    showProgress({{u"task"_s, u"check"_s}});
    begin(m_link.backup.check());
}

void DiskPage::begin(const QDBusPendingReply<> &call)
{
    m_result->beSilent();
    onReply(this, call, [this](const QDBusPendingReply<> &reply) {
        if (reply.isError()) {
            showEnd(false, sentenceOf(reply.error()));
        }
    });
}

void DiskPage::showProgress(const QVariantMap &progress)
{
    const QString task = progress.value(u"task"_s).toString();
    m_running->setVisible(!task.isEmpty());
    m_tasks->setEnabled(task.isEmpty());
    m_what->setText(taskText(task));
    // In hundredths of a percent: a progress bar counts in int
    const double total = progress.value(u"total"_s).toDouble();
    const double done = progress.value(u"done"_s).toDouble();
    m_progress->setRange(0, total > 0 ? 10'000 : 0);
    m_progress->setValue(total > 0 ? int(std::clamp(done / total, 0.0, 1.0) * 10'000) : 0);
}

void DiskPage::showEnd(bool succeeded, const QString &sentence)
{
    showProgress({});
    m_result->say(succeeded ? MessageLine::Positive : MessageLine::Error, sentence);
}

}

#include "moc_diskpage.cpp"
