// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// KontoResource: what the user changed in Akonadi, replayed one change after the other. Each ends its task, so that
// no later change waits for one that failed; but for those that overtook an earlier one, see CommittedIds.

#include "kontoresource.h"

#include "akonadi/akonadifolders.h"
#include "akonadi/akonadiitems.h"
#include "akonadi/mailtags.h"
#include "core/crashpoint.h"
#include "kontofigures.h"
#include "run/errortext.h"
#include "run/shown/localchanges.h"
#include "run_debug.h"

#include <Akonadi/ChangeRecorder>

#include <QPointer>

namespace Konto
{

namespace
{
using Names = QSet<QByteArray>;
using TagSet = QSet<Akonadi::Tag>;
using Tags = QHash<QByteArray, Akonadi::Tag>;

bool changesMessage(const Names &parts)
{
    return std::ranges::any_of(parts, [](const QByteArray &part) {
        return part.startsWith("PLD:");
    });
}

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

void mark(Akonadi::Item &item, const Flags &set, const Flags &cleared)
{
    for (const QByteArray &keyword : set.keywords()) {
        item.setFlag(keyword);
    }
    for (const QByteArray &keyword : cleared.keywords()) {
        item.clearFlag(keyword);
    }
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

void KontoResource::end(Replay replay, const Akonadi::Item::List &items)
{
    if (replay == Replay::Overtaken) {
        return; // the ids are there since the change before was committed
    }
    if (items.isEmpty()) {
        changeProcessed();
    } else {
        m_committed.remember(items);
        changesCommitted(items);
    }
}

void KontoResource::hearOvertakenItems()
{
    using Akonadi::Item;
    using Akonadi::Monitor;
    const Monitor *changes = changeRecorder();
    const auto recalled = [this](auto replay) {
        return [this, replay](const Item::List &items, const auto &...what) -> void {
            if (const Item::List known = m_committed.recall(items); !known.isEmpty()) {
                replay(known, what...);
            }
        };
    };
    connect(changes, &Monitor::itemChanged, this, [this](const Item &item, const Names &parts) {
        if (const auto known = m_committed.recall({item}); !known.isEmpty() && changesMessage(parts)) {
            storeChanged(Replay::Overtaken, known.first());
        }
    });
    connect(changes, &Monitor::itemsFlagsChanged, this, recalled([this](const Item::List &items, const Names &added, const Names &removed) {
                storeFlags(Replay::Overtaken, items, fromAkonadi(added), fromAkonadi(removed));
            }));
    connect(changes, &Monitor::itemsTagsChanged, this, recalled([this](const Item::List &items, const TagSet &added, const TagSet &removed) {
                storeTags(Replay::Overtaken, items, added, removed);
            }));
    connect(changes, &Monitor::itemsMoved, this, recalled([this](const Item::List &items, const auto &, const Akonadi::Collection &to) {
                if (folderOf(to) != 0) {
                    storeMoved(Replay::Overtaken, items, folderOf(to));
                }
            }));
    connect(changes, &Monitor::itemsRemoved, this, recalled([this](const Item::List &items) {
                storeRemoved(Replay::Overtaken, items);
            }));
}

void KontoResource::hearOvertakenFolders()
{
    using Akonadi::Collection;
    using Akonadi::Monitor;
    const Monitor *changes = changeRecorder();
    // Akonadi 26.08 passes over such a change of a folder once for each of these two signals, and the second time takes the next
    // change away, whatever that is. ObserverV2 hears the other one.
    disconnect(changes, qOverload<const Collection &>(&Monitor::collectionChanged), nullptr, nullptr);
    connect(changes, qOverload<const Collection &, const Names &>(&Monitor::collectionChanged), this, [this](const Collection &collection) {
        if (const auto recalled = m_committed.recall(collection); recalled.isValid()) {
            changeFolder(Replay::Overtaken, recalled, recalled.parentCollection());
        }
    });
    connect(changes, &Monitor::collectionMoved, this, [this](const Collection &collection, const auto &, const Collection &to) {
        if (const auto recalled = m_committed.recall(collection); recalled.isValid()) {
            changeFolder(Replay::Overtaken, recalled, to);
        }
    });
    connect(changes, &Monitor::collectionRemoved, this, [this](const Collection &collection) {
        if (const auto recalled = m_committed.recall(collection); recalled.isValid()) {
            storeRemovedFolder(Replay::Overtaken, folderOf(recalled));
        }
    });
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
        end(Replay::InTurn);
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
        end(Replay::InTurn); // stays visible, and the next run tries again
        co_return;
    }
    item.setRemoteId(QString::fromLatin1(key));
    end(Replay::InTurn, {item});
}

void KontoResource::itemChanged(const Akonadi::Item &item, const QSet<QByteArray> &parts)
{
    if (!changesMessage(parts) || item.remoteId().isEmpty()) {
        changeProcessed();
        return;
    }
    storeChanged(Replay::InTurn, item);
}

QCoro::Task<void> KontoResource::storeChanged(Replay replay, Akonadi::Item item)
{
    const QPointer<KontoResource> self(this);
    const auto bytes = co_await messageOf(item);
    if (!self) {
        co_return;
    }
    if (!bytes || bytes->isEmpty()) {
        end(replay);
        co_return;
    }
    const MessageKey key = item.remoteId().toLatin1();
    auto replacing = m_sync->inStore([mode = mode(), key, bytes = *bytes](AccountStore &store) {
        return LocalChanges::replaceMessage(store, mode, key, bytes);
    });
    if (co_await finished(std::move(replacing))) {
        end(replay, {item});
    }
}

void KontoResource::itemsFlagsChanged(const Akonadi::Item::List &items, const QSet<QByteArray> &added, const QSet<QByteArray> &removed)
{
    storeFlags(Replay::InTurn, items, fromAkonadi(added), fromAkonadi(removed));
}

QCoro::Task<void> KontoResource::storeFlags(Replay replay, Akonadi::Item::List items, Flags added, Flags removed)
{
    auto changing = m_sync->inStore([keys = keysOf(items), added, removed](AccountStore &store) {
        return LocalChanges::changeFlags(store, keys, added, removed);
    });
    if (co_await finished(std::move(changing))) {
        end(replay, items);
    }
}

void KontoResource::itemsTagsChanged(const Akonadi::Item::List &items, const QSet<Akonadi::Tag> &added, const QSet<Akonadi::Tag> &removed)
{
    storeTags(Replay::InTurn, items, added, removed);
}

/// On the server, tags are keywords. The item gets the keyword as well, so that its going there is seen as a change.
QCoro::Task<void> KontoResource::storeTags(Replay replay, Akonadi::Item::List items, QSet<Akonadi::Tag> added, QSet<Akonadi::Tag> removed)
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
        end(replay);
        co_return;
    }
    for (Akonadi::Item &item : items) {
        mark(item, set, cleared);
    }
    if (replay == Replay::Overtaken) {
        Akonadi::Item::List marked; // without their ids: they may be in an account of another resource by now
        for (const Akonadi::Item &item : std::as_const(items)) {
            mark(marked.emplaceBack(item.id()), set, cleared);
        }
        writeItems(marked);
    }
    co_await storeFlags(replay, std::move(items), set, cleared);
}

void KontoResource::itemsMoved(const Akonadi::Item::List &items, const Akonadi::Collection &, const Akonadi::Collection &destination)
{
    storeMoved(Replay::InTurn, items, folderOf(destination));
}

QCoro::Task<void> KontoResource::storeMoved(Replay replay, Akonadi::Item::List items, qint64 folder)
{
    auto moving = m_sync->inStore([mode = mode(), keys = keysOf(items), folder](AccountStore &store) {
        return LocalChanges::moveMessages(store, mode, keys, folder);
    });
    if (co_await finished(std::move(moving))) {
        end(replay, items);
    }
}

void KontoResource::itemsRemoved(const Akonadi::Item::List &items)
{
    storeRemoved(Replay::InTurn, items);
}

QCoro::Task<void> KontoResource::storeRemoved(Replay replay, Akonadi::Item::List items)
{
    auto removing = m_sync->inStore([mode = mode(), keys = keysOf(items)](AccountStore &store) {
        return LocalChanges::deleteMessages(store, mode, keys);
    });
    if (co_await finished(std::move(removing))) {
        end(replay);
    }
}

void KontoResource::collectionAdded(const Akonadi::Collection &collection, const Akonadi::Collection &parent)
{
    storeFolder(Replay::InTurn,
                collection,
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
    if (folderOf(collection) == 0) {
        changeProcessed();
        return;
    }
    changeFolder(Replay::InTurn, collection, destination);
}

void KontoResource::changeFolder(Replay replay, const Akonadi::Collection &collection, const Akonadi::Collection &parent)
{
    auto change = [mode = mode(), folder = folderOf(collection), above = folderOf(parent), name = collection.name(), role = roleOf(collection)](auto &store) {
        return LocalChanges::changeFolder(store, mode, folder, above, name, role);
    };
    storeFolder(replay, collection, m_sync->inStore(std::move(change)));
}

QCoro::Task<void> KontoResource::storeFolder(Replay replay, Akonadi::Collection collection, Task<Result<FolderRow>> change)
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
    }
    if (!folder || folder->role == Role::Inbox || replay == Replay::Overtaken) {
        m_sync->showAgain(); // the next run shows the folders as they are, also an inbox that was moved
    }
    if (folder) {
        m_sync->sendSoon();
    }
    if (replay == Replay::Overtaken) {
        co_return;
    }
    if (!folder) {
        changeProcessed();
        co_return;
    }
    const Akonadi::Collection committed = asFolder(collection, *folder, mode());
    m_committed.remember(committed);
    changeCommitted(committed);
}

void KontoResource::collectionRemoved(const Akonadi::Collection &collection)
{
    const qint64 folder = folderOf(collection);
    if (folder == 0) {
        changeProcessed();
        return;
    }
    storeRemovedFolder(Replay::InTurn, folder);
}

QCoro::Task<void> KontoResource::storeRemovedFolder(Replay replay, qint64 folder)
{
    auto removing = m_sync->inStore([mode = mode(), folder](AccountStore &store) {
        return LocalChanges::deleteFolder(store, mode, folder);
    });
    if (co_await finished(std::move(removing))) {
        end(replay);
    }
}

}
