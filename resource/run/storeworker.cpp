// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/storeworker.h"

namespace Konto
{

StoreWorker::StoreWorker()
    : m_opened(std::make_shared<std::shared_ptr<AccountStore>>())
{
    m_thread.setMaxThreadCount(1);
    m_thread.setExpiryTimeout(-1);
}

StoreWorker::~StoreWorker()
{
    m_thread.waitForDone();
}

namespace
{
struct Opened {
    std::shared_ptr<AccountStore> store;
    RepairReport report;
};

/// Two who ask at the same time get the same store: the second is served when the first has been.
Result<Opened> openStore(const QString &directory, const std::shared_ptr<std::shared_ptr<AccountStore>> &opened)
{
    if (*opened) {
        return Opened{.store = *opened, .report = {}};
    }
    auto store = AccountStore::open(directory);
    if (!store) {
        return std::unexpected(store.error());
    }
    const RepairReport report = (*store)->repairReport();
    *opened = std::move(*store);
    return Opened{.store = *opened, .report = report};
}
}

Task<Result<RepairReport>> StoreWorker::open(QString directory)
{
    if (m_store) {
        co_return RepairReport{};
    }
    const Result<Opened> opened = co_await future(QtConcurrent::run(&m_thread, openStore, directory, m_opened));
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    m_store = opened->store;
    co_return opened->report;
}

}
