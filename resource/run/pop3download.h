// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "net/pop3session.h"
#include "run/projector.h"
#include "run/runprogress.h"
#include "run/showing.h"

#include <QMultiHash>
#include <QSet>

#include <map>

namespace Konto
{

/// Downloads POP3 messages in groups: each group streams to disk, is made durable at once, and is shown while
/// the next one is on its way. A group that the connection cut short keeps the messages that are whole.
class Pop3Download : private Pop3Sink
{
public:
    Pop3Download(Pop3Session &session, StoreWorker &store, Projector &projector, RunProgress &progress, qint64 folder);

    /// \a listed are the UIDLs of the whole mailbox. \a known are the folder's rows. A message that is one of them by header hash and size, and whose UIDL is
    /// lost or changed, or never was, is not stored again: its row gets the new UIDL.
    [[nodiscard]] Task<Result<void>> run(QList<Pop3Entry> entries, QSet<QByteArray> listed, QList<MessageRow> known);

private:
    struct Arriving {
        Pop3Entry entry;
        IncomingMessage bytes;
        bool whole = false;
    };

    [[nodiscard]] Result<void> begin(int number) override;
    [[nodiscard]] Result<void> chunk(int number, QByteArrayView bytes) override;
    [[nodiscard]] Result<void> end(int number) override;
    void refused(int number, const QByteArray &serverText) override;

    [[nodiscard]] Task<Result<void>> downloadGroup(QList<Pop3Entry> group);
    [[nodiscard]] Task<Result<void>> prepare(QList<Pop3Entry> group);
    /// Makes durable what has arrived whole and starts showing it.
    [[nodiscard]] Task<Result<void>> storeArrived();
    /// The row which the message is, when its UIDL could not tell. Each row is given once.
    [[nodiscard]] std::optional<MessageRow> recognise(const Arriving &message);

    Pop3Session &m_session;
    StoreWorker &m_store;
    RunProgress &m_progress;
    qint64 m_folder;
    std::map<int, Arriving> m_arriving;
    QMultiHash<std::pair<QByteArray, qint64>, MessageRow> m_withoutUidl;
    Showing m_showing;
};

}
