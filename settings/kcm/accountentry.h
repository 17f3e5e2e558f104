// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "link/accountlink.h"
#include "mode/facts.h"

#include <Akonadi/AgentInstance>

#include <QObject>

namespace Konto
{

/// One account in the list: its agent, its resource and what that told last.
class AccountEntry : public QObject
{
    Q_OBJECT

public:
    explicit AccountEntry(const Akonadi::AgentInstance &instance, QObject *parent = nullptr);

    AccountLink link;

    [[nodiscard]] QString identifier() const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] bool isOnline() const;
    [[nodiscard]] const AccountFacts &facts() const;
    [[nodiscard]] Akonadi::AgentInstance instance() const;

    /// What Akonadi knows of it is another.
    void setInstance(const Akonadi::AgentInstance &instance);
    void refresh();

Q_SIGNALS:
    void changed();

private:
    Akonadi::AgentInstance m_instance;
    AccountFacts m_facts;
};

}
