// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "net/pop3session.h"
#include "plan/pop3plan.h"
#include "run/runprogress.h"
#include "run/shown/projector.h"
#include "run/shown/showing.h"

#include <QMultiHash>

#include <map>
#include <vector>

namespace Konto
{

/// Downloads POP3 messages without a pause: they stream to disk, and groups of those that are whole are made durable
/// and shown while the next ones are on their way. When the connection is cut, the whole ones are kept. At most three
/// groups are on their way or waiting at a time.
class Pop3Download : private Pop3Sink
{
public:
    Pop3Download(Pop3Session &session, StoreWorker &store, Projector &projector, RunProgress &progress, qint64 folder);

    /// A message that is one of \a orphans by header hash and size is not stored again: that row gets its UIDL.
    [[nodiscard]] Task<Result<void>> run(QList<Pop3Fetch> fetches, QList<KnownMessage> orphans);

    /// How many messages came whole.
    [[nodiscard]] qsizetype arrived() const;
    /// Numbers of this session and the rows in which their messages are stored.
    [[nodiscard]] const QHash<int, MessageKey> &identified() const;

private:
    struct Arriving {
        Pop3Fetch fetch;
        IncomingMessage bytes;
    };
    using Group = std::vector<Arriving>;

    [[nodiscard]] QList<int> more() override;
    [[nodiscard]] Result<void> begin(int number) override;
    [[nodiscard]] Result<void> chunk(int number, QByteArrayView bytes) override;
    [[nodiscard]] Result<void> end(int number) override;
    void refused(int number, const QByteArray &serverText) override;

    /// Makes files for the messages that are asked for next; they cannot be made without the store's thread.
    [[nodiscard]] Task<Result<void>> makeFiles();
    [[nodiscard]] bool mayAskForMore() const;
    /// Stores what is whole, group after group, until less than a group is left.
    [[nodiscard]] Task<Result<void>> storeGroups();
    [[nodiscard]] Task<Result<void>> storeGroup(std::shared_ptr<Group> group);
    [[nodiscard]] Task<Result<void>> finishStoring();
    [[nodiscard]] Task<Result<void>> show(QList<MessageRow> rows);
    [[nodiscard]] std::shared_ptr<Group> takeGroup();
    /// The row which the message is, when its UIDL could not tell; else empty. Each row is given once.
    [[nodiscard]] MessageKey recognise(const Arriving &message);
    [[nodiscard]] Task<Result<void>> readRows();
    [[nodiscard]] MessageRow rowFor(const Arriving &message) const;

    Pop3Session &m_session;
    StoreWorker &m_store;
    Projector &m_projector;
    RunProgress &m_progress;
    qint64 m_folder;
    QList<Pop3Fetch> m_waiting; // the next one last
    std::vector<IncomingMessage> m_files;
    std::map<int, Arriving> m_arriving;
    Group m_whole;
    qint64 m_wholeBytes = 0;
    std::optional<Task<Result<void>>> m_storing;
    bool m_storingRuns = false;
    bool m_storingFailed = false;
    QHash<MessageKey, MessageRow> m_rows; // that the fetches belong into
    QMultiHash<std::pair<QByteArray, qint64>, MessageKey> m_orphans;
    QHash<int, MessageKey> m_identified;
    qsizetype m_arrived = 0;
    Showing m_showing;
};

}
