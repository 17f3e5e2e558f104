// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/removepage.h"

#include "kcm/accountwords.h"
#include "link/accountlink.h"
#include "link/reply.h"
#include "mode/parts.h"

#include <KGuiItem>
#include <KLocalizedString>
#include <KMessageWidget>
#include <KStandardGuiItem>

#include <QCheckBox>
#include <QDate>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

RemovePage::RemovePage(QWidget *parent)
    : QWidget(parent)
    , m_title(plainLabel())
    , m_words(plainLabel())
    , m_only(new QWidget)
    , m_backup(new QPushButton(QIcon::fromTheme(u"document-save"_s), i18nc("@action:button", "Back Up to a File First…")))
    , m_progress(new QProgressBar)
    , m_result(new KMessageWidget)
    , m_without(new QCheckBox(i18nc("@option:check", "Remove the account without a backup")))
    , m_remove(new QPushButton(QIcon::fromTheme(u"edit-delete-remove"_s), i18nc("@action:button", "Remove Account")))
    , m_cancel(new QPushButton)
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    m_title->setFont(font);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_progress->setRange(0, 0);
    m_progress->setAccessibleName(i18nc("@info:progress", "Progress of the backup"));
    m_result->setCloseButtonVisible(false);
    m_result->setWordWrap(true);
    m_result->setTextFormat(Qt::PlainText);
    KGuiItem::assign(m_cancel, KStandardGuiItem::cancel());

    auto *only = new QVBoxLayout(m_only);
    only->setContentsMargins(0, 0, 0, 0);
    only->addWidget(m_backup, 0, Qt::AlignLeading);
    only->addWidget(m_progress);
    only->addWidget(m_result);
    only->addWidget(m_without);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_remove);
    buttons->addWidget(m_cancel);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_title);
    layout->addWidget(m_words);
    layout->addWidget(m_only);
    layout->addStretch();
    layout->addLayout(buttons);

    connect(m_backup, &QPushButton::clicked, this, &RemovePage::chooseFile);
    connect(m_without, &QCheckBox::toggled, this, &RemovePage::updateButtons);
    connect(m_remove, &QPushButton::clicked, this, &RemovePage::confirmed);
    connect(m_cancel, &QPushButton::clicked, this, &RemovePage::leave);
}

void RemovePage::ask(AccountLink *link, const QString &name, const AccountFacts &facts)
{
    if (m_link) {
        m_link->backup.disconnect(this);
    }
    m_link = link;
    m_needed = hasOnlyCopies(facts);
    m_saved = false;
    m_saving = false;
    m_title->setText(i18nc("@title", "Remove “%1”?", name));
    m_words->setText(removalWords(facts).join(u"\n\n"_s));
    m_without->setChecked(false);
    m_result->hide();
    updateButtons();
    m_cancel->setFocus();
    connect(&link->backup, &KontoBackupInterface::ended, this, &RemovePage::backupEnded);
}

void RemovePage::chooseFile()
{
    const QString name = QDir::home().filePath(i18nc("name of a file, %1 date", "Mail %1.tar.gz", QDate::currentDate().toString(Qt::ISODate)));
    auto *dialog = new QFileDialog(this, i18nc("@title:window", "Back Up Mail"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setMimeTypeFilters({u"application/x-compressed-tar"_s});
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, &RemovePage::backUp);
    dialog->open();
}

void RemovePage::backUp(const QString &file)
{
    m_saving = true;
    m_result->hide();
    updateButtons();
    onReply(this, m_link->backup.backup(file), [this](const QDBusPendingReply<> &reply) {
        if (reply.isError()) {
            backupEnded(false, sentenceOf(reply.error()));
        }
    });
}

void RemovePage::backupEnded(bool succeeded, const QString &sentence)
{
    if (!m_saving) {
        return;
    }
    m_saving = false;
    m_saved = succeeded;
    m_result->setMessageType(succeeded ? KMessageWidget::Positive : KMessageWidget::Error);
    m_result->setText(sentence);
    m_result->show();
    updateButtons();
}

void RemovePage::updateButtons()
{
    m_only->setVisible(m_needed);
    m_progress->setVisible(m_saving);
    m_backup->setEnabled(!m_saving);
    m_without->setVisible(m_needed && !m_saved);
    m_remove->setEnabled(!m_saving && (!m_needed || m_saved || m_without->isChecked()));
}

void RemovePage::leave()
{
    if (m_saving) {
        m_link->backup.cancel();
        m_saving = false;
    }
    Q_EMIT cancelled();
}

}
