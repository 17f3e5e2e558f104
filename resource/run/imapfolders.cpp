// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imapfolders.h"

#include "core/headers.h"

namespace Konto
{

namespace
{
constexpr qsizetype sampleSize = 8;

Result<ImapFolders::Folders> applyPlan(AccountStore &store, const FolderPlan &plan)
{
    ImapFolders::Folders folders{.there = plan.unchanged, .gone = plan.gone};
    for (const FolderRow &row : plan.save) {
        const auto saved = store.saveFolder(row);
        if (!saved) {
            return std::unexpected(saved.error());
        }
        folders.there.append(*saved);
    }
    return folders;
}

/// Rows spread over the folder whose header is known.
QList<MessageRow> sampleOf(QList<MessageRow> rows)
{
    rows.removeIf([](const MessageRow &row) {
        return row.uid == 0 || row.headerHash.isEmpty();
    });
    QList<MessageRow> sample;
    const qsizetype step = std::max<qsizetype>(1, rows.size() / sampleSize);
    for (qsizetype i = rows.size() - 1; i >= 0 && sample.size() < sampleSize; i -= step) {
        sample.append(rows.at(i));
    }
    return sample;
}
}

ImapFolders::ImapFolders(ImapSession &session, StoreWorker &store)
    : m_session(session)
    , m_store(store)
{
}

Task<Result<ImapFolders::Folders>> ImapFolders::update()
{
    const auto listed = co_await m_session.list();
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    const auto stored = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!stored) {
        co_return std::unexpected(stored.error());
    }
    FolderPlan plan = planFolders(listed->mailboxes, *stored);
    if (auto found = co_await findRenamed(&plan); !found) {
        co_return std::unexpected(found.error());
    }
    const char delimiter = listed->delimiter.isNull() ? ' ' : listed->delimiter.toLatin1();
    auto folders = co_await m_store.run([plan, personal = QByteArray(1, delimiter) + listed->personalPrefix.toUtf8()](AccountStore &store) {
        return store.setFact(personalNamespaceFact, personal).and_then([&] {
            return applyPlan(store, plan);
        });
    });
    if (folders) {
        folders->states = listed->states;
    }
    co_return folders;
}

Task<Result<void>> ImapFolders::findRenamed(FolderPlan *plan)
{
    for (FolderRow &fresh : plan->save) {
        if (fresh.id != 0 || fresh.mailbox.isEmpty() || !fresh.selectable) {
            continue;
        }
        for (qsizetype i = 0; i < plan->gone.size(); ++i) {
            const auto renamed = co_await isRenamed(plan->gone.at(i), fresh);
            if (!renamed) {
                co_return std::unexpected(renamed.error());
            }
            if (*renamed) {
                FolderRow row = plan->gone.takeAt(i);
                row.path = fresh.path;
                row.role = fresh.role;
                row.mailbox = fresh.mailbox;
                row.delimiter = fresh.delimiter;
                fresh = row;
                break;
            }
        }
    }
    co_return {};
}

Task<Result<bool>> ImapFolders::isRenamed(FolderRow gone, FolderRow fresh)
{
    if (gone.uidValidity == 0) {
        co_return false;
    }
    const auto opened = co_await m_session.openMailbox(fresh.mailbox);
    if (!opened) {
        co_return opened.error().scope == Scope::Folder ? Result<bool>(false) : std::unexpected(opened.error());
    }
    if (opened->state.uidValidity != gone.uidValidity || opened->state.uidNext < gone.uidNext) {
        co_return false;
    }
    co_return co_await sampleAgrees(gone);
}

Task<Result<bool>> ImapFolders::sampleAgrees(FolderRow gone)
{
    const auto rows = co_await m_store.run([id = gone.id](AccountStore &store) {
        return store.messages(id);
    });
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    QHash<quint32, MessageRow> sample;
    for (const MessageRow &row : sampleOf(*rows)) {
        sample.insert(row.uid, row);
    }
    if (rows->isEmpty()) {
        co_return true; // nothing that could be mistaken
    }
    if (sample.isEmpty()) {
        co_return false;
    }
    const auto headers = co_await m_session.fetchHeaders(uidRanges(sample.keys()));
    if (!headers) {
        co_return std::unexpected(headers.error());
    }
    // A message may have been expunged meanwhile; one that is another message is a contradiction.
    for (const ImapHeader &header : *headers) {
        const MessageRow row = sample.value(header.uid);
        if (row.size != header.size || row.headerHash != headerHash(header.header)) {
            co_return false;
        }
    }
    co_return !headers->isEmpty();
}

}
