// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imapwriteback.h"

#include "core/crashpoint.h"

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QList<MessageKey> keysOf(const QList<MessageRow> &rows)
{
    QList<MessageKey> keys;
    for (const MessageRow &row : rows) {
        keys.append(row.key);
    }
    return keys;
}

UidRanges uidsOf(const QList<MessageRow> &rows)
{
    QList<quint32> uids;
    for (const MessageRow &row : rows) {
        uids.append(row.uid);
    }
    return uidRanges(uids);
}

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

using RowsByFolder = QMap<qint64, QList<MessageRow>>;

/// Messages by the folder into which what was begun would have put them.
Result<RowsByFolder> begunIn(AccountStore &store, const QList<MessageRow> &rows, const QList<FolderRow> &folders)
{
    RowsByFolder places;
    for (const MessageRow &row : rows) {
        const auto begun = store.fact(begunFact(row.key));
        if (!begun) {
            return std::unexpected(begun.error());
        }
        const qint64 folder = begun->toLongLong();
        places[std::ranges::contains(folders, folder, &FolderRow::id) ? folder : row.folder].append(row);
    }
    return places;
}

/// Of those that are no longer begun.
Result<void> forgetBegun(AccountStore &store, const QList<MessageRow> &rows)
{
    for (const MessageRow &row : rows) {
        const auto begun = store.fact(begunFact(row.key));
        const auto now = store.message(row.key);
        if (!begun || !now) {
            return std::unexpected(begun ? now.error() : begun.error());
        }
        const bool waits = *now && ((*now)->writing == Writing::UploadBegun || (*now)->writing == Writing::MoveBegun);
        if (begun->isEmpty() || waits) {
            continue;
        }
        if (auto forgotten = store.setFact(begunFact(row.key), {}); !forgotten) {
            return forgotten;
        }
    }
    return {};
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
    : m_session(session)
    , m_store(store)
    , m_projector(projector)
{
}

template<class Change>
Task<Result<void>> ImapWriteBack::inOutgoing(Change change)
{
    co_return co_await m_store.run([change](AccountStore &store) -> Result<void> {
        Outgoing outgoing = store.outgoing();
        return change(outgoing);
    });
}

Result<void> ImapWriteBack::keep(const Error &error, ErrorKind kind, const FolderRow &folder)
{
    if (error.scope != Scope::Folder) {
        return std::unexpected(error);
    }
    if (!m_refusal) {
        m_refusal = error.kind == ErrorKind::Refused ? makeError(kind, folder.path.join(u'/'), error.serverText) : error;
    }
    return {};
}

FolderRow ImapWriteBack::World::folder(qint64 id) const
{
    const auto folder = std::ranges::find(folders, id, &FolderRow::id);
    return folder == folders.end() ? FolderRow{} : *folder;
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

Task<Result<bool>> ImapWriteBack::isGone(Error error, FolderRow folder)
{
    if (error.scope != Scope::Folder || (m_gone && !m_gone->contains(folder.id))) {
        co_return false;
    }
    const auto state = co_await m_session.status(folder.mailbox);
    if (!state && state.error().scope != Scope::Folder) {
        co_return std::unexpected(state.error());
    }
    m_waits = m_waits || !state;
    co_return !state;
}

Task<Result<bool>> ImapWriteBack::keepUnlessGone(Error error, ErrorKind kind, FolderRow folder, FolderRow place)
{
    const auto gone = co_await isGone(error, place);
    if (!gone || *gone) {
        co_return gone;
    }
    co_return keep(error, kind, folder).transform([] {
        return false;
    });
}

Task<Result<void>> ImapWriteBack::run(std::optional<QSet<qint64>> gone)
{
    m_gone = std::move(gone);
    m_waits = false;
    auto world = co_await look();
    if (!world) {
        co_return std::unexpected(world.error());
    }
    if (!world->plan.unsettled.isEmpty()) {
        if (auto settled = co_await settle(*world); !settled) {
            co_return settled;
        }
        world = co_await look();
        if (!world) {
            co_return std::unexpected(world.error());
        }
    }
    const bool uploads = !world->plan.copies.isEmpty() || !world->plan.appends.isEmpty();
    if (auto copied = co_await copyAll(*world); !copied) {
        co_return copied;
    }
    if (auto appended = co_await appendAll(*world); !appended) {
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
        const FolderRow folder = world->folder(writes.key());
        if (folder.mailbox.isEmpty()) {
            continue;
        }
        if (auto written = co_await writeMailbox(*world, folder, writes.value(), replaced.value(folder.id)); !written) {
            co_return written;
        }
    }
    if (!mailboxes.isEmpty()) {
        if (auto removed = co_await removeCopied(world->replaced); !removed) {
            co_return removed;
        }
    }
    co_return m_refusal ? std::unexpected(*m_refusal) : Result<void>();
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
        const FolderRow folder = world->folder(copies.key());
        if (folder.mailbox.isEmpty()) {
            continue;
        }
        if (auto written = co_await writeMailbox(*world, folder, {}, copies.value()); !written) {
            co_return written;
        }
    }
    co_return {};
}

Task<Result<void>> ImapWriteBack::settle(World world)
{
    const auto places = co_await m_store.run([rows = world.plan.unsettled, folders = world.folders](AccountStore &store) {
        return begunIn(store, rows, folders);
    });
    if (!places) {
        co_return std::unexpected(places.error());
    }
    for (auto rows = places->cbegin(); rows != places->cend(); ++rows) {
        if (auto settled = co_await settleIn(world.folder(rows.key()), rows.value()); !settled) {
            co_return settled;
        }
    }
    co_return co_await m_store.run([rows = world.plan.unsettled](AccountStore &store) {
        return forgetBegun(store, rows);
    });
}

Task<Result<void>> ImapWriteBack::settleIn(FolderRow folder, QList<MessageRow> rows)
{
    const auto found = co_await findPlaces(&m_session, &m_store, folder, rows);
    if (!found) {
        co_return (co_await keepUnlessGone(found.error(), ErrorKind::ChangeRefused, folder, folder)).transform([](bool) { });
    }
    co_return co_await inOutgoing([folder, rows, found = *found](Outgoing &outgoing) -> Result<void> {
        QList<Placed> placed;
        QHash<MessageKey, Flags> base;
        QList<ReplacedCopy> left;
        QList<MessageKey> upload;
        QList<MessageKey> nothing;
        for (const MessageRow &row : rows) {
            const auto place = found.constFind(row.key);
            if (place == found.cend()) {
                (row.writing == Writing::UploadBegun ? upload : nothing).append(row.key);
                continue;
            }
            placed.append({.key = row.key, .folder = folder.id, .uidValidity = place->uidValidity, .uid = place->uid});
            base.insert(row.key, place->flags);
            if (row.uid != 0) { // copied; gone already if it was moved, and then nobody has that UID
                left.append({.folder = row.placeOnServer(), .uidValidity = row.uidValidity, .uid = row.uid, .key = row.key});
            }
        }
        return outgoing.addReplaced(left)
            .and_then([&] {
                return outgoing.setBaseFlags(base);
            })
            .and_then([&] {
                return outgoing.setPlaced(placed);
            })
            .and_then([&] {
                return outgoing.setWriting(upload, Writing::Upload);
            })
            .and_then([&] {
                return outgoing.setWriting(nothing, Writing::Nothing);
            });
    });
}

Task<Result<void>> ImapWriteBack::copyAll(World world)
{
    for (auto group = world.plan.copies.cbegin(); group != world.plan.copies.cend(); ++group) {
        const auto [from, to] = group.key();
        QList<CopyWrite> waiting = group.value();
        while (!waiting.isEmpty()) {
            // A UID stands in a set once: of several copies of one message, each takes a round.
            QList<CopyWrite> round;
            QSet<quint32> uids;
            waiting.removeIf([&](const CopyWrite &copy) {
                if (uids.contains(copy.source.uid)) {
                    return false;
                }
                uids.insert(copy.source.uid);
                round.append(copy);
                return true;
            });
            if (auto copied = co_await copyRound(world.folder(from), world.folder(to), round); !copied) {
                co_return copied;
            }
        }
    }
    co_return {};
}

Task<Result<void>> ImapWriteBack::copyRound(FolderRow source, FolderRow target, QList<CopyWrite> copies)
{
    const auto opened = co_await m_session.openMailbox(source.mailbox);
    if (!opened) {
        co_return (co_await keepUnlessGone(opened.error(), ErrorKind::UploadRefused, target, source)).transform([](bool) { });
    }
    if (opened->state.uidValidity != source.uidValidity) {
        co_return {}; // the sync finds out; then again
    }
    QList<MessageKey> keys;
    QList<MessageRow> sources;
    for (const CopyWrite &copy : std::as_const(copies)) {
        keys.append(copy.row.key);
        sources.append(copy.source);
    }
    auto begun = co_await inOutgoing([keys](Outgoing &outgoing) {
        return outgoing.setWriting(keys, Writing::UploadBegun);
    });
    if (!begun) {
        co_return begun;
    }
    crashPoint("imap.copy.begun");
    const auto copied = co_await m_session.copy(uidsOf(sources), target.mailbox);
    crashPoint("imap.copy.done");
    if (!copied) {
        if (auto kept = co_await keepUnlessGone(copied.error(), ErrorKind::UploadRefused, target, target); !kept) {
            co_return std::unexpected(kept.error());
        }
        co_return co_await inOutgoing([keys](Outgoing &outgoing) {
            return outgoing.setWriting(keys, Writing::Upload);
        });
    }
    if (copied->uids.isEmpty()) {
        QList<MessageRow> rows;
        for (const CopyWrite &copy : std::as_const(copies)) {
            rows.append(copy.row);
            rows.last().writing = Writing::UploadBegun;
        }
        co_return co_await settleIn(target, rows);
    }
    co_return co_await inOutgoing([copies, copied = *copied, id = target.id](Outgoing &outgoing) {
        QList<Placed> placed;
        QHash<MessageKey, Flags> base;
        QList<MessageKey> again;
        for (const CopyWrite &copy : copies) {
            const quint32 uid = copied.uids.value(copy.source.uid);
            if (uid == 0) {
                again.append(copy.row.key); // the source is gone by now
                continue;
            }
            placed.append({.key = copy.row.key, .folder = id, .uidValidity = copied.uidValidity, .uid = uid});
            base.insert(copy.row.key, copy.source.baseFlags);
        }
        return outgoing.setBaseFlags(base)
            .and_then([&] {
                return outgoing.setPlaced(placed);
            })
            .and_then([&] {
                return outgoing.setWriting(again, Writing::Upload);
            });
    });
}

Task<Result<void>> ImapWriteBack::appendAll(World world)
{
    for (const MessageRow &row : std::as_const(world.plan.appends)) {
        if (auto appended = co_await append(world.folder(row.folder), row); !appended) {
            co_return appended;
        }
    }
    co_return {};
}

Task<Result<void>> ImapWriteBack::append(FolderRow folder, MessageRow row)
{
    const auto bytes = co_await m_store.run([key = row.key](AccountStore &store) {
        return store.read(key);
    });
    if (!bytes) {
        // Deleted meanwhile, or removed by another program: then the next scan of the folder says what is to be done.
        co_return bytes.error().scope == Scope::Message ? Result<void>() : std::unexpected(bytes.error());
    }
    auto begun = co_await inOutgoing([key = row.key](Outgoing &outgoing) {
        return outgoing.setWriting({key}, Writing::UploadBegun);
    });
    if (!begun) {
        co_return begun;
    }
    row.writing = Writing::UploadBegun;
    crashPoint("imap.append.begun");
    const auto appended = co_await m_session.append(folder.mailbox, {.bytes = *bytes, .flags = row.flags, .date = row.internalDate});
    crashPoint("imap.append.done");
    if (!appended) {
        if (auto kept = co_await keepUnlessGone(appended.error(), ErrorKind::UploadRefused, folder, folder); !kept) {
            co_return std::unexpected(kept.error());
        }
        co_return co_await inOutgoing([key = row.key](Outgoing &outgoing) {
            return outgoing.setWriting({key}, Writing::Upload);
        });
    }
    if (appended->uids.isEmpty()) {
        co_return co_await settleIn(folder, {row});
    }
    co_return co_await inOutgoing([row, appended = *appended, id = folder.id](Outgoing &outgoing) {
        return outgoing.setBaseFlags({{row.key, row.flags}}).and_then([&] {
            return outgoing.setPlaced({{.key = row.key, .folder = id, .uidValidity = appended.uidValidity, .uid = appended.uids.value(0)}});
        });
    });
}

Task<Result<void>> ImapWriteBack::writeMailbox(World world, FolderRow folder, MailboxWrites writes, QList<ReplacedCopy> replaced)
{
    const auto opened = co_await m_session.openMailbox(folder.mailbox, ImapOpening::ReadWrite);
    if (!opened) {
        co_return (co_await keepUnlessGone(opened.error(), ErrorKind::ChangeRefused, folder, folder)).transform([](bool) { });
    }
    if (opened->readOnly) {
        std::ignore = keep(makeError(ErrorKind::Refused), ErrorKind::ChangeRefused, folder);
        co_return co_await undo(folder, writes);
    }
    // Rows of another UIDVALIDITY are matched by the next sync; their changes go after that.
    const quint32 uidValidity = opened->state.uidValidity;
    const auto isOld = [uidValidity](const auto &message) {
        return message.uidValidity != uidValidity;
    };
    for (FlagWrite &write : writes.flags) {
        write.rows.removeIf(isOld);
    }
    writes.removals.removeIf(isOld);
    const QList<ReplacedCopy> meaningless = [&] {
        QList<ReplacedCopy> old = replaced;
        old.removeIf(std::not_fn(isOld));
        return old;
    }();
    replaced.removeIf(isOld);
    auto forgotten = co_await inOutgoing([meaningless](Outgoing &outgoing) {
        return outgoing.forgetReplaced(meaningless);
    });
    if (!forgotten) {
        co_return forgotten;
    }
    if (auto written = co_await writeFlags(folder, writes.flags); !written) {
        co_return written;
    }
    for (auto target = writes.moves.begin(); target != writes.moves.end(); ++target) {
        target->removeIf(isOld);
        if (target->isEmpty()) {
            continue;
        }
        if (auto done = co_await move(folder, world.folder(target.key()), *target); !done) {
            co_return done;
        }
    }
    if (writes.removals.isEmpty() && replaced.isEmpty()) {
        co_return {};
    }
    co_return co_await remove(folder, writes.removals, replaced);
}

Task<Result<void>> ImapWriteBack::writeFlags(FolderRow folder, QList<FlagWrite> writes)
{
    QHash<MessageKey, Flags> done;
    QList<MessageRow> refused;
    for (const FlagWrite &write : std::as_const(writes)) {
        if (write.rows.isEmpty()) {
            continue;
        }
        const auto stored = co_await m_session.storeFlags(uidsOf(write.rows), write.names, write.on);
        if (!stored) {
            if (auto kept = keep(stored.error(), ErrorKind::ChangeRefused, folder); !kept) {
                co_return kept;
            }
            refused += stored.error().kind == ErrorKind::Refused ? write.rows : QList<MessageRow>();
            continue;
        }
        for (const MessageRow &row : write.rows) {
            done.insert(row.key, row.flags);
        }
    }
    for (const MessageRow &row : std::as_const(refused)) {
        done.remove(row.key);
    }
    auto recorded = co_await inOutgoing([done](Outgoing &outgoing) {
        return outgoing.setBaseFlags(done);
    });
    if (!recorded || refused.isEmpty()) {
        co_return recorded;
    }
    co_return co_await undoFlags(folder, refused);
}

Task<Result<void>> ImapWriteBack::undoFlags(FolderRow folder, QList<MessageRow> rows)
{
    for (MessageRow &row : rows) {
        row.flags = row.baseFlags;
    }
    auto undone = co_await m_store.run([rows](AccountStore &store) {
        QHash<MessageKey, Flags> flags;
        for (const MessageRow &row : rows) {
            flags.insert(row.key, row.flags);
        }
        return store.setFlags(flags);
    });
    if (!undone) {
        co_return undone;
    }
    co_return co_await m_projector.showFlags(folder.id, rows);
}

Task<Result<void>> ImapWriteBack::move(FolderRow from, FolderRow to, QList<MessageRow> rows)
{
    auto begun = co_await inOutgoing([keys = keysOf(rows)](Outgoing &outgoing) {
        return outgoing.setWriting(keys, Writing::MoveBegun);
    });
    if (!begun) {
        co_return begun;
    }
    crashPoint("imap.move.begun");
    const bool canMove = m_session.offers("MOVE") || m_session.offers("IMAP4REV2");
    auto moving = canMove ? m_session.move(uidsOf(rows), to.mailbox) : m_session.copy(uidsOf(rows), to.mailbox);
    const auto copied = co_await moving;
    crashPoint("imap.move.done");
    if (copied) {
        co_return co_await moved(from, to, rows, *copied);
    }
    const auto missing = co_await keepUnlessGone(copied.error(), ErrorKind::ChangeRefused, from, to);
    if (!missing) {
        co_return std::unexpected(missing.error());
    }
    auto cleared = co_await inOutgoing([keys = keysOf(rows)](Outgoing &outgoing) {
        return outgoing.setWriting(keys, Writing::Nothing);
    });
    if (!cleared || *missing || copied.error().kind != ErrorKind::Refused) {
        co_return cleared;
    }
    MailboxWrites refused;
    refused.moves.insert(to.id, rows);
    co_return co_await undo(from, refused);
}

Task<Result<void>> ImapWriteBack::moved(FolderRow from, FolderRow to, QList<MessageRow> rows, ImapCopied copied)
{
    if (copied.uids.isEmpty()) {
        for (MessageRow &row : rows) {
            row.writing = Writing::MoveBegun;
        }
        if (auto settled = co_await settleIn(to, rows); !settled) {
            co_return settled;
        }
        // Another mailbox is open now.
        const auto opened = co_await m_session.openMailbox(from.mailbox, ImapOpening::ReadWrite);
        co_return opened ? Result<void>() : keep(opened.error(), ErrorKind::ChangeRefused, from);
    }
    const bool isCopy = !m_session.offers("MOVE") && !m_session.offers("IMAP4REV2");
    QList<Placed> placed;
    QList<ReplacedCopy> left;
    QList<MessageKey> gone;
    QList<MessageRow> copies;
    for (const MessageRow &row : std::as_const(rows)) {
        const quint32 uid = copied.uids.value(row.uid);
        if (uid == 0) {
            gone.append(row.key); // expunged by another client: the sync will notice
            continue;
        }
        placed.append({.key = row.key, .folder = to.id, .uidValidity = copied.uidValidity, .uid = uid});
        if (isCopy) {
            left.append({.folder = from.id, .uidValidity = row.uidValidity, .uid = row.uid, .key = row.key});
        }
    }
    auto recorded = co_await inOutgoing([placed, left, gone](Outgoing &outgoing) {
        return outgoing.addReplaced(left)
            .and_then([&] {
                return outgoing.setPlaced(placed);
            })
            .and_then([&] {
                return outgoing.setWriting(gone, Writing::Nothing);
            });
    });
    crashPoint("imap.move.recorded");
    if (!recorded || left.isEmpty()) {
        co_return recorded;
    }
    co_return co_await remove(from, {}, left);
}

Task<Result<void>> ImapWriteBack::remove(FolderRow folder, QList<MessageRow> rows, QList<ReplacedCopy> replaced)
{
    QList<quint32> uids;
    for (const MessageRow &row : std::as_const(rows)) {
        uids.append(row.uid);
    }
    for (const ReplacedCopy &copy : std::as_const(replaced)) {
        uids.append(copy.uid);
    }
    const UidRanges ranges = uidRanges(uids);
    Result<bool> gone = false;
    // RFC 9051 section 6.4.9: marked first, then only these are expunged
    if (const auto marked = co_await m_session.storeFlags(ranges, {"\\Deleted"}, true); !marked) {
        gone = std::unexpected(marked.error());
    } else {
        gone = co_await m_session.expunge(ranges);
    }
    crashPoint("imap.remove.done");
    if (!gone) {
        if (auto kept = keep(gone.error(), ErrorKind::ChangeRefused, folder); !kept || gone.error().kind != ErrorKind::Refused) {
            co_return kept;
        }
        MailboxWrites refused;
        refused.removals = rows;
        auto forgotten = co_await inOutgoing([replaced](Outgoing &outgoing) {
            return outgoing.forgetReplaced(replaced);
        });
        if (!forgotten) {
            co_return forgotten;
        }
        co_return co_await undo(folder, refused);
    }
    if (!*gone) {
        co_return {}; // hidden here, marked there, tried again
    }
    co_return co_await m_store.run([keys = keysOf(rows), replaced](AccountStore &store) {
        return store.remove(keys, Forget::Everything).and_then([&] {
            return store.outgoing().forgetReplaced(replaced);
        });
    });
}

/// Messages are again where they were; those that were deleted are shown by the next look at the folders.
Task<Result<void>> ImapWriteBack::undo(FolderRow folder, MailboxWrites writes)
{
    for (const FlagWrite &write : std::as_const(writes.flags)) {
        if (auto undone = co_await undoFlags(folder, write.rows); !undone) {
            co_return undone;
        }
    }
    QList<MessageKey> back;
    for (const QList<MessageRow> &moved : std::as_const(writes.moves)) {
        back += keysOf(moved);
    }
    auto restored = co_await m_store.run([back, id = folder.id, removed = keysOf(writes.removals)](AccountStore &store) {
        return store.move(back, id).and_then([&] {
            return store.outgoing().setDeleted(removed, false);
        });
    });
    m_projector.doubt(folder.id);
    for (auto moved = writes.moves.cbegin(); restored && moved != writes.moves.cend(); ++moved) {
        restored = co_await m_projector.move(moved.key(), keysOf(moved.value()), folder.id);
    }
    co_return restored;
}

}
