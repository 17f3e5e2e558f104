// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/settingspage.h"

#include <QVariantMap>

class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;
template<class... Types>
class QDBusPendingReply;

namespace Konto
{

class AccountLink;
class MessageLine;

/// The mail on this computer: where, how much, to a file and back, and whether it is in order. Its buttons act at once, and what they
/// began goes on when the dialog is closed.
class DiskPage : public SettingsPage
{
    Q_OBJECT

public:
    /// \a link must live longer.
    explicit DiskPage(AccountLink &link, QWidget *parent = nullptr);

    void load(const SettingsBase &settings) override;
    void save(SettingsBase &settings) override;
    void showFigures(const AccountFacts &figures) override;

    void backUp(const QString &file);
    void restore(const QString &file);
    void check();

private:
    void buildPlace(QVBoxLayout *page);
    void buildTasks(QVBoxLayout *page);
    QPushButton *addTask(const QString &icon, const QString &text, const QString &hint, QVBoxLayout *page);
    void chooseBackup();
    void chooseRestore();
    void begin(const QDBusPendingReply<> &call);
    void showProgress(const QVariantMap &progress);
    void showEnd(bool succeeded, const QString &sentence);

    AccountLink &m_link;
    QString m_name;
    QString m_directory;
    QLabel *m_place;
    QLabel *m_size;
    QLabel *m_only;
    QPushButton *m_open;
    QWidget *m_tasks;
    QWidget *m_running;
    QLabel *m_what;
    QProgressBar *m_progress;
    MessageLine *m_result;
};

}
