// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/answers.h"

#include <QAbstractTableModel>

namespace Konto
{

/// The folders of an account, and what the user has changed about them. Nothing is sent from here: see changes().
class FolderList : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Name, ///< with a box: subscribed
        Messages,
        Size,
        Use,
        KeptHere,
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// What the resource says; what the user has changed stays changed.
    void setFolders(const QList<FolderEntry> &folders);
    void forgetChanges();

    [[nodiscard]] FolderEntry folder(int row) const;
    void setRole(int row, const QString &role);
    void setKeep(int row, int keep, int days);

    /// As they are now and as they were, of those that are different.
    [[nodiscard]] QList<std::pair<FolderEntry, FolderEntry>> changes() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void edited();

private:
    void change(int row);

    QList<FolderEntry> m_told;
    QList<FolderEntry> m_folders;
};

/// "Sent mail" for "sent"; empty for none.
[[nodiscard]] QString roleText(const QString &role);
/// What of a folder is on this computer.
[[nodiscard]] QString keepText(int keep, int days);

}
