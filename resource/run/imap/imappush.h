// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "net/imapwatcher.h"
#include "net/task.h"
#include "run/servers/connections.h"

#include <QObject>
#include <QTimer>

namespace Konto
{

/// Keeps an account's mailboxes watched: reconnects after a lost connection, each time a little later and never exactly
/// when others do; one attempt at a time. Where the server takes few connections, it gives way to all others. What only the user can put right ends it until
/// start() is called again, which the next run that succeeds does.
class ImapPush : public QObject
{
    Q_OBJECT

public:
    explicit ImapPush(Connections &connections, QObject *parent = nullptr);

    /// Watches \a account. Does nothing when it is watched already.
    void start(const Account &account);
    void stop();
    /// Goes on after it gave way to another connection that is closed now.
    void resume();
    /// The mailbox the user has open.
    void setOpenMailbox(const QString &mailbox);
    [[nodiscard]] bool isWatching() const;

Q_SIGNALS:
    /// Mail was added, removed or changed in one or more mailboxes, or the mailboxes themselves were. Also after a
    /// reconnection, because nobody knows what happened in between.
    void changed();

private:
    QCoro::Task<void> connectNow();
    void giveWay();
    void onReady();
    void onFailed(const Error &error);

    Connections &m_connections;
    ImapWatcher m_watcher;
    Account m_account;
    QTimer m_retry;
    int m_failures = 0;
    int m_refusals = 0; ///< in a row, for want of room
    int m_attempt = 0; ///< to recognise an answer of the keychain that came too late
    bool m_started = false;
    bool m_connected = false; ///< or on the way
    bool m_gaveWay = false;
    bool m_wasLost = false;
};

}
