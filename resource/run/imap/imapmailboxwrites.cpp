// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapmailboxwrites.h"

#include "core/crashpoint.h"
#include "run/imap/imapundo.h"
#include "run/imap/imapwriteparts.h"

namespace Konto
{

ImapMailboxWrites::ImapMailboxWrites(ImapSession &session, StoreWorker &store, Projector &projector, ImapRefusals &refusals, ImapSettling &settling)
    : m_session(session)
    , m_store(store)
    , m_projector(projector)
    , m_refusals(refusals)
    , m_settling(settling)
{
}

Task<Result<void>> ImapMailboxWrites::write(FolderRow folder, MailboxWrites writes, QList<ReplacedCopy> replaced, QList<FolderRow> folders)
{
    const auto opened = co_await m_session.openMailbox(folder.mailbox, ImapOpening::ReadWrite);
    if (!opened) {
        co_return (co_await m_refusals.keepUnlessGone(opened.error(), ErrorKind::ChangeRefused, folder, folder)).transform([](bool) { });
    }
    if (opened->readOnly) {
        std::ignore = m_refusals.keep(makeError(ErrorKind::Refused), ErrorKind::ChangeRefused, folder);
        co_return co_await undoWrites(&m_store, &m_projector, folder, writes);
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
    auto forgotten = co_await inOutgoing(m_store, [meaningless](Outgoing &outgoing) {
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
        if (auto done = co_await move(folder, folderIn(folders, target.key()), *target); !done) {
            co_return done;
        }
    }
    if (writes.removals.isEmpty() && replaced.isEmpty()) {
        co_return {};
    }
    co_return co_await remove(folder, writes.removals, replaced);
}

Task<Result<void>> ImapMailboxWrites::writeFlags(FolderRow folder, QList<FlagWrite> writes)
{
    QHash<MessageKey, Flags> done;
    QList<MessageRow> refused;
    for (const FlagWrite &write : std::as_const(writes)) {
        if (write.rows.isEmpty()) {
            continue;
        }
        const auto stored = co_await m_session.storeFlags(uidsOf(write.rows), write.names, write.on);
        if (!stored) {
            if (auto kept = m_refusals.keep(stored.error(), ErrorKind::ChangeRefused, folder); !kept) {
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
    auto recorded = co_await inOutgoing(m_store, [done](Outgoing &outgoing) {
        return outgoing.setBaseFlags(done);
    });
    if (!recorded || refused.isEmpty()) {
        co_return recorded;
    }
    co_return co_await undoFlags(&m_store, &m_projector, folder, refused);
}

Task<Result<void>> ImapMailboxWrites::move(FolderRow from, FolderRow to, QList<MessageRow> rows)
{
    auto begun = co_await inOutgoing(m_store, [keys = keysOf(rows)](Outgoing &outgoing) {
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
    const auto missing = co_await m_refusals.keepUnlessGone(copied.error(), ErrorKind::ChangeRefused, from, to);
    if (!missing) {
        co_return std::unexpected(missing.error());
    }
    auto cleared = co_await inOutgoing(m_store, [keys = keysOf(rows)](Outgoing &outgoing) {
        return outgoing.setWriting(keys, Writing::Nothing);
    });
    if (!cleared || *missing || copied.error().kind != ErrorKind::Refused) {
        co_return cleared;
    }
    MailboxWrites refused;
    refused.moves.insert(to.id, rows);
    co_return co_await undoWrites(&m_store, &m_projector, from, refused);
}

Task<Result<void>> ImapMailboxWrites::moved(FolderRow from, FolderRow to, QList<MessageRow> rows, ImapCopied copied)
{
    if (copied.uids.isEmpty()) {
        for (MessageRow &row : rows) {
            row.writing = Writing::MoveBegun;
        }
        if (auto settled = co_await m_settling.settleIn(to, rows); !settled) {
            co_return settled;
        }
        // Another mailbox is open now.
        const auto opened = co_await m_session.openMailbox(from.mailbox, ImapOpening::ReadWrite);
        co_return opened ? Result<void>() : m_refusals.keep(opened.error(), ErrorKind::ChangeRefused, from);
    }
    const bool isCopy = !m_session.offers("MOVE") && !m_session.offers("IMAP4REV2");
    QList<Placed> placed;
    QList<ReplacedCopy> left;
    QList<MessageKey> gone;
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
    auto recorded = co_await inOutgoing(m_store, [placed, left, gone](Outgoing &outgoing) {
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

Task<Result<void>> ImapMailboxWrites::remove(FolderRow folder, QList<MessageRow> rows, QList<ReplacedCopy> replaced)
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
        if (auto kept = m_refusals.keep(gone.error(), ErrorKind::ChangeRefused, folder); !kept || gone.error().kind != ErrorKind::Refused) {
            co_return kept;
        }
        MailboxWrites refused;
        refused.removals = rows;
        auto forgotten = co_await inOutgoing(m_store, [replaced](Outgoing &outgoing) {
            return outgoing.forgetReplaced(replaced);
        });
        if (!forgotten) {
            co_return forgotten;
        }
        co_return co_await undoWrites(&m_store, &m_projector, folder, refused);
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

}
