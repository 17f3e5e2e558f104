// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/foldersettings.h"

#include "account/folderlist.h"
#include "account/formparts.h"
#include "link/accountlink.h"
#include "link/reply.h"

#include <KLocalizedString>

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

FolderSettings::FolderSettings(AccountLink &link, QWidget *parent)
    : QWidget(parent)
    , m_link(link)
    , m_folders(new FolderList(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    buildList(layout);
    buildFolder(layout);
    connect(m_folders, &FolderList::edited, this, [this] {
        showFolder();
        Q_EMIT changed();
    });
    connect(m_folders, &QAbstractItemModel::modelReset, this, &FolderSettings::showFolder);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &FolderSettings::showFolder);
    showFolder();
}

void FolderSettings::buildList(QVBoxLayout *layout)
{
    m_view = new QTreeView(this);
    m_view->setObjectName(u"folders"_s);
    m_view->setModel(m_folders);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setAlternatingRowColors(true);
    m_view->setAccessibleName(i18nc("@label accessible", "Folders"));
    m_view->header()->setSectionsMovable(false);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(FolderList::Name, QHeaderView::Stretch);
    m_view->setMinimumHeight(fontMetrics().height() * 9);
    layout->addWidget(m_view, 1);
}

void FolderSettings::buildFolder(QVBoxLayout *layout)
{
    m_folder = new QWidget(this);
    auto *inside = new QVBoxLayout(m_folder);
    inside->setContentsMargins({});
    m_title = headingLabel({}, m_folder);
    inside->addWidget(m_title);
    QFormLayout *form = formLayout(inside);
    m_subscribed = new QCheckBox(i18nc("@option:check of a folder", "Show this folder (subscribed)"), m_folder);
    form->addRow(QString(), m_subscribed);
    m_role = new QComboBox(m_folder);
    m_role->addItem(i18nc("@item what a folder is for", "Nothing in particular"), QString());
    for (const QString &role : {u"sent"_s, u"drafts"_s, u"trash"_s, u"junk"_s, u"archive"_s, u"templates"_s}) {
        m_role->addItem(roleText(role), role);
    }
    form->addRow(i18nc("@label:listbox what a folder is for", "&Used for:"), m_role);
    m_keep = new QComboBox(m_folder);
    m_keep->addItem(i18nc("@item which messages of a folder are on this computer", "As for all folders"), -1);
    m_keep->addItem(i18nc("@item which messages of a folder are on this computer", "All messages"), int(HeldHere::Everything));
    m_keep->addItem(i18nc("@item which messages of a folder are on this computer", "Those of the last days"), int(HeldHere::Days));
    m_keep->addItem(i18nc("@item which messages of a folder are on this computer", "Those I open"), int(HeldHere::Opened));
    m_days = new QSpinBox(m_folder);
    m_days->setRange(1, 100'000);
    m_days->setAccessibleName(i18nc("@label accessible", "Number of days"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_keep);
    row->addWidget(m_days);
    row->addStretch();
    form->addRow(i18nc("@label:listbox", "&Kept on this computer:"), row);
    if (auto *label = qobject_cast<QLabel *>(form->labelForField(row))) {
        label->setBuddy(m_keep);
    }
    m_keep->setAccessibleName(i18nc("@label accessible", "Kept on this computer"));
    layout->addWidget(m_folder);
    connect(m_subscribed, &QCheckBox::toggled, this, [this](bool on) {
        m_folders->setData(m_folders->index(FolderSettings::row(), FolderList::Name), on ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
    });
    connect(m_role, &QComboBox::currentIndexChanged, this, [this] {
        m_folders->setRole(FolderSettings::row(), m_role->currentData().toString());
    });
    const auto keep = [this] {
        m_folders->setKeep(FolderSettings::row(), m_keep->currentData().toInt(), m_days->value());
    };
    connect(m_keep, &QComboBox::currentIndexChanged, this, keep);
    connect(m_days, &QSpinBox::valueChanged, this, keep);
}

void FolderSettings::load()
{
    onReply(this, m_link.figures.folders(), [this](const QDBusPendingReply<QString> &reply) {
        if (reply.isError()) {
            return; // the list stays as it was
        }
        const int before = row();
        m_folders->setFolders(folderEntries(reply.value().toUtf8()));
        m_view->setCurrentIndex(m_folders->index(std::max(0, before), 0));
    });
}

void FolderSettings::forgetChanges()
{
    m_folders->forgetChanges();
}

void FolderSettings::apply()
{
    // Who loses a role loses it before another gets one
    const auto changes = m_folders->changes();
    for (const bool given : {false, true}) {
        for (const auto &[now, before] : changes) {
            if (now.role != before.role && now.role.isEmpty() != given) {
                m_link.figures.setRole(now.collection, now.role);
            }
        }
    }
    for (const auto &[now, before] : changes) {
        if (now.subscribed != before.subscribed) {
            m_link.figures.subscribe(now.collection, now.subscribed);
        }
        if (now.keep != before.keep || now.keepDays != before.keepDays) {
            m_link.account.keepInFolder(now.collection, now.keep, now.keepDays);
        }
    }
}

int FolderSettings::row() const
{
    return m_view->currentIndex().row();
}

void FolderSettings::showFolder()
{
    const FolderEntry folder = m_folders->folder(row());
    m_folder->setVisible(!folder.path.isEmpty());
    const QSignalBlocker subscribed(m_subscribed);
    const QSignalBlocker role(m_role);
    const QSignalBlocker keep(m_keep);
    const QSignalBlocker days(m_days);
    m_title->setText(m_folders->index(row(), FolderList::Name).data().toString());
    m_subscribed->setChecked(folder.subscribed);
    m_subscribed->setEnabled(m_folders->flags(m_folders->index(std::max(0, row()), FolderList::Name)).testFlag(Qt::ItemIsUserCheckable));
    // The inbox, and what has a role that is not given here, keeps it
    m_role->setEnabled(folder.collection >= 0 && folder.role != "inbox"_L1 && folder.role != "outbox"_L1);
    m_role->setPlaceholderText(roleText(folder.role));
    m_role->setCurrentIndex(m_role->findData(folder.role));
    m_keep->setEnabled(folder.collection >= 0 && !folder.mailbox.isEmpty());
    m_keep->setCurrentIndex(m_keep->findData(folder.keep));
    m_days->setVisible(folder.keep == int(HeldHere::Days));
    m_days->setValue(folder.keepDays);
    m_days->setSuffix(i18ncp("@label after a number; a space at its beginning", " day", " days", folder.keepDays));
}

}

#include "moc_foldersettings.cpp"
