// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <Akonadi/AgentInstance>

#include <QWidget>

class KJob;
class KMessageWidget;
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

    void addAccount();
    void created(KJob *job);
    void configure(const Akonadi::AgentInstance &instance, bool isNew);
    void openAssistant(AccountEntry *entry, SwitchAssistant *assistant);

    QList<AccountEntry *> m_entries; // as in the list
    QListWidget *m_list;
    QStackedWidget *m_pages;
    KMessageWidget *m_message;
    QWidget *m_empty;
    AccountDetails *m_details;
    RemovePage *m_remove;
    ImportPage *m_import;
};

}
