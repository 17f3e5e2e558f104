// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/storeworker.h"
#include "store/switchjournal.h"

#include <QJsonObject>

#include <functional>

namespace Konto
{

/// What is here, before and after a switch, told by the contents of the messages.
class SwitchCheck
{
public:
    /// \a progress is told per cent.
    SwitchCheck(StoreWorker &store, std::function<void(int)> progress);

    /// Notes the hash of every message whose bytes are here. In slices, so that opening a message does not wait.
    [[nodiscard]] Task<Result<void>> note();
    /// Compares with what was noted. Of the messages that were here at the commit point: how many are here with the same bytes ("same"), have other bytes
    /// ("changed"), are gone ("gone"; deleted meanwhile, here or by another device), and how many there are now that were not then ("arrived").
    [[nodiscard]] Task<Result<QJsonObject>> compare();

private:
    [[nodiscard]] Task<Result<QHash<MessageKey, QByteArray>>> hash(QList<MessageKey> keys);

    StoreWorker &m_store;
    std::function<void(int)> m_progress;
};

}
