// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imapdownload.h"

#include "core/headers.h"
#include "plan/imapplan.h"
#include "store/outgoing.h"

namespace Konto
{

namespace
{
constexpr qsizetype largestCount = 200;
constexpr qint64 largestBytes = 2 * 1024 * 1024;

struct Bytes {
    MessageRow row;
    QByteArray header;
    QByteArray text;
};

/// Writes a group of messages and makes it durable.
Result<QList<MessageRow>> storeGroup(AccountStore &store, qint64 folder, const QList<Bytes> &messages)
{
    std::vector<PendingMessage> group;
    group.reserve(messages.size());
    for (const Bytes &message : messages) {
        auto incoming = store.createIncoming(folder);
        if (!incoming) {
            return std::unexpected(incoming.error());
        }
        for (const QByteArray &part : {message.header, message.text}) {
            if (auto written = incoming->write(part); !written) {
                return std::unexpected(written.error());
            }
        }
        group.push_back({.row = message.row, .bytes = std::move(*incoming)});
    }
    return store.commit(std::move(group));
}

using Copy = std::pair<MessageRow, MessageKey>; ///< a message, and whose bytes it has

/// Copies from the front of \a copies whose bytes may stand in memory together.
QList<Copy> takeCopies(QList<Copy> &copies)
{
    QList<Copy> batch;
    qint64 bytes = 0;
    while (!copies.isEmpty() && (batch.isEmpty() || bytes + copies.first().first.size <= largestBytes)) {
        bytes += copies.first().first.size;
        batch.append(copies.takeFirst());
    }
    return batch;
}

/// Stores messages whose bytes lie in another folder; those whose file another program has removed are left out.
Result<QList<MessageRow>> copyGroup(AccountStore &store, qint64 folder, const QList<Copy> &copies)
{
    QList<Bytes> group;
    for (const auto &[row, source] : copies) {
        const auto bytes = store.read(source);
        if (!bytes && bytes.error().scope == Scope::Message) {
            continue;
        }
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        group.append({.row = row, .header = *bytes, .text = {}});
    }
    return storeGroup(store, folder, group);
}
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

MessageRow ImapDownload::rowFor(const ImapHeader &header) const
{
    MessageRow row = m_known.value(header.uid);
    if (row.key.isEmpty()) {
        row.folder = m_folder.id;
        row.uid = header.uid;
        row.flags = header.flags;
        row.baseFlags = header.flags;
    }
    row.uidValidity = m_uidValidity;
    row.size = header.size;
    row.headerHash = headerHash(header.header);
    row.messageIdHash = messageIdHash(header.header);
    row.internalDate = header.internalDate.isValid() ? header.internalDate : arrivalDate(header.header);
    return row;
}

Task<Result<void>> ImapDownload::headers(QList<quint32> uids)
{
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
    const auto fetched = co_await m_session.fetchHeaders(uidRanges(uids));
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
        for (const SizedUid &message : takeBatch(sized, largestCount, largestBytes)) {
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
        if (auto shown = co_await m_showing.start(*stored); !shown) {
            co_return shown;
        }
        m_progress.done(part.size());
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
        recognised.append({.key = here->key, .folder = m_folder.id, .uidValidity = m_uidValidity, .uid = header.uid});
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

void ImapDownload::setLocalCopies(const LocalCopies *copies)
{
    m_copies = copies;
}

Task<Result<QList<ImapHeader>>> ImapDownload::takeLocalCopies(QList<ImapHeader> headers)
{
    QList<ImapHeader> unknown;
    QList<Copy> copies;
    QHash<quint32, ImapHeader> copied;
    for (const ImapHeader &header : std::as_const(headers)) {
        const MessageRow row = rowFor(header);
        const auto source = m_copies ? m_copies->find(row.headerHash, row.size) : std::nullopt;
        if (source) {
            copies.append({row, *source});
            copied.insert(header.uid, header);
        } else {
            unknown.append(header);
        }
    }
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
            copied.remove(row.uid);
        }
        if (auto shown = co_await m_showing.start(*stored); !shown) {
            co_return std::unexpected(shown.error());
        }
    }
    co_return unknown + copied.values();
}

Task<Result<QList<MessageRow>>> ImapDownload::storeTexts(QHash<quint32, ImapHeader> headers, QHash<quint32, QByteArray> texts)
{
    QList<quint32> uids = texts.keys();
    std::ranges::sort(uids, std::greater());
    QList<Bytes> group;
    for (const quint32 uid : std::as_const(uids)) {
        const ImapHeader header = headers.value(uid);
        group.append({.row = rowFor(header), .header = header.header, .text = texts.value(uid)});
    }
    co_return co_await m_store.run([folder = m_folder.id, group](AccountStore &store) {
        return storeGroup(store, folder, group);
    });
}

}
