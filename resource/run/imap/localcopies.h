// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/storeworker.h"

#include <QHash>

#include <optional>

namespace Konto
{

/// The messages of the account whose bytes are here, by identity (object id, or header hash, and size), in whichever folder. So a
/// message that another client moved or copied is taken from disk instead of the network (invariant 2). Read from
/// the store when first needed in a run; what comes in the run is to be added.
class LocalCopies
{
public:
    explicit LocalCopies(StoreWorker &store);

    [[nodiscard]] Task<Result<void>> load();
    void add(const QList<MessageRow> &rows);
    [[nodiscard]] std::optional<MessageKey> find(const QByteArray &headerHash, qint64 size) const;
    /// RFC 8474 section 5.1: what has the same id has the same bytes, and was received at the same time.
    [[nodiscard]] std::optional<MessageKey> findObject(const QByteArray &objectId, qint64 size) const;

private:
    using Keys = QHash<std::pair<QByteArray, qint64>, MessageKey>;

    StoreWorker &m_store;
    bool m_loaded = false;
    Keys m_byHeader;
    Keys m_byObject;
};

}
