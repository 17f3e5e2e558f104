// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include "link/listednotice.h"

#include <QWidget>

#include <optional>

class KMessageWidget;
class QLabel;
class QProgressBar;
class QPushButton;

namespace Konto
{

class NoticeLines;

/// One account: what it is, how it is doing, and what can be done with it. It does nothing itself.
class AccountDetails : public QWidget
{
    Q_OBJECT

public:
    explicit AccountDetails(QWidget *parent = nullptr);

    void showAccount(const QString &name, bool online, const AccountFacts &facts);
    /// What the agent has to say of the account; nothing: there is no agent, and the account's own numbers have to do.
    void showNotices(const std::optional<QList<ListedNotice>> &notices);
    /// Until when its last change can be undone; invalid: it cannot.
    void showUndo(const QDateTime &until);

Q_SIGNALS:
    void checkWanted();
    void pauseWanted(bool pause);
    /// The other mode.
    void changeWanted();
    void undoWanted();
    void editWanted();
    void removeWanted();
    void actWanted(const Konto::ListedNotice &notice, const QString &action);
    void dismissWanted(const QString &notice);

private:
    [[nodiscard]] QWidget *facts();
    [[nodiscard]] QWidget *actions();
    void showWarnings();

    QLabel *m_name;
    QLabel *m_state;
    KMessageWidget *m_warning;
    NoticeLines *m_notices;
    KMessageWidget *m_undo;
    QLabel *m_mode = nullptr;
    QPushButton *m_change = nullptr;
    QLabel *m_lastCheck = nullptr;
    QLabel *m_messages = nullptr;
    QLabel *m_space = nullptr;
    QLabel *m_quotaText = nullptr;
    QProgressBar *m_quota = nullptr;
    QPushButton *m_check = nullptr;
    QPushButton *m_pause = nullptr;
    AccountFacts m_facts;
    std::optional<QList<ListedNotice>> m_told;
    bool m_online = true;
};

}
