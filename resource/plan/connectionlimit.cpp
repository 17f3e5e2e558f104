// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/connectionlimit.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace Konto
{

static constexpr std::chrono::milliseconds patience = std::chrono::minutes(30);
static constexpr qsizetype uses = 4;

void ConnectionLimit::refused(qsizetype open, const QDateTime &now)
{
    m_limit = std::max<qsizetype>(1, open);
    m_since = now;
}

qsizetype ConnectionLimit::allowed(const QDateTime &now) const
{
    // A clock that was set back leaves the limit as it is.
    const qint64 more = m_limit == 0 ? uses : std::max<qint64>(0, m_since.msecsTo(now) / patience.count());
    return m_limit + more >= uses ? std::numeric_limits<qsizetype>::max() : m_limit + more;
}

QList<ConnectionUse> thoseWhoGiveWay(ConnectionUse use)
{
    if (use == ConnectionUse::Watch) {
        return {ConnectionUse::Run}; // the next run begins with a login
    }
    QList<ConnectionUse> others{ConnectionUse::Run, ConnectionUse::Search, ConnectionUse::Body, ConnectionUse::Watch};
    others.removeAll(use);
    return others;
}

}
