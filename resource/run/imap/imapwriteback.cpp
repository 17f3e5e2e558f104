// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapwriteback.h"

#include "run/imap/imapwriteparts.h"

namespace Konto
{

namespace
{
Result<CopiesOnServer> copiesOnServer(AccountStore &store, const QList<FolderRow> &folders)
{
    CopiesOnServer copies;
    for (const FolderRow &folder : folders) {
        const auto rows = store.outgoing().onServer(folder.id);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (const MessageRow &row : *rows) {
            if (row.uidValidity == folder.uidValidity) {
                copies.insert({row.headerHash, row.size}, row);
            }
        }
    }
    return copies;
}

/// The copies that may go: what stands in their place is on the server, or was deleted since.
Result<QList<ReplacedCopy>> ripe(AccountStore &store, const QList<ReplacedCopy> &replaced)
{
    QList<ReplacedCopy> ripe;
    for (const ReplacedCopy &copy : replaced) {
        const auto row = store.message(copy.key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row || (*row)->writing == Writing::Nothing) {
            ripe.append(copy);
        }
    }
    return ripe;
}
}

ImapWriteBack::ImapWriteBack(ImapSession &session, StoreWorker &store, Projector &projector)
    : m_store(store)
    , m_refusals(session)
    , m_settling(session, store, m_refusals)
    , m_uploads(session, store, m_refusals, m_settling)
    , m_mailboxes(session, store, projector, m_refusals, m_settling)
{
}

Task<Result<ImapWriteBack::World>> ImapWriteBack::look()
{
    co_return co_await m_store.run([](AccountStore &store) -> Result<World> {
        World world;
        const auto folders = store.folders();
        const auto outgoing = store.outgoing().messages();
        const auto replaced = store.outgoing().replaced().and_then([&](const QList<ReplacedCopy> &copies) {
            return ripe(store, copies);
        });
        if (!folders || !outgoing || !replaced) {
            return std::unexpected(!folders ? folders.error() : !outgoing ? outgoing.error() : replaced.error());
        }
        world.folders = *folders;
        world.replaced = *replaced;
        CopiesOnServer copies;
        if (std::ranges::contains(*outgoing, Writing::Upload, &MessageRow::writing)) {
            const auto there = copiesOnServer(store, *folders);
            if (!there) {
                return std::unexpected(there.error());
            }
            copies = *there;
        }
        world.plan = planWriting(*outgoing, *folders, copies);
        return world;
    });
}

Task<Result<void>> ImapWriteBack::run(std::optional<QSet<qint64>> gone)
{
    m_refusals.begin(std::move(gone));
    auto world = co_await look();
    if (!world) {
        co_return std::unexpected(world.error());
    }
    if (!world->plan.unsettled.isEmpty()) {
        if (auto settled = co_await m_settling.settle(world->plan.unsettled, world->folders); !settled) {
            co_return settled;
        }
        world = co_await look();
        if (!world) {
            co_return std::unexpected(world.error());
        }
    }
    const bool uploads = !world->plan.copies.isEmpty() || !world->plan.appends.isEmpty();
    if (auto copied = co_await m_uploads.copy(world->plan.copies, world->folders); !copied) {
        co_return copied;
    }
    if (auto appended = co_await m_uploads.append(world->plan.appends, world->folders); !appended) {
        co_return appended;
    }
    if (uploads) { // which may have made copies ripe to go
        world = co_await look();
        if (!world) {
            co_return std::unexpected(world.error());
        }
    }
    QMap<qint64, QList<ReplacedCopy>> replaced;
    for (const ReplacedCopy &copy : world->replaced) {
        replaced[copy.folder].append(copy);
        world->plan.mailboxes[copy.folder]; // so that it is visited
    }
    const auto mailboxes = world->plan.mailboxes;
    for (auto writes = mailboxes.cbegin(); writes != mailboxes.cend(); ++writes) {
        const FolderRow folder = folderIn(world->folders, writes.key());
        if (folder.mailbox.isEmpty()) {
            continue;
        }
        if (auto written = co_await m_mailboxes.write(folder, writes.value(), replaced.value(folder.id), world->folders); !written) {
            co_return written;
        }
    }
    if (!mailboxes.isEmpty()) {
        if (auto removed = co_await removeCopied(world->replaced); !removed) {
            co_return removed;
        }
    }
    co_return m_refusals.outcome();
}

/// Where the server does not tell the new UIDs, what was moved is known to have arrived only by now.
Task<Result<void>> ImapWriteBack::removeCopied(QList<ReplacedCopy> tried)
{
    const auto world = co_await look();
    if (!world) {
        co_return std::unexpected(world.error());
    }
    QMap<qint64, QList<ReplacedCopy>> left;
    for (const ReplacedCopy &copy : world->replaced) {
        if (!tried.contains(copy)) {
            left[copy.folder].append(copy);
        }
    }
    for (auto copies = left.cbegin(); copies != left.cend(); ++copies) {
        const FolderRow folder = folderIn(world->folders, copies.key());
        if (folder.mailbox.isEmpty()) {
            continue;
        }
        if (auto written = co_await m_mailboxes.write(folder, {}, copies.value(), world->folders); !written) {
            co_return written;
        }
    }
    co_return {};
}

}
