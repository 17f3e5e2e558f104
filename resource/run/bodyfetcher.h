// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/message.h"
#include "core/secret.h"
#include "net/await.h"
#include "net/imapsession.h"
#include "run/borrower.h"
#include "run/servers/connections.h"
#include "run/storeworker.h"

#include <QTimer>

#include <memory>

namespace Konto
{

/// The bytes of a message that the user opens: from mail/, or over a connection of its own, so that it never
/// waits for a running sync. What is fetched is stored. The connection is kept for a minute. In POP3 mode, where one
/// connection at a time is all there is, a message too large to be downloaded unasked is its header with a note. Where an
/// IMAP server takes no further connection, the run lends its own, or the message waits for the end of what is in the way.
/// Of a message that is to be fetched again, what is left here is the answer where the server gives none.
class BodyFetcher : public QObject, public Borrower
{
    Q_OBJECT

public:
    BodyFetcher(StoreWorker &store, const QString &resource, Connections &connections, QObject *parent = nullptr);
    ~BodyFetcher() override;

    void configure(const Account &account);
    /// Whether the server may be asked; what is here is there in any case.
    void setOnline(bool online);
    /// Errors: those of ImapSession::open(); Refused with Scope::Message when the message is gone; WorkingOffline.
    [[nodiscard]] Task<Result<QByteArray>> fetch(MessageKey key);
    /// Ends the connection; running fetches end with Cancelled.
    void abort();

    [[nodiscard]] bool isWaiting() const override;
    [[nodiscard]] Task<void> serve(ImapSession *session) override;
    /// What was in the way may be over: tries what waits over a connection of its own.
    QCoro::Task<void> goOn();

Q_SIGNALS:
    /// Nobody waits for a message any more, or the connection is closed.
    void rested();

private:
    struct Waiting {
        MessageRow row;
        AnswerPromise<QByteArray> promise;
    };
    [[nodiscard]] Task<Result<QByteArray>> fetchOrWait(MessageRow row);
    void closeSession();
    void giveWay();
    [[nodiscard]] Task<Result<QByteArray>> noteInstead(MessageRow row);
    [[nodiscard]] Task<Result<QByteArray>> fetchFromServer(MessageRow row);
    [[nodiscard]] Task<Result<void>> ensureOpen();
    [[nodiscard]] Task<Result<QByteArray>> download(ImapSession *session, MessageRow row, FolderRow folder);
    [[nodiscard]] Task<Result<FolderRow>> folderOf(MessageRow row);

    StoreWorker &m_store;
    QString m_resource;
    Account m_account;
    Connections &m_connections;
    std::shared_ptr<ImapSession> m_session;
    QList<Waiting> m_waiting;
    int m_fetching = 0;
    bool m_goingOn = false;
    bool m_online = true;
    QTimer m_idle;
};

}
