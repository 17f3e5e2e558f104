// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/message.h"
#include "core/secret.h"
#include "net/imapsession.h"
#include "run/storeworker.h"

#include <QTimer>

#include <memory>

namespace Konto
{

/// The bytes of a message that the user opens: from mail/, or over a connection of its own, so that it never
/// waits for a running sync. What is fetched is stored. The connection is kept for a minute. In POP3 mode, where one
/// connection at a time is all there is, a message too large to be downloaded unasked is its header with a note.
class BodyFetcher : public QObject
{
    Q_OBJECT

public:
    BodyFetcher(StoreWorker &store, const QString &resource, QObject *parent = nullptr);
    ~BodyFetcher() override;

    void configure(const Account &account);
    /// Errors: those of ImapSession::open(); Refused with Scope::Message when the message is gone.
    [[nodiscard]] Task<Result<QByteArray>> fetch(MessageKey key);
    /// Ends the connection; running fetches end with Cancelled.
    void abort();

private:
    [[nodiscard]] Task<Result<QByteArray>> noteInstead(MessageRow row);
    [[nodiscard]] Task<Result<QByteArray>> fetchFromServer(MessageRow row);
    [[nodiscard]] Task<Result<void>> ensureOpen();
    [[nodiscard]] Task<Result<QByteArray>> download(MessageRow row, FolderRow folder);
    [[nodiscard]] Task<Result<FolderRow>> folderOf(MessageRow row);

    StoreWorker &m_store;
    QString m_resource;
    Account m_account;
    std::shared_ptr<ImapSession> m_session;
    QTimer m_idle;
};

}
