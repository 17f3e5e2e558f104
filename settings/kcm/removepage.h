// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include <QWidget>

class KMessageWidget;
class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace Konto
{

class AccountLink;

/// Asks before an account is removed, and says what becomes of the mail. Where messages are nowhere else, a backup is offered, and
/// removing without one needs a second decision.
class RemovePage : public QWidget
{
    Q_OBJECT

public:
    explicit RemovePage(QWidget *parent = nullptr);

    /// \a link has to outlive what is shown.
    void ask(AccountLink *link, const QString &name, const AccountFacts &facts);

Q_SIGNALS:
    void confirmed();
    void cancelled();

private:
    void chooseFile();
    void backUp(const QString &file);
    void backupEnded(bool succeeded, const QString &sentence);
    void updateButtons();
    void leave();

    AccountLink *m_link = nullptr;
    QLabel *m_title;
    QLabel *m_words;
    QWidget *m_only;
    QPushButton *m_backup;
    QProgressBar *m_progress;
    KMessageWidget *m_result;
    QCheckBox *m_without;
    QPushButton *m_remove;
    QPushButton *m_cancel;
    bool m_needed = false;
    bool m_saved = false;
    bool m_saving = false;
};

}
