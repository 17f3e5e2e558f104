// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/shown/shownaccount.h"

#include "akonadi/akonadifolders.h"
#include "core/crashpoint.h"

#include <utility>

namespace Konto
{

namespace
{
/// Messages by the folder they are in.
Result<QMap<qint64, QList<MessageKey>>> placesOf(AccountStore &store, const QList<MessageKey> &keys)
{
    QMap<qint64, QList<MessageKey>> places;
    for (const MessageKey &key : keys) {
        const auto row = store.message(key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row) {
            places[(*row)->folder].append(key);
        }
    }
    return places;
}

void removeHidden(QList<FolderRow> &folders)
{
    folders.removeIf([](const FolderRow &folder) {
        return !folder.isShown();
    });
}
}

ShownAccount::ShownAccount(StoreWorker &store, const QString &resource)
    : m_store(store)
    , m_resource(resource)
    , m_projector(store, resource)
    , m_adoption(store, resource)
{
}

void ShownAccount::configure(const Account &account)
{
    m_account = account;
}

void ShownAccount::setPendingChanges(std::function<bool()> pending)
{
    m_changesPending = pending;
    m_projector.setPendingChanges(std::move(pending));
}

bool ShownAccount::hasPendingChanges() const
{
    return m_changesPending && m_changesPending();
}

void ShownAccount::doubt()
{
    m_isShown = false;
    m_projector.doubtAll();
}

Task<Result<void>> ShownAccount::showStored()
{
    if (!m_isShown) {
        if (auto shown = co_await showAll(); !shown) {
            co_return shown;
        }
    }
    if (hasPendingChanges()) {
        co_return {};
    }
    co_return co_await m_adoption.noteQuiet();
}

Task<Result<void>> ShownAccount::showAll()
{
    const bool adopts = !hasPendingChanges(); // else another run is to do it
    if (adopts) {
        if (auto adopted = co_await m_adoption.adopt(m_account.mode); !adopted) {
            co_return adopted;
        }
    }
    const auto folders = co_await storedFolders();
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    if (!folders->isEmpty()) {
        if (auto shown = co_await showFolders(*folders); !shown) {
            co_return shown;
        }
    }
    m_isShown = adopts && !hasPendingChanges();
    co_return {};
}

Task<Result<void>> ShownAccount::showFolders(QList<FolderRow> folders)
{
    removeHidden(folders);
    if (hasPendingChanges()) {
        const auto found = co_await findFolders(m_resource, folders);
        if (!found) {
            co_return std::unexpected(found.error());
        }
        setCollections(*found);
        co_return {};
    }
    const auto collections = co_await syncFolders(m_resource, m_account, folders);
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    setCollections(*collections);
    for (const FolderRow &folder : std::as_const(folders)) {
        if (!folder.selectable) {
            continue;
        }
        if (auto shown = co_await m_projector.reconcile(folder.id); !shown) {
            co_return shown;
        }
    }
    co_return {};
}

Task<Result<void>> ShownAccount::showTree()
{
    auto folders = co_await storedFolders();
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    removeHidden(*folders);
    const auto collections = co_await syncFolders(m_resource, m_account, *folders);
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    setCollections(*collections);
    co_return {};
}

Task<Result<void>> ShownAccount::moveMessages(QList<MessageKey> keys, qint64 folder)
{
    const auto places = co_await m_store.run([keys](AccountStore &store) {
        return placesOf(store, keys);
    });
    if (!places) {
        co_return std::unexpected(places.error());
    }
    for (auto place = places->cbegin(); place != places->cend(); ++place) {
        if (place.key() == folder) {
            continue;
        }
        // Akonadi first: an item that moved before its row has lost its key, and is recognised by that after a crash
        // (run/shown/strayitems). A row that moved before its item would get another item.
        if (auto moved = co_await m_projector.move(place.key(), place.value(), folder); !moved) {
            co_return moved;
        }
        crashPoint("switch.item.moved");
        const auto stored = co_await m_store.run([keys = place.value(), folder](AccountStore &store) {
            return store.move(keys, folder);
        });
        if (!stored) {
            co_return stored;
        }
    }
    co_return {};
}

Task<Result<void>> ShownAccount::showQuota(ImapQuota quota)
{
    if (quota.limit > 0 && std::exchange(m_quotaShown, quota) != quota) {
        co_return co_await showQuotaOf(m_resource, quota);
    }
    co_return {};
}

Task<Result<QList<ShownAccount::Folder>>> ShownAccount::folders()
{
    const auto states = co_await m_store.run(readFolders);
    if (!states) {
        co_return std::unexpected(states.error());
    }
    QList<FolderRow> rows;
    for (const FolderState &state : *states) {
        rows.append(state.row);
    }
    const auto collections = co_await findFolders(m_resource, rows);
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    QList<Folder> folders;
    for (const FolderState &state : *states) {
        folders.append({.state = state, .collection = collections->value(state.row.id)});
    }
    co_return folders;
}

Task<Result<QList<FolderRow>>> ShownAccount::storedFolders()
{
    co_return co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
}

void ShownAccount::setCollections(const QHash<qint64, Akonadi::Collection> &collections)
{
    m_projector.setCollections(collections);
    m_hidden.clear();
    for (auto collection = collections.cbegin(); collection != collections.cend(); ++collection) {
        if (!collection->enabled()) {
            m_hidden.insert(collection.key());
        }
    }
}

}
