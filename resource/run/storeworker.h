// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/await.h"
#include "net/task.h"
#include "store/accountstore.h"

#include <QThreadPool>
#include <QtConcurrentRun>

#include <memory>

namespace Konto
{

/// The account store on a thread of its own, so that fsync and SQLite never block the event loop. Calls are
/// done one after the other in the order they were made. Destroying the worker waits for the running call.
class StoreWorker
{
public:
    StoreWorker();
    ~StoreWorker();

    /// Opens the store in \a directory, once; later calls return what the first one said if it succeeded.
    [[nodiscard]] Task<Result<RepairReport>> open(QString directory);
    [[nodiscard]] bool isOpen() const
    {
        return m_store != nullptr;
    }

    /// co_await worker.run([](AccountStore &store) { return store.folders(); }). The store must be open.
    template<class Work>
    [[nodiscard]] Task<std::invoke_result_t<Work, AccountStore &>> run(Work work)
    {
        auto store = m_store;
        auto shared = std::make_shared<Work>(std::move(work));
        co_return co_await future(QtConcurrent::run(&m_thread, [store, shared] {
            return (*shared)(*store);
        }));
    }

private:
    QThreadPool m_thread;
    std::shared_ptr<std::shared_ptr<AccountStore>> m_opened; ///< touched by the worker thread only
    std::shared_ptr<AccountStore> m_store;
};

}
