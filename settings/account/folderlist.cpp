// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/folderlist.h"

#include "account/formparts.h"
#include "core/folder.h"
#include "link/numbertext.h"

#include <KLocalizedString>

#include <QIcon>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
Role roleOf(const QString &word)
{
    const QList<std::pair<QString, Role>> roles{{u"inbox"_s, Role::Inbox},
                                                {u"sent"_s, Role::Sent},
                                                {u"drafts"_s, Role::Drafts},
                                                {u"trash"_s, Role::Trash},
                                                {u"junk"_s, Role::Junk},
                                                {u"archive"_s, Role::Archive},
                                                {u"templates"_s, Role::Templates}};
    const auto found = std::ranges::find(roles, word, &std::pair<QString, Role>::first);
    return found == roles.end() ? Role::None : found->second;
}

QString nameOf(const FolderEntry &folder)
{
    return folder.path.size() == 1 && folder.role == "inbox"_L1 ? i18nc("@item the folder where new mail arrives", "Inbox") : folder.path.join(u" / "_s);
}

bool canUnsubscribe(const FolderEntry &folder)
{
    return !folder.mailbox.isEmpty() && folder.role != "inbox"_L1 && folder.collection >= 0;
}

QString textOf(const FolderEntry &folder, int column)
{
    switch (column) {
    case FolderList::Name:
        return nameOf(folder);
    case FolderList::Messages:
        return numberText(folder.messages);
    case FolderList::Size:
        return sizeText(folder.bytes);
    case FolderList::Use:
        return roleText(folder.role);
    default:
        return keepText(folder.keep, folder.keepDays);
    }
}
}

QString roleText(const QString &role)
{
    if (role == "inbox"_L1) {
        return i18nc("@item what a folder is for", "New mail");
    }
    if (role == "sent"_L1) {
        return i18nc("@item what a folder is for", "Sent mail");
    }
    if (role == "drafts"_L1) {
        return i18nc("@item what a folder is for", "Drafts");
    }
    if (role == "trash"_L1) {
        return i18nc("@item what a folder is for", "Deleted mail");
    }
    if (role == "junk"_L1) {
        return i18nc("@item what a folder is for", "Spam");
    }
    if (role == "archive"_L1) {
        return i18nc("@item what a folder is for", "Archive");
    }
    if (role == "templates"_L1) {
        return i18nc("@item what a folder is for", "Templates");
    }
    return role == "outbox"_L1 ? i18nc("@item what a folder is for", "Mail to be sent") : QString();
}

QString keepText(int keep, int days)
{
    switch (keep) {
    case int(HeldHere::Everything):
        return i18nc("@item which messages of a folder are on this computer", "All");
    case int(HeldHere::Days):
        return i18ncp("@item which messages of a folder are on this computer", "The last day", "The last %1 days", days);
    case int(HeldHere::Opened):
        return i18nc("@item which messages of a folder are on this computer", "Those I open");
    default:
        return i18nc("@item which messages of a folder are on this computer", "As above");
    }
}

void FolderList::setFolders(const QList<FolderEntry> &folders)
{
    const auto changed = changes();
    beginResetModel();
    m_told = folders;
    m_folders = folders;
    for (const auto &[now, before] : changed) {
        const auto same = std::ranges::find(m_folders, now.collection, &FolderEntry::collection);
        if (same != m_folders.end()) {
            same->role = now.role;
            same->subscribed = now.subscribed;
            same->keep = now.keep;
            same->keepDays = now.keepDays;
        }
    }
    endResetModel();
}

void FolderList::forgetChanges()
{
    beginResetModel();
    m_folders = m_told;
    endResetModel();
}

FolderEntry FolderList::folder(int row) const
{
    return m_folders.value(row);
}

void FolderList::setRole(int row, const QString &role)
{
    if (row < 0 || row >= m_folders.size()) {
        return;
    }
    if (!role.isEmpty()) {
        for (FolderEntry &other : m_folders) {
            other.role = other.role == role ? QString() : other.role;
        }
        Q_EMIT dataChanged(index(0, Use), index(int(m_folders.size()) - 1, Use));
    }
    m_folders[row].role = role;
    change(row);
}

void FolderList::setKeep(int row, int keep, int days)
{
    if (row < 0 || row >= m_folders.size()) {
        return;
    }
    m_folders[row].keep = keep;
    m_folders[row].keepDays = days;
    change(row);
}

void FolderList::change(int row)
{
    Q_EMIT dataChanged(index(row, 0), index(row, KeptHere));
    Q_EMIT edited();
}

QList<std::pair<FolderEntry, FolderEntry>> FolderList::changes() const
{
    QList<std::pair<FolderEntry, FolderEntry>> changed;
    for (qsizetype row = 0; row < m_folders.size(); ++row) {
        if (m_folders.at(row) != m_told.at(row)) {
            changed.append({m_folders.at(row), m_told.at(row)});
        }
    }
    return changed;
}

int FolderList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_folders.size());
}

int FolderList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : KeptHere + 1;
}

QVariant FolderList::data(const QModelIndex &index, int role) const
{
    const FolderEntry &folder = m_folders.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(folder, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Messages || index.column() == Size ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::DecorationRole:
        return index.column() == Name ? QVariant(QIcon::fromTheme(iconName(roleOf(folder.role)))) : QVariant();
    case Qt::CheckStateRole:
        return index.column() == Name && canUnsubscribe(folder) ? QVariant(folder.subscribed ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::AccessibleTextRole:
        return i18nc("@item accessible: %1 column, %2 what stands there",
                     "%1: %2",
                     headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
                     textOf(folder, index.column()));
    default:
        return {};
    }
}

QVariant FolderList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name:
        return i18nc("@title:column", "Folder");
    case Messages:
        return i18nc("@title:column", "Messages");
    case Size:
        return i18nc("@title:column size on this computer", "Size here");
    case Use:
        return i18nc("@title:column what the folder is for", "Used for");
    default:
        return i18nc("@title:column which messages are on this computer", "Kept here");
    }
}

Qt::ItemFlags FolderList::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
    return index.column() == Name && canUnsubscribe(m_folders.at(index.row())) ? flags | Qt::ItemIsUserCheckable : flags;
}

bool FolderList::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !flags(index).testFlag(Qt::ItemIsUserCheckable)) {
        return false;
    }
    m_folders[index.row()].subscribed = value.toInt() == Qt::Checked;
    change(index.row());
    return true;
}

}

#include "moc_folderlist.cpp"
