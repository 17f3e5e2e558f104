// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/localcopies.h"

namespace Konto
{

namespace
{
using Keys = QHash<std::pair<QByteArray, qint64>, MessageKey>;

Result<Keys> readKeys(AccountStore &store)
{
    Keys keys;
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
            if (row.body == Body::Here) {
                keys.insert({row.headerHash, row.size}, row.key);
            }
        }
    }
    return keys;
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
    m_keys = *keys;
    m_loaded = true;
    co_return {};
}

std::optional<MessageKey> LocalCopies::find(const QByteArray &headerHash, qint64 size) const
{
    const auto key = m_keys.constFind({headerHash, size});
    return key == m_keys.constEnd() ? std::nullopt : std::optional(*key);
}

}
