// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "plan/connectionlimit.h"

#include <QDeadlineTimer>
#include <QMap>

#include <chrono>
#include <functional>

namespace Konto
{

/// A server needs a moment to notice that a connection was closed for another one.
inline constexpr std::chrono::milliseconds closingTime{1000};
inline constexpr int openAttempts = 4;

/// The connections of an account to its IMAP server, as far as they are in each other's way: as long as the server has
/// refused none, they are not.
class Connections
{
public:
    /// What one use of connections says about itself.
    struct Holder {
        std::function<bool()> isOpen; ///< or on its way
        std::function<void()> giveWay; ///< closes the connection, if nobody waits for anything it does
    };
    void add(ConnectionUse use, const Holder &holder);

    /// Whether \a use may have a connection. Others are asked to give way if there has to be one less.
    [[nodiscard]] bool hasRoomFor(ConnectionUse use);
    /// The server refused \a use its connection. True: another one was closed for it, so it is worth another try after
    /// closingTime.
    [[nodiscard]] bool refused(ConnectionUse use, const Error &error);
    /// A captive portal answers in the servers' place: no connection is worth opening.
    void setBehindPortal(bool isBehind);
    [[nodiscard]] Result<void> mayOpen() const;
    /// What the server said of the account before does not count any more.
    void forget();

private:
    [[nodiscard]] qsizetype othersOpen(ConnectionUse use) const;

    QMap<ConnectionUse, Holder> m_holders;
    ConnectionLimit m_limit;
    bool m_behindPortal = false;
    QDeadlineTimer m_closing; ///< expired: the server knows which ones were closed
};

}
