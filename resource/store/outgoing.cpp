// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/outgoing.h"

#include "store/filechanges.h"
#include "store/statedatabase.h"

namespace Konto
{

/// Calls \a work for each of \a items in one transaction; the first error ends it.
template<class Items, class Work>
static Result<void> forEach(StateDatabase &database, const Items &items, Work work)
{
    return inTransaction(database, [&]() -> Result<void> {
        for (const auto &item : items) {
            if (const Result<void> done = work(item); !done) {
                return done;
            }
        }
        return {};
    });
}

QByteArray begunFact(const MessageKey &key)
{
    return "imap.begun." + key;
}

Outgoing::Outgoing(StateDatabase &database, MaildirTree &tree)
    : m_database(database)
    , m_tree(tree)
{
}

Result<QList<MessageRow>> Outgoing::messages() const
{
    return m_database.messages().outgoing();
}

Result<QList<MessageRow>> Outgoing::onServer(qint64 folder) const
{
    return m_database.messages().onServer(folder);
}

Result<void> Outgoing::visitOnServer(qint64 folder, const RowVisitor &visit) const
{
    return m_database.messages().visitOnServer(folder, visit);
}

Result<QList<MessageRow>> Outgoing::rows(const QList<MessageKey> &keys) const
{
    QList<MessageRow> rows;
    for (const MessageKey &key : keys) {
        const auto message = m_database.messages().find(key);
        if (!message) {
            return std::unexpected(message.error());
        }
        if (*message) {
            rows.append((*message)->row);
        }
    }
    return rows;
}

Result<void> Outgoing::setDeleted(const QList<MessageKey> &keys, bool deleted)
{
    const auto known = rows(keys);
    if (!known) {
        return std::unexpected(known.error());
    }
    QList<MessageKey> onlyHere;
    QList<MessageKey> there;
    for (const MessageRow &row : *known) {
        // What was begun may be there.
        const bool unknown = row.uid == 0 && row.writing != Writing::UploadBegun;
        (unknown ? onlyHere : there).append(row.key);
    }
    const Result<void> marked = forEach(m_database, there, [&](const MessageKey &key) {
        return m_database.messages().setDeletedByUser(key, deleted);
    });
    if (!marked || !deleted) {
        return marked;
    }
    return FileChanges(m_database, m_tree).remove(onlyHere, Forget::ByUser);
}

Result<void> Outgoing::setWriting(const QList<MessageKey> &keys, Writing writing)
{
    return forEach(m_database, keys, [&](const MessageKey &key) {
        return m_database.messages().setWriting(key, writing);
    });
}

Result<void> Outgoing::setPlaced(const QList<Placed> &messages)
{
    return forEach(m_database, messages, [&](const Placed &placed) {
        return m_database.messages().setPlace(placed.key, placed.folder, placed.uidValidity, placed.uid, placed.objectId);
    });
}

Result<void> Outgoing::setBaseFlags(const QHash<MessageKey, Flags> &flags)
{
    return forEach(m_database, flags.keys(), [&](const MessageKey &key) {
        return m_database.messages().setBaseFlags(key, flags.value(key));
    });
}

Result<QList<MessageRow>> Outgoing::mergeFlags(const QHash<MessageKey, Flags> &server)
{
    auto known = rows(server.keys());
    if (!known) {
        return known;
    }
    QHash<MessageKey, Flags> merged;
    for (MessageRow &row : *known) {
        const Flags there = server.value(row.key);
        row.flags = merge(row.baseFlags, row.flags, there);
        row.baseFlags = there;
        merged.insert(row.key, row.flags);
    }
    return FileChanges(m_database, m_tree)
        .setFlags(merged)
        .and_then([&] {
            return setBaseFlags(server);
        })
        .transform([&] {
            return *known;
        });
}

Result<void> Outgoing::replaceCopy(const MessageKey &key)
{
    const auto message = m_database.messages().find(key);
    if (!message || !*message) {
        return message.transform([](const auto &) { });
    }
    const MessageRow row = (*message)->row;
    return inTransaction(m_database, [&]() -> Result<void> {
        if (row.uid == 0) {
            return row.writing == Writing::Nothing ? m_database.messages().setWriting(key, Writing::Upload) : Result<void>();
        }
        return m_database.replaced()
            .write({.folder = row.placeOnServer(), .uidValidity = row.uidValidity, .uid = row.uid, .key = key})
            .and_then([&] {
                return m_database.messages().setPlace(key, row.folder, 0, 0);
            })
            .and_then([&] {
                return m_database.messages().setWriting(key, Writing::Upload);
            });
    });
}

Result<void> Outgoing::addReplaced(const QList<ReplacedCopy> &copies)
{
    return forEach(m_database, copies, [&](const ReplacedCopy &copy) {
        return m_database.replaced().write(copy);
    });
}

Result<QList<ReplacedCopy>> Outgoing::replaced() const
{
    return m_database.replaced().all();
}

Result<void> Outgoing::forgetReplaced(const QList<ReplacedCopy> &copies)
{
    return forEach(m_database, copies, [&](const ReplacedCopy &copy) {
        return m_database.replaced().erase(copy);
    });
}

}
