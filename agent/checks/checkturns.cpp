// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "checks/checkturns.h"

namespace Konto
{

void CheckTurns::ask(const QString &account)
{
    if (!m_waiting.contains(account)) {
        m_waiting.append(account);
    }
}

void CheckTurns::end(const QString &account)
{
    m_turns.remove(account);
}

QStringList CheckTurns::next()
{
    QStringList begin;
    for (const QString &account : QStringList(m_waiting)) {
        if (m_turns.size() < atOnce && !m_turns.contains(account)) {
            m_waiting.removeOne(account);
            m_turns.insert(account);
            begin.append(account);
        }
    }
    return begin;
}

}
