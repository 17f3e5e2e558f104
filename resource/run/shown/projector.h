// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "akonadi/akonadiitems.h"
#include "run/storeworker.h"

#include <QHash>
#include <QSet>

#include <functional>

namespace Konto
{

/// A row with its header block, for messages whose body is not here yet.
struct HeaderedRow {
    MessageRow row;
    QByteArray header;
};

/// Makes Akonadi show what the store holds: the only way items are created, changed or removed. The store is
/// told what Akonadi has confirmed only after it has. A folder without a collection, because the user has just deleted it or the server has just
/// made it, has no items: there is nothing to do in it until it has one, and then it is reconciled.
class Projector
{
public:
    /// \a resource is named in the links of messages that are here in part.
    Projector(StoreWorker &store, const QString &resource);

    void setCollections(const QHash<qint64, Akonadi::Collection> &collections);

    /// Compares the folder's items with its rows and puts right what differs: after a start, a crash, or the loss of
    /// Akonadi's database. Waits for another call while changes are pending. Does nothing when it was done before in this process and nothing failed since.
    [[nodiscard]] Task<Result<void>> reconcile(qint64 folder);

    /// Changes made by the user are still on their way to the store as long as \a pending says so.
    void setPendingChanges(std::function<bool()> pending);
    /// Forgets that folders were reconciled.
    void doubtAll();
    void doubt(qint64 folder);

    /// Items for messages whose bytes are in the store: new ones, or the body of an item that had its header only.
    /// Of messages whose header is stored (AccountStore::saveHeaders()), that header with a note instead of the body.
    [[nodiscard]] Task<Result<void>> showMessages(qint64 folder, QList<MessageRow> rows);
    /// Items with headers only, for rows that have none.
    [[nodiscard]] Task<Result<void>> showHeaders(qint64 folder, QList<HeaderedRow> rows);
    [[nodiscard]] Task<Result<void>> showFlags(qint64 folder, QList<MessageRow> rows);
    /// The messages are in another folder now; the rows say so already. The items stay the same.
    [[nodiscard]] Task<Result<void>> move(qint64 from, QList<MessageKey> keys, qint64 to);
    [[nodiscard]] Task<Result<void>> hide(qint64 folder, QList<MessageKey> keys);
    /// Removes the folder's collection with its items.
    [[nodiscard]] Task<Result<void>> forget(qint64 folder);

private:
    [[nodiscard]] bool isShown(qint64 folder) const;
    [[nodiscard]] Task<Result<void>> applyProjection(qint64 folder, Projection plan);
    [[nodiscard]] Task<Result<void>> showBatch(qint64 folder, QList<MessageRow> rows);
    [[nodiscard]] Task<Result<void>> confirm(QList<MessageKey> keys, bool inAkonadi);
    /// Notes a failure, so that the next run reconciles the folder.
    Result<void> checked(qint64 folder, Result<void> outcome);

    StoreWorker &m_store;
    QString m_resource;
    std::function<bool()> m_changesPending;
    QHash<qint64, Akonadi::Collection> m_collections;
    QSet<qint64> m_reconciled;
};

}
