// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/localcopies.h"

namespace Konto
{

namespace
{
using Keys = QHash<std::pair<QByteArray, qint64>, MessageKey>;

struct AllKeys {
    Keys byHeader;
    Keys byObject;
};

void insert(const MessageRow &row, Keys &byHeader, Keys &byObject)
{
    if (row.body != Body::Here || row.fetchAgain) {
        return;
    }
    byHeader.insert({row.headerHash, row.size}, row.key);
    if (!row.objectId.isEmpty()) {
        byObject.insert({row.objectId, row.size}, row.key);
    }
}

Result<AllKeys> readKeys(AccountStore &store)
{
    AllKeys keys;
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    for (const FolderRow &folder : *folders) {
        const auto rows = store.messages(folder.id);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (const MessageRow &row : *rows) {
            insert(row, keys.byHeader, keys.byObject);
        }
    }
    return keys;
}

std::optional<MessageKey> keyOf(const Keys &keys, const QByteArray &id, qint64 size)
{
    const auto key = keys.constFind({id, size});
    return key == keys.constEnd() ? std::nullopt : std::optional(*key);
}
}

LocalCopies::LocalCopies(StoreWorker &store)
    : m_store(store)
{
}

Task<Result<void>> LocalCopies::load()
{
    if (m_loaded) {
        co_return {};
    }
    const auto keys = co_await m_store.run([](AccountStore &store) {
        return readKeys(store);
    });
    if (!keys) {
        co_return std::unexpected(keys.error());
    }
    m_byHeader = keys->byHeader;
    m_byObject = keys->byObject;
    m_loaded = true;
    co_return {};
}

void LocalCopies::add(const QList<MessageRow> &rows)
{
    for (const MessageRow &row : rows) {
        insert(row, m_byHeader, m_byObject);
    }
}

std::optional<MessageKey> LocalCopies::find(const QByteArray &headerHash, qint64 size) const
{
    return keyOf(m_byHeader, headerHash, size);
}

std::optional<MessageKey> LocalCopies::findObject(const QByteArray &objectId, qint64 size) const
{
    return keyOf(m_byObject, objectId, size);
}

}
