// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include <QWidget>

class KMessageWidget;
class QLabel;
class QProgressBar;
class QPushButton;

namespace Konto
{

/// One account: what it is, how it is doing, and what can be done with it. It does nothing itself.
class AccountDetails : public QWidget
{
    Q_OBJECT

public:
    explicit AccountDetails(QWidget *parent = nullptr);

    void showAccount(const QString &name, bool online, const AccountFacts &facts);
    /// Until when its last change can be undone; invalid: it cannot.
    void showUndo(const QDateTime &until);

Q_SIGNALS:
    void checkWanted();
    void pauseWanted(bool pause);
    void changeWanted(Konto::Mode mode);
    void undoWanted();
    void editWanted();
    void removeWanted();

private:
    [[nodiscard]] QWidget *facts();
    [[nodiscard]] QWidget *actions();

    QLabel *m_name;
    QLabel *m_state;
    KMessageWidget *m_warning;
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
    bool m_online = true;
};

}
