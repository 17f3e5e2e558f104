// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/folderorder.h"

#include "plan/folderplan.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace Konto
{

void FolderOrder::prefer(qint64 folder)
{
    m_preferred.removeAll(folder);
    m_preferred.prepend(folder);
}

void FolderOrder::preferNow(qint64 folder)
{
    prefer(folder);
    m_openedMeanwhile.removeAll(folder);
    m_openedMeanwhile.append(folder);
}

void FolderOrder::begin(QList<FolderRow> folders, const QSet<qint64> &hidden)
{
    folders.removeIf([&hidden](const FolderRow &folder) {
        return folder.change == FolderChange::Hidden || hidden.contains(folder.id);
    });
    m_all = inSyncOrder(std::move(folders));
    std::ranges::stable_sort(m_all, std::ranges::greater(), [this](const FolderRow &folder) {
        return m_preferred.contains(folder.id);
    });
    m_left = m_all;
    m_openedMeanwhile.clear();
}

void FolderOrder::beginAgain(const QSet<QString> &mailboxes)
{
    m_left = m_all;
    m_left.removeIf([&mailboxes](const FolderRow &folder) {
        return !mailboxes.contains(folder.mailbox);
    });
}

std::optional<FolderRow> FolderOrder::takeNext()
{
    while (!m_openedMeanwhile.isEmpty()) {
        const qint64 opened = m_openedMeanwhile.takeLast();
        m_left.removeIf([opened](const FolderRow &folder) {
            return folder.id == opened;
        });
        if (const auto row = std::ranges::find(m_all, opened, &FolderRow::id); row != m_all.end()) {
            return *row;
        }
    }
    return m_left.isEmpty() ? std::nullopt : std::optional(m_left.takeFirst());
}

}
