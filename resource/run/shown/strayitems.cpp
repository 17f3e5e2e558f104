// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/shown/strayitems.h"

#include "akonadi/akonadifolders.h"
#include "core/headers.h"
#include "run/shown/localchanges.h"

#include <QSet>

#include <algorithm>

namespace Konto
{

namespace
{
struct Stray {
    qint64 folder = 0;
    KnownItem item;
};

struct Survey {
    QList<Stray> strays;
    QSet<MessageKey> keys; ///< that have an item
};

/// What is where at one moment: an item on its way has its key again in the next.
Task<Result<Survey>> survey(QHash<qint64, Akonadi::Collection> collections)
{
    Survey found;
    for (auto collection = collections.cbegin(); collection != collections.cend(); ++collection) {
        const auto items = co_await listItems(collection.value());
        if (!items) {
            co_return std::unexpected(items.error());
        }
        for (const KnownItem &item : *items) {
            if (item.key.isEmpty()) {
                found.strays.append({.folder = collection.key(), .item = item});
            } else {
                found.keys.insert(item.key);
            }
        }
    }
    co_return found;
}

/// Looked for first, because the keys of a large account are many, and strays are rare.
Task<Result<bool>> hasStrays(QHash<qint64, Akonadi::Collection> collections)
{
    for (const Akonadi::Collection &collection : std::as_const(collections)) {
        const auto items = co_await listItems(collection);
        if (!items) {
            co_return std::unexpected(items.error());
        }
        if (std::ranges::contains(*items, MessageKey(), &KnownItem::key)) {
            co_return true;
        }
    }
    co_return false;
}

/// Messages that should have an item and have none, by the hash of their header.
Result<QMultiHash<QByteArray, MessageKey>> withoutItem(AccountStore &store, const QSet<MessageKey> &keys)
{
    return store.knownMessages().transform([&keys](const QList<KnownMessage> &messages) {
        QMultiHash<QByteArray, MessageKey> missing;
        for (const KnownMessage &message : messages) {
            if (!message.deletedHere && !message.headerHash.isEmpty() && !keys.contains(message.key)) {
                missing.insert(message.headerHash, message.key);
            }
        }
        return missing;
    });
}

Task<Result<MessageKey>> adopt(StoreWorker *store, Mode mode, Stray stray, QMultiHash<QByteArray, MessageKey> *missing)
{
    const auto bytes = co_await messageOf(Akonadi::Item(stray.item.id));
    if (!bytes || bytes->isEmpty()) {
        co_return bytes ? Result<MessageKey>(MessageKey()) : std::unexpected(bytes.error());
    }
    if (const QByteArray hash = headerHash(*bytes); missing->contains(hash)) {
        const MessageKey key = missing->take(hash);
        co_return co_await store->run([mode, key, folder = stray.folder](AccountStore &opened) {
            return LocalChanges::moveMessages(opened, mode, {key}, folder).transform([&key] {
                return key;
            });
        });
    }
    // Of a message of which Akonadi kept the header only, the rest is in no other place either: it stays as it is.
    if (bytes->size() <= headerSize(*bytes)) {
        co_return MessageKey();
    }
    co_return co_await store->run([mode, stray, bytes](AccountStore &opened) {
        return LocalChanges::addMessage(opened, mode, stray.folder, stray.item.id, *bytes, stray.item.flags).transform([](const MessageRow &row) {
            return row.key;
        });
    });
}
}

Task<Result<void>> adoptStrayItems(StoreWorker *store, Mode mode, QHash<qint64, Akonadi::Collection> collections)
{
    const auto any = co_await hasStrays(collections);
    if (!any || !*any) {
        co_return any ? Result<void>() : std::unexpected(any.error());
    }
    const auto found = co_await survey(collections);
    if (!found || found->strays.isEmpty()) {
        co_return found ? Result<void>() : std::unexpected(found.error());
    }
    auto missing = co_await store->run([keys = found->keys](AccountStore &opened) {
        return withoutItem(opened, keys);
    });
    if (!missing) {
        co_return std::unexpected(missing.error());
    }
    for (const Stray &stray : found->strays) {
        const auto key = co_await adopt(store, mode, stray, &*missing);
        if (!key) {
            co_return std::unexpected(key.error());
        }
        if (key->isEmpty()) {
            continue;
        }
        if (auto named = co_await setKey(stray.item.id, *key); !named) {
            co_return named;
        }
    }
    co_return {};
}

namespace
{
// Akonadi's clock has no fractions of a second.
constexpr std::chrono::seconds granularity{1};

/// Whether the item may have been edited since the message was stored. One that is as it was made, like those of a first sync, was not.
Result<bool> isSuspect(AccountStore &store, const KnownItem &item)
{
    return store.message(item.key).transform([&item](const std::optional<MessageRow> &row) {
        return row && row->body == Body::Here && !row->fetchAgain && !row->deletedHere && row->size <= largestWholeItem && item.revision > 0
            && item.changed > row->storedAt.addDuration(-granularity);
    });
}

Task<Result<void>> adoptEdit(StoreWorker *store, Mode mode, KnownItem item)
{
    const auto suspect = co_await store->run([item](AccountStore &opened) {
        return isSuspect(opened, item);
    });
    if (!suspect || !*suspect) {
        co_return suspect ? Result<void>() : std::unexpected(suspect.error());
    }
    const auto shown = co_await messageOf(Akonadi::Item(item.id));
    if (!shown || shown->size() <= headerSize(*shown)) {
        co_return shown ? Result<void>() : std::unexpected(shown.error()); // of the others the text is not in Akonadi
    }
    const auto stored = co_await store->run([key = item.key](AccountStore &opened) {
        return opened.read(key);
    });
    if (!stored) {
        co_return stored.error().scope == Scope::Message ? Result<void>() : std::unexpected(stored.error());
    }
    const QByteArray hash = contentHash(*shown);
    if (hash == contentHash(*stored) || hash == contentHash(asAkonadiTells(*stored))) {
        co_return {};
    }
    co_return co_await store->run([mode, key = item.key, bytes = *shown](AccountStore &opened) {
        return LocalChanges::replaceMessage(opened, mode, key, bytes);
    });
}

/// Flags that were set while nobody was here to hear of it. An item that was changed before the store was last written may only
/// lag behind what came from the server.
Result<void> adoptFlags(AccountStore &store, const QList<KnownItem> &items)
{
    const QDateTime lastHere = store.repairReport().lastWritten;
    QHash<MessageKey, Flags> changed;
    for (const KnownItem &item : items) {
        if (item.changed <= lastHere) {
            continue;
        }
        const auto row = store.message(item.key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row && !(*row)->deletedHere && item.flags != (*row)->flags) {
            changed.insert(item.key, item.flags);
        }
    }
    return changed.isEmpty() ? Result<void>() : store.setFlags(changed);
}
}

Task<Result<void>> adoptChanges(StoreWorker *store, Mode mode, QHash<qint64, Akonadi::Collection> collections, QDateTime since)
{
    for (auto collection = collections.cbegin(); collection != collections.cend(); ++collection) {
        const auto items = co_await listItems(collection.value(), since);
        if (!items) {
            co_return std::unexpected(items.error());
        }
        const auto flags = co_await store->run([items = *items](AccountStore &opened) {
            return adoptFlags(opened, items);
        });
        if (!flags) {
            co_return flags;
        }
        for (const KnownItem &item : *items) {
            if (auto adopted = co_await adoptEdit(store, mode, item); !adopted) {
                co_return adopted;
            }
        }
    }
    co_return {};
}

Task<Result<void>> adoptStrayFolders(StoreWorker *store, Mode mode, QString resource)
{
    const auto strays = co_await strayFolders(resource);
    if (!strays) {
        co_return std::unexpected(strays.error());
    }
    QHash<Akonadi::Collection::Id, qint64> adopted;
    for (const Akonadi::Collection &stray : *strays) {
        const Akonadi::Collection parent = stray.parentCollection();
        const qint64 above = adopted.value(parent.id(), folderOf(parent));
        const auto folder = co_await store->run([mode, above, name = stray.name(), role = roleOf(stray)](AccountStore &opened) {
            return LocalChanges::addFolder(opened, mode, above, name, role);
        });
        if (!folder) {
            if (folder.error().scope == Scope::Folder) {
                continue;
            }
            co_return std::unexpected(folder.error());
        }
        adopted.insert(stray.id(), folder->id);
        if (auto named = co_await nameFolder(stray, *folder, mode); !named) {
            co_return named;
        }
    }
    co_return {};
}

}
