// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "kcm/noticeboard.h"

#include <Akonadi/AgentInstance>

#include <QWidget>

class KJob;
class KMessageWidget;
class QCheckBox;
class QListWidget;
class QStackedWidget;

namespace Konto
{

class AccountDetails;
class AccountEntry;
class ImportPage;
class RemovePage;
class SwitchAssistant;

/// All accounts, and what can be done with the one that is chosen.
class AccountsView : public QWidget
{
    Q_OBJECT

public:
    explicit AccountsView(QWidget *parent = nullptr);

    /// Shows an account, as soon as it is there; and with it opens its settings ("settings"), the assistant that changes its mode ("switch") or that takes
    /// the last change back ("undo"), or nothing (empty).
    void open(const QString &account, const QString &what);

private:
    [[nodiscard]] QWidget *listSide();
    [[nodiscard]] QWidget *emptyPage();
    void connectDetails();
    void connectAgents();

    void addInstance(const Akonadi::AgentInstance &instance);
    void updateInstance(const Akonadi::AgentInstance &instance);
    void removeInstance(const Akonadi::AgentInstance &instance);
    void showEntry(AccountEntry *entry);
    void showCurrent();
    [[nodiscard]] bool isImporting() const;
    [[nodiscard]] AccountEntry *current() const;

    void showNotices();
    void openWanted();
    void openWhat(AccountEntry *entry, const QString &what);
    void act(const ListedNotice &notice, const QString &action);

    void addAccount();
    void created(KJob *job);
    void configure(const Akonadi::AgentInstance &instance, bool isNew);
    void openAssistant(AccountEntry *entry, SwitchAssistant *assistant);

    struct Wanted {
        QString account; ///< empty: none
        QString what;
    };

    NoticeBoard m_board;
    Wanted m_wanted;
    QList<AccountEntry *> m_entries; // as in the list
    QListWidget *m_list;
    QStackedWidget *m_pages;
    KMessageWidget *m_message;
    QWidget *m_empty;
    AccountDetails *m_details;
    RemovePage *m_remove;
    ImportPage *m_import;
    QCheckBox *m_advice;
};

}
