// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/shown/adoption.h"

#include "run/shown/strayitems.h"

#include <QTimeZone>

namespace Konto
{

static const QByteArray quietFact = QByteArrayLiteral("changes.until"); // milliseconds since 1970
static constexpr std::chrono::seconds quietMargin{60}; // what takes Akonadi longer to tell us is no change of just now

Adoption::Adoption(StoreWorker &store, const QString &resource)
    : m_store(store)
    , m_resource(resource)
{
}

Task<Result<void>> Adoption::adopt(Mode mode)
{
    if (auto adopted = co_await adoptStrayFolders(&m_store, mode, m_resource); !adopted) {
        co_return adopted;
    }
    const auto folders = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    const auto collections = co_await findFolders(m_resource, *folders);
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    if (auto adopted = co_await adoptStrayItems(&m_store, mode, *collections); !adopted) {
        co_return adopted;
    }
    co_return co_await adoptLostChanges(mode, *collections);
}

Task<Result<void>> Adoption::adoptLostChanges(Mode mode, QHash<qint64, Akonadi::Collection> collections)
{
    if (m_changesAdopted) {
        co_return {};
    }
    const auto until = co_await m_store.run([](AccountStore &store) {
        return store.fact(quietFact);
    });
    if (!until) {
        co_return std::unexpected(until.error());
    }
    if (!until->isEmpty()) {
        const QDateTime since = QDateTime::fromMSecsSinceEpoch(until->toLongLong(), QTimeZone::UTC);
        if (auto adopted = co_await adoptChanges(&m_store, mode, collections, since); !adopted) {
            co_return adopted;
        }
    }
    m_changesAdopted = true;
    co_return {};
}

Task<Result<void>> Adoption::noteQuiet()
{
    if (!m_changesAdopted || (m_quietNoted.isValid() && m_quietNoted.durationElapsed() < quietMargin)) {
        co_return {};
    }
    m_quietNoted.start();
    const QDateTime until = QDateTime::currentDateTimeUtc().addDuration(-quietMargin);
    co_return co_await m_store.run([until](AccountStore &store) {
        return store.setFact(quietFact, QByteArray::number(until.toMSecsSinceEpoch()));
    });
}

}
