// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/storeworker.h"

#include <QHash>

#include <optional>

namespace Konto
{

/// The messages of the account whose bytes are here, by identity (header hash and size), in whichever folder. So a
/// message that another client moved or copied is taken from disk instead of the network (invariant 2). Read from
/// the store when first needed in a run.
class LocalCopies
{
public:
    explicit LocalCopies(StoreWorker &store);

    [[nodiscard]] Task<Result<void>> load();
    [[nodiscard]] std::optional<MessageKey> find(const QByteArray &headerHash, qint64 size) const;

private:
    StoreWorker &m_store;
    bool m_loaded = false;
    QHash<std::pair<QByteArray, qint64>, MessageKey> m_keys;
};

}
