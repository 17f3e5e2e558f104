// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "accountsinterface.h"
#include "link/listednotice.h"

#include <QDBusServiceWatcher>
#include <QObject>

namespace Konto
{

/// What the background agent wants the user to know of the accounts, kept up to date. Without the agent there is nothing.
class NoticeBoard : public QObject
{
    Q_OBJECT

public:
    explicit NoticeBoard(QObject *parent = nullptr);

    /// Whether the agent has answered.
    [[nodiscard]] bool isKnown() const;
    [[nodiscard]] QList<ListedNotice> of(const QString &account) const;
    [[nodiscard]] bool isAdviceWanted() const;

    /// The action's question has been asked.
    void act(const QString &notice, const QString &action);
    void dismiss(const QString &notice);
    void setAdviceWanted(bool wanted);

Q_SIGNALS:
    void changed();

private:
    void refresh();
    void forget();

    KontoAccountsInterface m_agent;
    QDBusServiceWatcher m_service;
    QList<ListedNotice> m_notices;
    bool m_isKnown = false;
    bool m_isAdviceWanted = true;
};

}
