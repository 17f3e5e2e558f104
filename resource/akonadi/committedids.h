// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <Akonadi/Collection>
#include <Akonadi/Item>

#include <QCache>

#include <algorithm>

namespace Konto
{

/// The remote ids of what the resource has committed lately. Akonadi takes the id of an item that is added or moved away until
/// the resource commits that, and a new folder has none before. What is done to them in the meantime is recorded without an
/// id, and ResourceBase passes over it: the flag, the next move, the deletion would be forgotten. By the time it is replayed,
/// the change before it was committed, so the id is known here. Lives as long as the process, as what is recorded
/// is replayed from the first change that was not committed.
class CommittedIds
{
public:
    void remember(const Akonadi::Item::List &items)
    {
        for (const Akonadi::Item &item : items) {
            m_items.insert(item.id(), new QByteArray(item.remoteId().toLatin1()));
        }
    }

    void remember(const Akonadi::Collection &collection)
    {
        m_collections.insert(collection.id(), new QByteArray(collection.remoteId().toLatin1()));
    }

    /// Those of \a items that were recorded without their id, with it.
    [[nodiscard]] Akonadi::Item::List recall(const Akonadi::Item::List &items) const
    {
        Akonadi::Item::List recalled;
        for (const Akonadi::Item &item : items) {
            if (const QByteArray *id = item.remoteId().isEmpty() ? m_items.object(item.id()) : nullptr) {
                recalled.append(item);
                recalled.last().setRemoteId(QString::fromLatin1(*id));
            }
        }
        return recalled;
    }

    /// Likewise; invalid if it has its id, or none is known.
    [[nodiscard]] Akonadi::Collection recall(Akonadi::Collection collection) const
    {
        const QByteArray *id = collection.remoteId().isEmpty() ? m_collections.object(collection.id()) : nullptr;
        if (!id) {
            return {};
        }
        collection.setRemoteId(QString::fromLatin1(*id));
        return collection;
    }

private:
    // As many as somebody moves at a time; a few MiB at most.
    QCache<Akonadi::Item::Id, QByteArray> m_items{50'000};
    QCache<Akonadi::Collection::Id, QByteArray> m_collections{1'000};
};

}
