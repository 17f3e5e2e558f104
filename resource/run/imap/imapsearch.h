// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/message.h"
#include "net/await.h"
#include "net/imapsession.h"
#include "run/servers/connections.h"
#include "run/storeworker.h"

#include <QDeadlineTimer>
#include <QTimer>

#include <memory>
#include <optional>

namespace Konto
{

/// Asks the IMAP server which messages of a folder somebody looks for, over a connection of its own, so that it never
/// waits for a running sync. The connection is kept for a minute, since a search goes on with the next folder.
class ImapSearch : public QObject
{
    Q_OBJECT

public:
    ImapSearch(StoreWorker &store, Connections &connections, QObject *parent = nullptr);
    ~ImapSearch() override;

    void configure(const Account &account);
    /// The messages in \a folder that \a keys find and that are known here; others come with the next sync. The store must
    /// be open. Ends within half a minute. One search at a time: a new one ends the one before with Cancelled. Errors:
    /// those of ImapSession; Timeout. When there was no answer from the server, it is not asked again for a minute, because
    /// whoever waits usually has many folders.
    [[nodiscard]] Task<Result<QList<MessageKey>>> find(qint64 folder, ImapSearchKeys keys);
    /// Ends the connection; a running search ends with Cancelled.
    void abort();

Q_SIGNALS:
    /// No search goes on any more.
    void rested();

private:
    using Keys = QList<MessageKey>;
    using Promise = AnswerPromise<Keys>;

    QCoro::Task<void> ask(Promise promise, qint64 folder, ImapSearchKeys keys);
    /// Ends early when \a promise is settled: then nobody waits any more.
    [[nodiscard]] Task<Result<Keys>> askServer(Promise promise, qint64 folder, ImapSearchKeys keys);
    [[nodiscard]] Task<Result<std::shared_ptr<ImapSession>>> openSession(Promise promise);
    /// Ends connection and search with \a error.
    void end(const Error &error);
    /// After an error that concerns more than one folder.
    void restAfter(const Error &error);

    StoreWorker &m_store;
    Connections &m_connections;
    Account m_account;
    std::shared_ptr<ImapSession> m_session;
    std::optional<Promise> m_promise; ///< of the search that runs
    QTimer m_limit;
    QTimer m_idle;
    QDeadlineTimer m_resting; ///< expired: the server can be asked
    Error m_reason; ///< why it cannot
};

}
