// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/shown/projector.h"

#include "akonadi/akonadifolders.h"
#include "run/shown/partialmessage.h"

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qint64 largestBatch = 2 * 1024 * 1024;

/// Rows from the front of \a rows whose bytes may stand in memory together.
QList<MessageRow> takeBatch(QList<MessageRow> &rows)
{
    QList<MessageRow> batch;
    qint64 bytes = 0;
    while (!rows.isEmpty() && batch.size() < transactionSize && (batch.isEmpty() || bytes + rows.first().size <= largestBatch)) {
        bytes += rows.first().size;
        batch.append(rows.takeFirst());
    }
    return batch;
}

/// Items with the bytes of the store. A message whose file vanished in this moment is left out.
Result<Akonadi::Item::List> makeItems(const AccountStore &store, const QList<MessageRow> &rows, const QString &resource)
{
    Akonadi::Item::List items;
    items.reserve(rows.size());
    for (const MessageRow &row : rows) {
        if (row.body == Body::OnServer) {
            const auto header = store.header(row.key);
            if (!header) {
                return std::unexpected(header.error());
            }
            items.append(makeItem(row, partialMessage(row, *header, resource), Payload::Whole));
            continue;
        }
        const auto bytes = store.read(row.key);
        if (!bytes && bytes.error().scope != Scope::Message) {
            return std::unexpected(bytes.error());
        }
        if (bytes) {
            items.append(makeItem(row, *bytes, row.size > largestWholeItem ? Payload::HeaderOnly : Payload::Whole));
        }
    }
    return items;
}

QList<MessageKey> keysOf(const Akonadi::Item::List &items)
{
    QList<MessageKey> keys;
    keys.reserve(items.size());
    for (const Akonadi::Item &item : items) {
        keys.append(item.remoteId().toLatin1());
    }
    return keys;
}
}

Projector::Projector(StoreWorker &store, const QString &resource)
    : m_store(store)
    , m_resource(resource)
{
}

void Projector::setPendingChanges(std::function<bool()> pending)
{
    m_changesPending = std::move(pending);
}

void Projector::doubt(qint64 folder)
{
    m_reconciled.remove(folder);
}

void Projector::doubtAll()
{
    m_reconciled.clear();
}

void Projector::setCollections(const QHash<qint64, Akonadi::Collection> &collections)
{
    for (auto old = m_collections.cbegin(); old != m_collections.cend(); ++old) {
        if (collections.value(old.key()).id() != old.value().id()) {
            m_reconciled.remove(old.key());
        }
    }
    m_collections = collections;
}

Result<void> Projector::checked(qint64 folder, Result<void> outcome)
{
    if (!outcome) {
        m_reconciled.remove(folder);
    }
    return outcome;
}

Task<Result<void>> Projector::confirm(QList<MessageKey> keys, bool inAkonadi)
{
    if (keys.isEmpty()) {
        co_return {};
    }
    co_return co_await m_store.run([keys, inAkonadi](AccountStore &store) {
        return store.setInAkonadi(keys, inAkonadi);
    });
}

Task<Result<void>> Projector::reconcile(qint64 folder)
{
    if (m_reconciled.contains(folder) || !isShown(folder)) {
        co_return {};
    }
    const auto items = co_await listItems(m_collections.value(folder));
    if (!items) {
        co_return std::unexpected(items.error());
    }
    const auto plan = co_await m_store.run([folder, items = *items](AccountStore &store) {
        ProjectionPlanner planner(items);
        const auto add = [&planner](const MessageRow &row) {
            planner.add(row);
        };
        return store.visitMessages(folder, add).transform([&planner] {
            return planner.finish();
        });
    });
    if (!plan) {
        co_return std::unexpected(plan.error());
    }
    // What is moved or deleted just now is not to be shown again: the rows have yet to follow. Akonadi takes the key of an
    // item away while it moves.
    const bool moving = std::ranges::contains(*items, MessageKey(), &KnownItem::key);
    if (moving || (m_changesPending && m_changesPending())) {
        co_return {};
    }
    const auto done = co_await applyProjection(folder, *plan);
    if (done) {
        m_reconciled.insert(folder);
    }
    co_return done;
}

Task<Result<void>> Projector::applyProjection(qint64 folder, Projection plan)
{
    if (auto done = co_await removeItemsById(plan.remove); !done) {
        co_return done;
    }
    const auto headers = co_await m_store.run([](AccountStore &store) {
        return store.headers();
    });
    if (!headers) {
        co_return std::unexpected(headers.error());
    }
    QList<MessageKey> missing;
    QList<MessageRow> here;
    for (MessageRow row : std::as_const(plan.create)) {
        if (row.inAkonadi) {
            missing.append(row.key);
        }
        if (row.body != Body::OnServer || headers->contains(row.key)) {
            row.inAkonadi = false;
            here.append(row);
        }
    }
    if (auto done = co_await confirm(missing, false); !done) {
        co_return done;
    }
    if (auto done = co_await confirm(plan.confirmed, true); !done) {
        co_return done;
    }
    if (auto done = co_await setItemFlagsById(plan.setFlags); !done) {
        co_return done;
    }
    co_return co_await showMessages(folder, here);
}

bool Projector::isShown(qint64 folder) const
{
    return m_collections.contains(folder);
}

Task<Result<void>> Projector::showMessages(qint64 folder, QList<MessageRow> rows)
{
    if (!isShown(folder)) {
        co_return {};
    }
    while (!rows.isEmpty()) {
        const auto done = co_await showBatch(folder, takeBatch(rows));
        if (!done) {
            co_return checked(folder, done);
        }
    }
    co_return {};
}

Task<Result<void>> Projector::showBatch(qint64 folder, QList<MessageRow> rows)
{
    const auto items = co_await m_store.run([rows, resource = m_resource](AccountStore &store) {
        return makeItems(store, rows, resource);
    });
    if (!items) {
        co_return std::unexpected(items.error());
    }
    QSet<QString> there;
    for (const MessageRow &row : std::as_const(rows)) {
        if (row.inAkonadi) {
            there.insert(QString::fromLatin1(row.key));
        }
    }
    Akonadi::Item::List create;
    Akonadi::Item::List fill;
    for (const Akonadi::Item &item : *items) {
        (there.contains(item.remoteId()) ? fill : create).append(item);
    }
    if (auto done = co_await createItems(m_collections.value(folder), create); !done) {
        co_return done;
    }
    if (auto done = co_await replacePayloads(m_collections.value(folder), fill); !done) {
        co_return done;
    }
    co_return co_await confirm(keysOf(create), true);
}

Task<Result<void>> Projector::showHeaders(qint64 folder, QList<HeaderedRow> rows)
{
    if (!isShown(folder)) {
        co_return {};
    }
    Akonadi::Item::List items;
    items.reserve(rows.size());
    for (const HeaderedRow &headered : std::as_const(rows)) {
        if (!headered.row.inAkonadi) {
            items.append(makeItem(headered.row, headered.header, Payload::HeaderOnly));
        }
    }
    auto done = co_await createItems(m_collections.value(folder), items);
    if (done) {
        done = co_await confirm(keysOf(items), true);
    }
    co_return checked(folder, done);
}

Task<Result<void>> Projector::showFlags(qint64 folder, QList<MessageRow> rows)
{
    if (!isShown(folder)) {
        co_return {};
    }
    QHash<MessageKey, Flags> flags;
    for (const MessageRow &row : std::as_const(rows)) {
        if (row.inAkonadi) {
            flags.insert(row.key, row.flags);
        }
    }
    co_return checked(folder, co_await setItemFlags(m_collections.value(folder), flags));
}

Task<Result<void>> Projector::move(qint64 from, QList<MessageKey> keys, qint64 to)
{
    if (!isShown(from)) {
        doubt(to); // there are no items; they are made
        co_return {};
    }
    if (!isShown(to)) {
        co_return co_await hide(from, keys);
    }
    const auto moved = co_await moveItems(m_collections.value(from), keys, m_collections.value(to));
    (void)checked(from, moved);
    co_return checked(to, moved);
}

Task<Result<void>> Projector::hide(qint64 folder, QList<MessageKey> keys)
{
    if (!isShown(folder)) {
        co_return {};
    }
    co_return checked(folder, co_await removeItems(m_collections.value(folder), keys));
}

Task<Result<void>> Projector::forget(qint64 folder)
{
    m_reconciled.remove(folder);
    co_return co_await removeCollection(m_collections.take(folder));
}

}
