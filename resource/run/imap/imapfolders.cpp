// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapfolders.h"

#include "core/headers.h"
#include "store/outgoing.h"

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype sampleSize = 8;
constexpr int mostAttempts = 10;

/// Paths are unique at every moment: a folder that has the path of another one and is to go elsewhere gives way.
Result<void> makeRoom(AccountStore &store, const FolderRow &wanted)
{
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const auto occupant = std::ranges::find(*folders, wanted.path, &FolderRow::path);
    if (occupant == folders->end() || occupant->id == wanted.id) {
        return {};
    }
    FolderRow aside = *occupant;
    aside.path = freePath(*folders, wanted.path);
    return store.saveFolder(aside).transform([](const FolderRow &) { });
}

/// Those of \a rows that are still there, as they are now.
QList<FolderRow> asStored(const QList<FolderRow> &rows, const QList<FolderRow> &stored)
{
    QList<FolderRow> fresh;
    for (const FolderRow &row : rows) {
        if (const auto now = std::ranges::find(stored, row.id, &FolderRow::id); now != stored.end()) {
            fresh.append(*now);
        }
    }
    return fresh;
}

/// Nothing when the user changed the folders since \a seen, for which the plan was made.
Result<std::optional<ImapFolders::Folders>> applyPlan(AccountStore &store, const FolderPlan &plan, const QList<FolderRow> &seen)
{
    const auto before = store.folders();
    if (!before || *before != seen) {
        return before ? Result<std::optional<ImapFolders::Folders>>(std::nullopt) : std::unexpected(before.error());
    }
    ImapFolders::Folders folders;
    for (const FolderRow &row : plan.save) {
        const auto saved = makeRoom(store, row).and_then([&] {
            return store.saveFolder(row);
        });
        if (!saved) {
            return std::unexpected(saved.error());
        }
        folders.there.append(*saved);
    }
    return store.folders().transform([&](const QList<FolderRow> &after) {
        folders.there += asStored(plan.unchanged, after);
        folders.gone = asStored(plan.gone, after);
        return std::optional(folders);
    });
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
    const char delimiter = listed->delimiter.isNull() ? ' ' : listed->delimiter.toLatin1();
    const auto noted = co_await m_store.run([personal = QByteArray(1, delimiter) + listed->personalPrefix.toUtf8()](AccountStore &store) {
        return store.setFact(personalNamespaceFact, personal);
    });
    if (!noted) {
        co_return std::unexpected(noted.error());
    }
    for (int attempt = 0; attempt < mostAttempts; ++attempt) {
        auto folders = co_await adopt(*listed);
        if (!folders) {
            co_return std::unexpected(folders.error());
        }
        if (*folders) {
            (*folders)->states = listed->states;
            co_return **folders;
        }
    }
    co_return fail(ErrorKind::Storage, u"the folders do not come to rest"_s);
}

Task<Result<std::optional<ImapFolders::Folders>>> ImapFolders::adopt(ImapListing listed)
{
    const auto stored = co_await m_store.run([](AccountStore &store) {
        return store.folders();
    });
    if (!stored) {
        co_return std::unexpected(stored.error());
    }
    FolderPlan plan = planFolders(listed.mailboxes, *stored);
    if (auto found = co_await findRenamed(&plan); !found) {
        co_return std::unexpected(found.error());
    }
    co_return co_await m_store.run([plan, seen = *stored](AccountStore &store) {
        return applyPlan(store, plan, seen);
    });
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
                row.role = row.chosenRole.value_or(fresh.role);
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
        return store.outgoing().onServer(id);
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
