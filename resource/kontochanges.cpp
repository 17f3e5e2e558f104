// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// KontoResource: what the user changed in Akonadi, replayed one change after the other. Each ends its task, so that
// no later change waits for one that failed.

#include "kontoresource.h"

#include "akonadi/akonadifolders.h"
#include "akonadi/akonadiitems.h"
#include "akonadi/mailtags.h"
#include "core/crashpoint.h"
#include "kontofigures.h"
#include "run/errortext.h"
#include "run/shown/localchanges.h"
#include "run_debug.h"

#include <QPointer>

namespace Konto
{

namespace
{
using Tags = QHash<QByteArray, Akonadi::Tag>;

QList<MessageKey> keysOf(const Akonadi::Item::List &items)
{
    QList<MessageKey> keys;
    for (const Akonadi::Item &item : items) {
        if (!item.remoteId().isEmpty()) {
            keys.append(item.remoteId().toLatin1());
        }
    }
    return keys;
}

Task<Result<void>> withoutValue(Task<Result<MessageRow>> task)
{
    const auto result = co_await task;
    co_return result ? Result<void>() : std::unexpected(result.error());
}
}

Mode KontoResource::mode() const
{
    return m_sync->account().mode;
}

QCoro::Task<bool> KontoResource::finished(Task<Result<void>> change)
{
    const QPointer<KontoResource> self(this);
    const Result<void> done = co_await change;
    if (!self) {
        co_return false;
    }
    if (!done) {
        qCWarning(KONTO_RUN_LOG) << "a change could not be stored:" << toString(done.error().kind) << done.error().detail;
        m_sync->showAgain();
        Q_EMIT error(errorSentence(done.error(), m_sync->account()));
    }
    m_sync->sendSoon();
    m_figures->touch();
    crashPoint("changes.stored");
    co_return true;
}

void KontoResource::itemAdded(const Akonadi::Item &item, const Akonadi::Collection &collection)
{
    storeAdded(item, folderOf(collection));
}

QCoro::Task<void> KontoResource::storeAdded(Akonadi::Item item, qint64 folder)
{
    const QPointer<KontoResource> self(this);
    const auto bytes = co_await messageOf(item);
    if (!self) {
        co_return;
    }
    if (!bytes || bytes->isEmpty()) {
        m_sync->showAgain(); // what cannot be read now is looked at again by the next run
        changeProcessed();
        co_return;
    }
    MessageKey key;
    auto adding = m_sync->inStore([mode = mode(), folder, id = item.id(), bytes = *bytes, flags = fromAkonadi(item.flags()), &key](AccountStore &store) {
        return LocalChanges::addMessage(store, mode, folder, id, bytes, flags).transform([&key](const MessageRow &row) {
            key = row.key;
            return row;
        });
    });
    if (!co_await finished(withoutValue(std::move(adding)))) {
        co_return;
    }
    if (key.isEmpty()) {
        changeProcessed(); // stays visible, and the next run tries again
        co_return;
    }
    item.setRemoteId(QString::fromLatin1(key));
    changeCommitted(item);
}

void KontoResource::itemChanged(const Akonadi::Item &item, const QSet<QByteArray> &parts)
{
    const bool payload = std::ranges::any_of(parts, [](const QByteArray &part) {
        return part.startsWith("PLD:");
    });
    if (!payload || item.remoteId().isEmpty()) {
        changeProcessed();
        return;
    }
    storeChanged(item);
}

QCoro::Task<void> KontoResource::storeChanged(Akonadi::Item item)
{
    const QPointer<KontoResource> self(this);
    const auto bytes = co_await messageOf(item);
    if (!self) {
        co_return;
    }
    if (!bytes || bytes->isEmpty()) {
        changeProcessed();
        co_return;
    }
    const MessageKey key = item.remoteId().toLatin1();
    auto replacing = m_sync->inStore([mode = mode(), key, bytes = *bytes](AccountStore &store) {
        return LocalChanges::replaceMessage(store, mode, key, bytes);
    });
    if (co_await finished(std::move(replacing))) {
        changeCommitted(item);
    }
}

void KontoResource::itemsFlagsChanged(const Akonadi::Item::List &items, const QSet<QByteArray> &added, const QSet<QByteArray> &removed)
{
    storeFlags(items, fromAkonadi(added), fromAkonadi(removed));
}

QCoro::Task<void> KontoResource::storeFlags(Akonadi::Item::List items, Flags added, Flags removed)
{
    const QPointer<KontoResource> self(this);
    const auto stored = co_await m_sync->changeFlags(keysOf(items), added, removed);
    if (!self) {
        co_return;
    }
    if (!stored) {
        Q_EMIT error(errorSentence(stored.error(), m_sync->account()));
    }
    changesCommitted(items);
}

void KontoResource::itemsTagsChanged(const Akonadi::Item::List &items, const QSet<Akonadi::Tag> &added, const QSet<Akonadi::Tag> &removed)
{
    storeTags(items, added, removed);
}

/// On the server, tags are keywords. The item gets the keyword as well, so that its going there is seen as a change.
QCoro::Task<void> KontoResource::storeTags(Akonadi::Item::List items, QSet<Akonadi::Tag> added, QSet<Akonadi::Tag> removed)
{
    const QPointer<KontoResource> self(this);
    const auto tags = co_await readTags();
    if (!self) {
        co_return;
    }
    Flags set;
    Flags cleared;
    for (auto tag = tags ? tags->cbegin() : Tags::const_iterator(); tags && tag != tags->cend(); ++tag) {
        if (added.contains(*tag)) {
            set.setKeyword(tag.key());
        } else if (removed.contains(*tag)) {
            cleared.setKeyword(tag.key());
        }
    }
    if (set == Flags() && cleared == Flags()) {
        changeProcessed();
        co_return;
    }
    for (Akonadi::Item &item : items) {
        for (const QByteArray &keyword : set.keywords()) {
            item.setFlag(keyword);
        }
        for (const QByteArray &keyword : cleared.keywords()) {
            item.clearFlag(keyword);
        }
    }
    co_await storeFlags(std::move(items), set, cleared);
}

void KontoResource::itemsMoved(const Akonadi::Item::List &items, const Akonadi::Collection &, const Akonadi::Collection &destination)
{
    storeMoved(items, folderOf(destination));
}

QCoro::Task<void> KontoResource::storeMoved(Akonadi::Item::List items, qint64 folder)
{
    auto moving = m_sync->inStore([mode = mode(), keys = keysOf(items), folder](AccountStore &store) {
        return LocalChanges::moveMessages(store, mode, keys, folder);
    });
    if (co_await finished(std::move(moving))) {
        changesCommitted(items);
    }
}

void KontoResource::itemsRemoved(const Akonadi::Item::List &items)
{
    storeRemoved(items);
}

QCoro::Task<void> KontoResource::storeRemoved(Akonadi::Item::List items)
{
    auto removing = m_sync->inStore([mode = mode(), keys = keysOf(items)](AccountStore &store) {
        return LocalChanges::deleteMessages(store, mode, keys);
    });
    if (co_await finished(std::move(removing))) {
        changeProcessed();
    }
}

void KontoResource::collectionAdded(const Akonadi::Collection &collection, const Akonadi::Collection &parent)
{
    storeFolder(collection,
                m_sync->inStore([mode = mode(), above = folderOf(parent), name = collection.name(), role = roleOf(collection)](AccountStore &store) {
                    return LocalChanges::addFolder(store, mode, above, name, role);
                }));
}

void KontoResource::collectionChanged(const Akonadi::Collection &collection, const QSet<QByteArray> &)
{
    collectionMoved(collection, collection.parentCollection(), collection.parentCollection());
}

void KontoResource::collectionMoved(const Akonadi::Collection &collection, const Akonadi::Collection &, const Akonadi::Collection &destination)
{
    const qint64 folder = folderOf(collection);
    if (folder == 0) {
        changeProcessed();
        return;
    }
    storeFolder(
        collection,
        m_sync->inStore([mode = mode(), folder, above = folderOf(destination), name = collection.name(), role = roleOf(collection)](AccountStore &store) {
            return LocalChanges::changeFolder(store, mode, folder, above, name, role);
        }));
}

QCoro::Task<void> KontoResource::storeFolder(Akonadi::Collection collection, Task<Result<FolderRow>> change)
{
    const QPointer<KontoResource> self(this);
    const auto folder = co_await change;
    if (!self) {
        co_return;
    }
    crashPoint("changes.stored");
    if (!folder) {
        qCWarning(KONTO_RUN_LOG) << "a folder could not be changed:" << toString(folder.error().kind) << folder.error().detail;
        Q_EMIT error(errorSentence(folder.error(), m_sync->account()));
        m_sync->showAgain(); // the next run shows the folders as they are
        changeProcessed();
        co_return;
    }
    if (folder->role == Role::Inbox) {
        m_sync->showAgain(); // in case it was moved
    }
    m_sync->sendSoon();
    changeCommitted(asFolder(collection, *folder, mode()));
}

void KontoResource::collectionRemoved(const Akonadi::Collection &collection)
{
    const qint64 folder = folderOf(collection);
    if (folder == 0) {
        changeProcessed();
        return;
    }
    storeRemovedFolder(folder);
}

QCoro::Task<void> KontoResource::storeRemovedFolder(qint64 folder)
{
    auto removing = m_sync->inStore([mode = mode(), folder](AccountStore &store) {
        return LocalChanges::deleteFolder(store, mode, folder);
    });
    if (co_await finished(std::move(removing))) {
        changeProcessed();
    }
}

}
