// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include <QPointer>
#include <QWidget>

class KMessageWidget;
class QAction;
class QButtonGroup;
class QPushButton;
class QScrollArea;

namespace Konto
{

class AccountLink;
class AdvicePanel;
class ComparisonTable;
class ModeChoice;

/// "How your mail is kept": the two modes side by side, what they mean for a person, and which one suits. With an account behind it,
/// its own numbers are shown, and how long a change can be undone. The page changes nothing itself.
class ModePage : public QWidget
{
    Q_OBJECT

public:
    /// \a link may be null: a new account, in which the mode is chosen. It has to outlive the page. A link whose account has no
    /// servers yet is a new account, too.
    explicit ModePage(AccountLink *link, QWidget *parent = nullptr);

    /// What is chosen; in an account that exists, its mode.
    [[nodiscard]] Mode mode() const;
    /// For a new account.
    void setMode(Mode mode);

    /// Asks the account again.
    void refresh();

Q_SIGNALS:
    /// The user has chosen the mode of a new account.
    void modeChosen(Konto::Mode mode);
    /// The user wants an account that exists to be changed: open a SwitchAssistant.
    void switchWanted(Konto::Mode mode);
    /// The user wants the last change to be taken back: open SwitchAssistant::forUndo().
    void undoWanted();

private:
    void showFacts(const AccountFacts &facts);
    void askForUndo();
    void showUndo(const QDateTime &until);
    void showAdvice(bool on);
    [[nodiscard]] QWidget *choices();

    AccountLink *m_link;
    ModeChoice *m_imap;
    ModeChoice *m_pop3;
    QButtonGroup *m_group;
    KMessageWidget *m_undo;
    QAction *m_undoAction;
    QPushButton *m_ask;
    AdvicePanel *m_advice;
    QScrollArea *m_scroll = nullptr;
    ComparisonTable *m_table;
    AccountFacts m_facts;
};

}
