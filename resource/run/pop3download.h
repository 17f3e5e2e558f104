// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "net/pop3session.h"
#include "run/projector.h"
#include "run/runprogress.h"

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

    /// \a known are the folder's rows: a message without UIDL that is one of them, by header hash and size, is
    /// not stored again.
    [[nodiscard]] Task<Result<void>> run(QList<Pop3Entry> entries, QList<MessageRow> known);

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
    [[nodiscard]] Task<Result<void>> finishShowing();
    [[nodiscard]] bool isCopy(const Arriving &message) const;

    Pop3Session &m_session;
    StoreWorker &m_store;
    Projector &m_projector;
    RunProgress &m_progress;
    qint64 m_folder;
    std::map<int, Arriving> m_arriving;
    QSet<std::pair<QByteArray, qint64>> m_identities;
    std::optional<Task<Result<void>>> m_showing;
};

}
