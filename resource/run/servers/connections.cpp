// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/servers/connections.h"

#include "run_debug.h"

namespace Konto
{

static constexpr std::chrono::seconds noticedWithin{10};

void Connections::add(ConnectionUse use, const Holder &holder)
{
    m_holders.insert(use, holder);
}

qsizetype Connections::othersOpen(ConnectionUse use) const
{
    qsizetype open = 0;
    for (auto holder = m_holders.cbegin(); holder != m_holders.cend(); ++holder) {
        open += holder.key() != use && holder->isOpen() ? 1 : 0;
    }
    return open;
}

bool Connections::hasRoomFor(ConnectionUse use)
{
    const qsizetype allowed = m_limit.allowed(QDateTime::currentDateTimeUtc());
    for (const ConnectionUse other : thoseWhoGiveWay(use)) {
        if (othersOpen(use) < allowed) {
            return true;
        }
        if (const auto holder = m_holders.constFind(other); holder != m_holders.cend() && holder->isOpen()) {
            holder->giveWay();
            m_closing = holder->isOpen() ? m_closing : QDeadlineTimer(noticedWithin);
        }
    }
    return othersOpen(use) < allowed;
}

bool Connections::refused(ConnectionUse use, const Error &error)
{
    if (error.kind != ErrorKind::TooManyConnections) {
        return false;
    }
    const qsizetype open = othersOpen(use);
    qCInfo(KONTO_RUN_LOG) << "the server takes no more than" << open << "connections now";
    m_limit.refused(open, QDateTime::currentDateTimeUtc());
    return hasRoomFor(use) && !m_closing.hasExpired();
}

void Connections::setBehindPortal(bool isBehind)
{
    m_behindPortal = isBehind;
}

Result<void> Connections::mayOpen() const
{
    return m_behindPortal ? fail(ErrorKind::CaptivePortal) : Result<void>();
}

void Connections::forget()
{
    m_limit = {};
}

}
