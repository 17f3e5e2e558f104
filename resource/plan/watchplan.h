// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArrayList>
#include <QStringList>

#include <chrono>

namespace Konto
{

/// How often to ask where the server does not tell.
struct WatchPace {
    std::chrono::milliseconds sweep = std::chrono::minutes(1); ///< between two looks at all mailboxes
    std::chrono::milliseconds keepAlive = std::chrono::minutes(4); ///< of a connection that tells everything by itself
    std::chrono::milliseconds idle = std::chrono::minutes(9); ///< RFC 2177 says less than 30 minutes; NAT forgets sooner
};

/// Decides how one connection watches all mailboxes of an account, from what the server offers, accepts and does:
///
///     NOTIFY         the server tells everything. Refused, with fewer events; what they leave out, sweeps find. Sweeps
///                    also look after it until it has told something
///     LIST-STATUS    a sweep over all mailboxes now and then, and one mailbox by IDLE between the sweeps
///     neither        one mailbox, by IDLE or by NOOP
///
/// Ask for next() whenever nothing runs; tell begun() and ended(). Every refusal leaves fewer possibilities, so it
/// ends somewhere, and at least keeps the connection alive.
class WatchPlan
{
public:
    enum class Step {
        Notify, ///< NOTIFY SET with notifyGroups()
        Examine, ///< mailbox()
        Sweep, ///< LIST with the STATUS of every mailbox
        Noop,
        Idle, ///< until something else is next(), or patience() is over
        Wait, ///< the same, without a command
    };
    enum class Answer {
        Ok,
        No,
        Bad,
    };

    /// \a capabilities are upper-cased.
    explicit WatchPlan(const QByteArrayList &capabilities);

    [[nodiscard]] Step next() const;
    void begun(Step step);
    void ended(Step step, Answer answer);

    /// The mailbox to be watched where only one can be. INBOX until told, and when it cannot be opened.
    void setMailbox(const QString &mailbox);
    /// What Examine opens.
    [[nodiscard]] QString mailbox() const;
    /// The mailbox that is open; null when none is.
    [[nodiscard]] QString opened() const;
    [[nodiscard]] QByteArray notifyGroups() const;
    /// Whether the server tells what happens in all mailboxes, or was asked to.
    [[nodiscard]] bool isTold() const;

    /// How long Idle or Wait may last. Then tell timeIsUp().
    [[nodiscard]] std::chrono::milliseconds patience(const WatchPace &pace) const;
    void timeIsUp();

    /// The server ended Idle by itself; before ended(). One that does so again and again does not mean it.
    void idleWasEnded();
    /// The server gave up telling (RFC 5465 section 5.8).
    void overflowed();
    /// The server told something by itself.
    void wasTold();
    /// A sweep found what the server had not told. A server that tells nothing at all (Cyrus without idled) is not
    /// relied on.
    void wasNotTold();

private:
    // In this order each is tried when the one before was refused.
    enum class Notify {
        Everything,
        NoFlags,
        MessagesOnly,
        OpenedOnly, // after one of the above was accepted, and has to be taken back
        Nothing,
    };

    void askLess();

    Notify m_notify = Notify::Nothing;
    bool m_notifySet = false;
    bool m_notifyAccepted = false; // ever
    bool m_told = false;
    int m_notTold = 0;
    int m_overflows = 0;
    bool m_canSweep = false;
    bool m_canIdle = false;
    int m_idleEnded = 0; // by the server, one after the other
    bool m_idleWasEnded = false;
    bool m_due = false; // the next sweep, or a sign of life
    QString m_wanted;
    QStringList m_refused;
    QString m_opening;
    QString m_opened;
};

}
