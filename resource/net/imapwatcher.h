// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapopener.h"
#include "net/imapwatch.h"
#include "net/transport.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace Konto
{

/// Tells which mailboxes of an account changed on the server, as soon as can be known, over a connection of its own. What
/// can be known depends on the server (WatchPlan): with NOTIFY everything within moments; otherwise one mailbox
/// within moments and the rest within WatchPace::sweep; at the very least one mailbox.
///
/// Reads only. A connection that is dropped in silence is noticed within WatchPace and Transport::timeout().
/// Signals: none from within a function that is called here. Their receiver may call start() or stop(), and may
/// delete the watcher.
class ImapWatcher : public QObject
{
    Q_OBJECT

public:
    explicit ImapWatcher(const WatchPace &pace = {}, QObject *parent = nullptr);
    ~ImapWatcher() override;

    /// Connects, logs in and watches; what runs is stopped first. Errors as ImapSession::open().
    void start(const Endpoint &endpoint, const Login &login, const QByteArrayList &pinnedKeys);
    /// Without NOTIFY, the one that is watched by IDLE: best the one that the user has open. INBOX until told.
    void setIdleMailbox(const QString &mailbox);
    /// Closes the connection at once; no signal comes any more.
    void stop();
    /// Whether ready() was told, and neither failed() nor stop() came.
    [[nodiscard]] bool isReady() const;

Q_SIGNALS:
    /// Everything that changes from now on is told. What changed before is not: look yourself.
    void ready();
    /// Look at these again. "INBOX" in this case, whatever the server calls it. A mailbox can be told once too often, and
    /// one of another user be among them.
    void changed(const QStringList &mailboxes);
    /// Look at the list of mailboxes again. A new mailbox is told by changed() too where that is known.
    void foldersChanged();
    /// The connection is over; nothing more comes until start().
    void failed(const Konto::Error &error);

private:
    void onLoggedIn();
    void onBytes();
    void onTransportFailed(const Error &error);
    void afterStep();
    void onPatienceOver();
    void tellChanges();
    void fail(const Error &error);

    const WatchPace m_pace;
    QString m_idleMailbox;
    Transport m_transport;
    std::unique_ptr<ImapOpener> m_opener;
    std::unique_ptr<ImapWatch> m_watch; // from logged in to the end
    MailboxChanges m_changes; // not yet told
    QTimer m_patience;
    QTimer m_gathering; // of changes: a burst of new mail is told once
    bool m_ready = false;
};

}
