// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDateTime>
#include <QList>

namespace Konto
{

/// What a connection to an IMAP server is for.
enum class ConnectionUse {
    Run, ///< the run's, kept between runs
    Body, ///< a message that the user opens
    Search,
    Watch, ///< hears of changes
};

/// How many connections at once a server takes from this account, as its refusals told. That counts for a while; then one
/// more is tried, because other programs and devices come and go.
class ConnectionLimit
{
public:
    /// One more than \a open was refused.
    void refused(qsizetype open, const QDateTime &now);
    /// At least one.
    [[nodiscard]] qsizetype allowed(const QDateTime &now) const;

private:
    qsizetype m_limit = 0; // 0: none is known
    QDateTime m_since;
};

/// Whom \a use may ask to close a connection that nobody waits for, in this order.
[[nodiscard]] QList<ConnectionUse> thoseWhoGiveWay(ConnectionUse use);

}
