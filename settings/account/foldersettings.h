// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;
class QTreeView;
class QVBoxLayout;

namespace Konto
{

class AccountLink;
class FolderList;

/// The folders in a list, and below it what can be set about the one that is chosen.
class FolderSettings : public QWidget
{
    Q_OBJECT

public:
    /// \a link must live longer.
    FolderSettings(AccountLink &link, QWidget *parent);

    /// Asks the resource.
    void load();
    void forgetChanges();
    /// Sends what the user has changed.
    void apply();

Q_SIGNALS:
    void changed();

private:
    void buildList(QVBoxLayout *layout);
    void buildFolder(QVBoxLayout *layout);
    [[nodiscard]] int row() const;
    void showFolder();

    AccountLink &m_link;
    FolderList *m_folders;
    QTreeView *m_view;
    QWidget *m_folder;
    QLabel *m_title;
    QCheckBox *m_subscribed;
    QComboBox *m_role;
    QComboBox *m_keep;
    QSpinBox *m_days;
};

}
