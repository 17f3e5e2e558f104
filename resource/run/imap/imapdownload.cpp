// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapdownload.h"

#include "core/headers.h"
#include "plan/imapplan.h"
#include "run/messagegroup.h"
#include "store/outgoing.h"

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype largestCount = 200;
}

ImapDownload::ImapDownload(ImapSession &session, StoreWorker &store, Projector &projector, RunProgress &progress, FolderRow folder, quint32 uidValidity)
    : m_session(session)
    , m_store(store)
    , m_projector(projector)
    , m_progress(progress)
    , m_folder(std::move(folder))
    , m_uidValidity(uidValidity)
    , m_showing(projector, m_folder.id)
{
}

MessageRow ImapDownload::rowFor(quint32 uid, const Flags &flags) const
{
    MessageRow row = m_known.value(uid);
    if (row.key.isEmpty()) {
        row.folder = m_folder.id;
        row.uid = uid;
        row.flags = flags;
        row.baseFlags = flags;
    }
    row.uidValidity = m_uidValidity;
    row.objectId = m_objectIds.value(uid, row.objectId);
    return row;
}

MessageRow ImapDownload::rowFor(const ImapHeader &header) const
{
    MessageRow row = rowFor(header.uid, header.flags);
    row.size = header.size;
    row.headerHash = headerHash(header.header);
    row.messageIdHash = messageIdHash(header.header);
    row.internalDate = header.internalDate.isValid() ? header.internalDate : arrivalDate(header.header);
    return row;
}

Task<Result<QList<MessageIdentity>>> ImapDownload::identify(QList<quint32> uids)
{
    m_objectIds.clear();
    if (!m_session.hasObjectIds()) {
        co_return QList<MessageIdentity>();
    }
    const auto messages = co_await m_session.fetchIdentities(uidRanges(uids));
    if (messages) {
        for (const MessageIdentity &message : *messages) {
            if (!message.objectId.isEmpty()) {
                m_objectIds.insert(message.uid, message.objectId);
            }
        }
    }
    co_return messages;
}

Task<Result<void>> ImapDownload::headers(QList<quint32> uids)
{
    if (auto lent = co_await lend(); !lent) {
        co_return lent;
    }
    if (const auto identified = co_await identify(uids); !identified) {
        co_return std::unexpected(identified.error());
    }
    const auto fetched = co_await m_session.fetchHeaders(uidRanges(uids));
    if (!fetched) {
        co_return std::unexpected(fetched.error());
    }
    QList<ImapHeader> newestFirst = *fetched;
    std::ranges::sort(newestFirst, std::greater(), &ImapHeader::uid);
    QList<MessageRow> rows;
    for (const ImapHeader &header : std::as_const(newestFirst)) {
        rows.append(rowFor(header));
    }
    const auto saved = co_await m_store.run([rows](AccountStore &store) {
        return store.saveRows(rows);
    });
    if (!saved) {
        co_return std::unexpected(saved.error());
    }
    QList<HeaderedRow> shown;
    for (qsizetype i = 0; i < saved->size(); ++i) {
        shown.append({.row = saved->at(i), .header = newestFirst.at(i).header});
    }
    co_return co_await m_projector.showHeaders(m_folder.id, shown);
}

void ImapDownload::setKnown(const QList<MessageRow> &rows)
{
    for (const MessageRow &row : rows) {
        if (row.uid != 0 && row.serverFolder == 0) {
            m_known.insert(row.uid, row);
        } else if (row.uid == 0 && row.body != Body::OnServer && row.writing == Writing::Nothing && !row.deletedHere) {
            m_withoutUid.insert({row.headerHash, row.size}, row);
        }
    }
}

Task<Result<void>> ImapDownload::messages(QList<quint32> uids)
{
    Result<void> outcome;
    for (qsizetype from = 0; outcome && from < uids.size(); from += largestCount) {
        outcome = co_await downloadBatch(uids.mid(from, largestCount));
    }
    const Result<void> shown = co_await m_showing.finish();
    co_return outcome ? shown : outcome;
}

Task<Result<void>> ImapDownload::downloadBatch(QList<quint32> uids)
{
    const auto left = co_await takeKnownObjects(uids);
    if (!left || left->isEmpty()) {
        m_progress.done(left ? uids.size() : 0);
        co_return left ? Result<void>() : std::unexpected(left.error());
    }
    const auto fetched = co_await m_session.fetchHeaders(uidRanges(*left));
    if (!fetched) {
        co_return std::unexpected(fetched.error());
    }
    auto unknown = co_await recogniseHere(*fetched);
    if (unknown) {
        unknown = co_await takeLocalCopies(*unknown);
    }
    if (!unknown) {
        co_return std::unexpected(unknown.error());
    }
    QHash<quint32, ImapHeader> headers;
    QList<SizedUid> sized;
    for (const ImapHeader &header : *unknown) {
        headers.insert(header.uid, header);
        sized.append({.uid = header.uid, .size = header.size});
    }
    std::ranges::sort(sized, std::greater(), &SizedUid::uid);
    // What was expunged since the listing is not coming; what is here need not come.
    m_progress.done(uids.size() - sized.size());

    while (!sized.isEmpty()) {
        QList<quint32> part;
        for (const SizedUid &message : takeBatch(sized, largestCount, largestGroup)) {
            part.append(message.uid);
        }
        const auto texts = co_await m_session.fetchTexts(uidRanges(part));
        if (!texts) {
            co_return std::unexpected(texts.error());
        }
        const auto stored = co_await storeTexts(headers, *texts);
        if (!stored) {
            co_return std::unexpected(stored.error());
        }
        if (m_copies) {
            m_copies->add(*stored);
        }
        if (auto shown = co_await m_showing.start(*stored); !shown) {
            co_return shown;
        }
        m_progress.done(part.size());
        if (auto lent = co_await lend(); !lent) {
            co_return lent;
        }
    }
    co_return {};
}

void ImapDownload::setBorrower(Borrower *borrower)
{
    m_borrower = borrower;
}

Task<Result<void>> ImapDownload::lend()
{
    if (!m_borrower || !m_borrower->isWaiting()) {
        co_return {};
    }
    co_await m_borrower->serve(&m_session);
    const auto opened = co_await m_session.openMailbox(m_folder.mailbox);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    if (opened->state.uidValidity != m_uidValidity) {
        Error error = makeError(ErrorKind::Unavailable, u"another UIDVALIDITY in the middle"_s);
        error.scope = Scope::Folder;
        co_return std::unexpected(error);
    }
    co_return {};
}

Task<Result<QList<ImapHeader>>> ImapDownload::recogniseHere(QList<ImapHeader> headers)
{
    QList<Placed> recognised;
    QHash<MessageKey, Flags> flags;
    QList<ImapHeader> unknown;
    for (const ImapHeader &header : std::as_const(headers)) {
        const auto here = m_withoutUid.find({headerHash(header.header), header.size});
        if (here == m_withoutUid.end() || m_known.contains(header.uid)) {
            unknown.append(header);
            continue;
        }
        recognised.append(
            {.key = here->key, .folder = m_folder.id, .uidValidity = m_uidValidity, .uid = header.uid, .objectId = m_objectIds.value(header.uid)});
        flags.insert(here->key, header.flags);
        m_withoutUid.erase(here);
    }
    if (recognised.isEmpty()) {
        co_return unknown;
    }
    const auto saved = co_await m_store.run([recognised, flags](AccountStore &store) {
        return store.outgoing().setBaseFlags(flags).and_then([&] {
            return store.outgoing().setPlaced(recognised);
        });
    });
    co_return saved ? Result<QList<ImapHeader>>(unknown) : std::unexpected(saved.error());
}

void ImapDownload::setLocalCopies(LocalCopies *copies)
{
    m_copies = copies;
}

Task<Result<QList<ImapHeader>>> ImapDownload::takeLocalCopies(QList<ImapHeader> headers)
{
    QList<MessageCopy> copies;
    for (const ImapHeader &header : std::as_const(headers)) {
        const MessageRow row = rowFor(header);
        if (const auto source = m_copies ? m_copies->find(row.headerHash, row.size) : std::nullopt) {
            copies.append({row, *source});
        }
    }
    const auto stored = co_await storeCopies(copies);
    if (!stored) {
        co_return std::unexpected(stored.error());
    }
    headers.removeIf([&stored](const ImapHeader &header) {
        return stored->contains(header.uid);
    });
    co_return headers;
}

Task<Result<QList<quint32>>> ImapDownload::takeKnownObjects(QList<quint32> uids)
{
    const auto messages = co_await identify(uids);
    if (!messages) {
        co_return std::unexpected(messages.error());
    }
    QSet<qint64> sizesHere; // one of these may be the message itself: its header tells
    for (const MessageRow &row : std::as_const(m_withoutUid)) {
        sizesHere.insert(row.size);
    }
    QList<MessageCopy> copies;
    for (const MessageIdentity &message : *messages) {
        const auto source = m_copies && !message.objectId.isEmpty() ? m_copies->findObject(message.objectId, message.size) : std::nullopt;
        if (source && !sizesHere.contains(message.size)) {
            copies.append({rowFor(message.uid, message.flags), *source});
            copies.last().first.size = message.size;
        }
    }
    const auto stored = co_await storeCopies(copies);
    if (!stored) {
        co_return std::unexpected(stored.error());
    }
    uids.removeIf([&stored](quint32 uid) {
        return stored->contains(uid);
    });
    co_return uids;
}

Task<Result<QSet<quint32>>> ImapDownload::storeCopies(QList<MessageCopy> copies)
{
    QSet<quint32> done;
    while (!copies.isEmpty()) {
        const auto batch = takeCopies(copies);
        const auto stored = co_await m_store.run([folder = m_folder.id, batch](AccountStore &store) {
            return copyGroup(store, folder, batch);
        });
        if (!stored) {
            co_return std::unexpected(stored.error());
        }
        QHash<quint32, MessageKey> sources;
        for (const auto &[row, source] : batch) {
            sources.insert(row.uid, source);
        }
        for (const MessageRow &row : *stored) {
            m_taken.append({.source = sources.value(row.uid), .copy = row.key});
            done.insert(row.uid);
        }
        if (auto shown = co_await m_showing.start(*stored); !shown) {
            co_return std::unexpected(shown.error());
        }
    }
    co_return done;
}

Task<Result<QList<MessageRow>>> ImapDownload::storeTexts(QHash<quint32, ImapHeader> headers, QHash<quint32, QByteArray> texts)
{
    QList<quint32> uids = texts.keys();
    std::ranges::sort(uids, std::greater());
    QList<MessageBytes> group;
    for (const quint32 uid : std::as_const(uids)) {
        const ImapHeader header = headers.value(uid);
        group.append({.row = rowFor(header), .header = header.header, .text = texts.value(uid)});
    }
    co_return co_await m_store.run([folder = m_folder.id, group](AccountStore &store) {
        return storeGroup(store, folder, group);
    });
}

}
