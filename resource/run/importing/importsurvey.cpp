// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/importing/importsurvey.h"

#include <algorithm>

namespace Konto
{

/// Local folders need not have their bytes in Akonadi's cache to have them on this computer.
BytesFrom bytesFrom(Mode mode)
{
    return mode == Mode::Pop3 ? BytesFrom::Anywhere : BytesFrom::Cache;
}

QString originOf(const StockAgent &agent)
{
    return agent.mode == Mode::Pop3 ? agent.identifier : QString();
}

Task<Result<StockAccount>> surveyAccount(StockAgent agent)
{
    StockAccount account{.agent = agent, .settings = settingsOfStock(agent.mode, stockValues(agent.identifier)), .folders = {}};
    if (account.settings.name.isEmpty()) {
        account.settings.name = agent.name;
    }
    if (agent.mode == Mode::Imap) {
        auto mailboxes = co_await stockMailboxes(agent.identifier);
        if (!mailboxes) {
            co_return std::unexpected(mailboxes.error());
        }
        account.folders = *mailboxes;
    } else {
        const auto target = co_await stockTarget(account.settings.targetCollection);
        if (!target) {
            co_return std::unexpected(target.error());
        }
        if (*target) {
            account.folders.append(**target);
        }
    }
    std::ranges::sort(account.folders, {}, &StockFolder::collection);
    co_return account;
}

static Task<Result<ImportPreview>> countMessages(StockAgent agent)
{
    const auto account = co_await surveyAccount(agent);
    if (!account) {
        co_return std::unexpected(account.error());
    }
    ImportPreview preview{.account = *account};
    for (const StockFolder &folder : account->folders) {
        const auto items = co_await stockItems(folder.collection, originOf(agent));
        if (!items) {
            co_return std::unexpected(items.error());
        }
        for (const StockItem &item : *items) {
            ++preview.messages;
            if (item.cached || bytesFrom(agent.mode) == BytesFrom::Anywhere) {
                ++preview.withBytes;
                preview.bytes += item.size;
            }
        }
    }
    co_return preview;
}

Task<Result<ImportPreview>> previewImport(StockAgent agent)
{
    auto preview = co_await countMessages(agent);
    if (!preview || agent.mode != Mode::Pop3 || preview->account.folders.isEmpty()) {
        co_return preview;
    }
    const auto sorted = co_await countSorted(preview->account.folders.first().collection, originOf(agent));
    if (!sorted) {
        co_return std::unexpected(sorted.error());
    }
    preview->sorted = *sorted;
    co_return preview;
}

static Task<Result<ImportPreview>> candidate(StockAgent agent)
{
    if (agent.mode == Mode::Pop3) {
        co_return co_await countMessages(agent);
    }
    const auto account = co_await surveyAccount(agent);
    co_return account.transform([](const StockAccount &found) {
        ImportPreview preview{.account = found};
        for (const StockFolder &folder : found.folders) {
            preview.messages += folder.messages;
        }
        return preview;
    });
}

Task<Result<QList<ImportPreview>>> importCandidates()
{
    QList<ImportPreview> candidates;
    const QList<StockAgent> agents = stockAgents();
    for (const StockAgent &agent : agents) {
        const auto one = co_await candidate(agent);
        if (!one) {
            co_return std::unexpected(one.error());
        }
        candidates.append(*one);
    }
    co_return candidates;
}

}
