// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapuploads.h"

#include "core/crashpoint.h"
#include "run/imap/imapwriteparts.h"

namespace Konto
{

ImapUploads::ImapUploads(ImapSession &session, StoreWorker &store, ImapRefusals &refusals, ImapSettling &settling)
    : m_session(session)
    , m_store(store)
    , m_refusals(refusals)
    , m_settling(settling)
{
}

Task<Result<void>> ImapUploads::copy(CopyWrites copies, QList<FolderRow> folders)
{
    for (auto group = copies.cbegin(); group != copies.cend(); ++group) {
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
            if (auto copied = co_await copyRound(folderIn(folders, from), folderIn(folders, to), round); !copied) {
                co_return copied;
            }
        }
    }
    co_return {};
}

Task<Result<void>> ImapUploads::copyRound(FolderRow source, FolderRow target, QList<CopyWrite> copies)
{
    const auto opened = co_await m_session.openMailbox(source.mailbox);
    if (!opened) {
        co_return (co_await m_refusals.keepUnlessGone(opened.error(), ErrorKind::UploadRefused, target, source)).transform([](bool) { });
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
    auto begun = co_await inOutgoing(m_store, [keys](Outgoing &outgoing) {
        return outgoing.setWriting(keys, Writing::UploadBegun);
    });
    if (!begun) {
        co_return begun;
    }
    crashPoint("imap.copy.begun");
    const auto answer = co_await m_session.copy(uidsOf(sources), target.mailbox);
    crashPoint("imap.copy.done");
    if (!answer) {
        if (auto kept = co_await m_refusals.keepUnlessGone(answer.error(), ErrorKind::UploadRefused, target, target); !kept) {
            co_return std::unexpected(kept.error());
        }
        co_return co_await inOutgoing(m_store, [keys](Outgoing &outgoing) {
            return outgoing.setWriting(keys, Writing::Upload);
        });
    }
    co_return co_await copied(target, copies, *answer);
}

Task<Result<void>> ImapUploads::copied(FolderRow target, QList<CopyWrite> copies, ImapCopied answer)
{
    if (answer.uids.isEmpty()) {
        QList<MessageRow> rows;
        for (const CopyWrite &copy : std::as_const(copies)) {
            rows.append(copy.row);
            rows.last().writing = Writing::UploadBegun;
        }
        co_return co_await m_settling.settleIn(target, rows);
    }
    co_return co_await inOutgoing(m_store, [copies, answer, id = target.id](Outgoing &outgoing) {
        QList<Placed> placed;
        QHash<MessageKey, Flags> base;
        QList<MessageKey> again;
        for (const CopyWrite &copy : copies) {
            const quint32 uid = answer.uids.value(copy.source.uid);
            if (uid == 0) {
                again.append(copy.row.key); // the source is gone by now
                continue;
            }
            placed.append({.key = copy.row.key, .folder = id, .uidValidity = answer.uidValidity, .uid = uid});
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

Task<Result<void>> ImapUploads::append(QList<MessageRow> rows, QList<FolderRow> folders)
{
    for (const MessageRow &row : std::as_const(rows)) {
        if (auto appended = co_await appendTo(folderIn(folders, row.folder), row); !appended) {
            co_return appended;
        }
    }
    co_return {};
}

Task<Result<void>> ImapUploads::appendTo(FolderRow folder, MessageRow row)
{
    const auto bytes = co_await m_store.run([key = row.key](AccountStore &store) {
        return store.read(key);
    });
    if (!bytes) {
        // Deleted meanwhile, or removed by another program: then the next scan of the folder says what is to be done.
        co_return bytes.error().scope == Scope::Message ? Result<void>() : std::unexpected(bytes.error());
    }
    auto begun = co_await inOutgoing(m_store, [key = row.key](Outgoing &outgoing) {
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
        if (auto kept = co_await m_refusals.keepUnlessGone(appended.error(), ErrorKind::UploadRefused, folder, folder); !kept) {
            co_return std::unexpected(kept.error());
        }
        co_return co_await inOutgoing(m_store, [key = row.key](Outgoing &outgoing) {
            return outgoing.setWriting({key}, Writing::Upload);
        });
    }
    if (appended->uids.isEmpty()) {
        co_return co_await m_settling.settleIn(folder, {row});
    }
    co_return co_await inOutgoing(m_store, [row, appended = *appended, id = folder.id](Outgoing &outgoing) {
        return outgoing.setBaseFlags({{row.key, row.flags}}).and_then([&] {
            return outgoing.setPlaced({{.key = row.key, .folder = id, .uidValidity = appended.uidValidity, .uid = appended.uids.value(0)}});
        });
    });
}

}
