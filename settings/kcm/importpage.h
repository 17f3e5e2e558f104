// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "link/accountlink.h"
#include "mode/facts.h"

#include <Akonadi/AgentInstance>

#include <QWidget>

#include <memory>

class KJob;
class KMessageWidget;
class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace Konto
{

/// Takes an account of the desktop's own IMAP or POP3 resource over into a new one: choose, see what would be taken, do it. The new account
/// is made for the preview, and is gone again when the user does not go on; the old one stays as it is.
class ImportPage : public QWidget
{
    Q_OBJECT

public:
    explicit ImportPage(QWidget *parent = nullptr);
    ~ImportPage() override;

    /// The accounts that could be taken over.
    void begin();
    /// What was begun goes on; what was only looked at is forgotten.
    void leave();

    /// Accounts of the desktop's own resources.
    [[nodiscard]] static Akonadi::AgentInstance::List candidates();

Q_SIGNALS:
    void left();

private:
    enum class Step {
        Choose,
        Prepare, ///< a new account is made and asked what it would take
        Preview,
        Run,
        Done,
    };

    void turnTo(Step step);
    void act();
    void prepare();
    void created(KJob *job);
    void askForPreview();
    void showPreview(const ImportForecast &forecast);
    void start();
    void askForState();
    void showState(const ImportStage &stage);
    void fail(const QString &sentence);
    void removeNew();

    Step m_step = Step::Choose;
    QString m_old;
    Akonadi::AgentInstance m_new;
    std::unique_ptr<AccountLink> m_link;
    int m_tries = 0;

    QLabel *m_title;
    QLabel *m_words;
    KMessageWidget *m_message;
    QListWidget *m_list;
    QProgressBar *m_progress;
    QPushButton *m_action;
    QPushButton *m_close;
};

}
