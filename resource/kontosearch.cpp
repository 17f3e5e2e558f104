// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// KontoResource: searches that Akonadi hands on, one folder after the other. Every one has to be answered, for Akonadi
// waits without a limit.

#include "kontoresource.h"

#include "akonadi/akonadifolders.h"
#include "akonadi/akonadiitems.h"
#include "akonadi/mailsearch.h"

#include <QPointer>
#include <QSet>

namespace Konto
{

// Akonadi looks remote ids up in one SQL statement, and databases take 32,766 arguments or so.
static constexpr qsizetype mostRemoteIds = 5000;

/// Searches that go on are Akonadi's own affair: it asks again.
void KontoResource::addSearch(const QString &, const QString &, const Akonadi::Collection &)
{
}

void KontoResource::removeSearch(const Akonadi::Collection &)
{
}

void KontoResource::search(const QString &query, const Akonadi::Collection &collection)
{
    answerSearch(collection, m_sync->search(folderOf(collection), searchTermOf(query)));
}

/// AgentSearchInterface knows the last question only, so a late answer to one before must not be given.
QCoro::Task<void> KontoResource::answerSearch(Akonadi::Collection collection, Task<QList<MessageKey>> searching)
{
    const QPointer<KontoResource> self(this);
    const quint64 number = ++m_searches;
    const QList<MessageKey> keys = co_await searching;
    if (!self || number != m_searches) {
        co_return;
    }
    if (keys.size() <= mostRemoteIds) {
        searchFinished(keys);
        co_return;
    }
    const auto items = co_await listItems(collection);
    if (!self || number != m_searches) {
        co_return;
    }
    const QSet<MessageKey> found(keys.begin(), keys.end());
    QList<qint64> ids;
    for (const KnownItem &item : items.value_or({})) {
        if (found.contains(item.key)) {
            ids.append(item.id);
        }
    }
    searchFinished(ids, Uid);
}

}
