// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imapdownload.h"

#include "core/headers.h"
#include "plan/imapplan.h"

namespace Konto
{

namespace
{
constexpr qsizetype largestCount = 100;
constexpr qint64 largestBytes = 4 * 1024 * 1024;

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
}

ImapDownload::ImapDownload(ImapSession &session, StoreWorker &store, Projector &projector, RunProgress &progress, FolderRow folder, quint32 uidValidity)
    : m_session(session)
    , m_store(store)
    , m_projector(projector)
    , m_progress(progress)
    , m_folder(std::move(folder))
    , m_uidValidity(uidValidity)
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
    row.internalDate = arrivalDate(header.header);
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

Task<Result<void>> ImapDownload::messages(QList<quint32> uids, QList<MessageRow> rows)
{
    for (const MessageRow &row : std::as_const(rows)) {
        if (row.uid != 0) {
            m_known.insert(row.uid, row);
        }
    }
    Result<void> outcome;
    for (qsizetype from = 0; outcome && from < uids.size(); from += largestCount) {
        outcome = co_await downloadBatch(uids.mid(from, largestCount));
    }
    const Result<void> shown = co_await finishShowing();
    co_return outcome ? shown : outcome;
}

Task<Result<void>> ImapDownload::downloadBatch(QList<quint32> uids)
{
    const auto fetched = co_await m_session.fetchHeaders(uidRanges(uids));
    if (!fetched) {
        co_return std::unexpected(fetched.error());
    }
    QHash<quint32, ImapHeader> headers;
    QList<SizedUid> sized;
    for (const ImapHeader &header : *fetched) {
        headers.insert(header.uid, header);
        sized.append({.uid = header.uid, .size = header.size});
    }
    std::ranges::sort(sized, std::greater(), &SizedUid::uid);
    // What was expunged since the listing is not coming.
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
        if (auto shown = co_await finishShowing(); !shown) {
            co_return shown;
        }
        m_showing = m_projector.showMessages(m_folder.id, *stored);
        m_progress.done(part.size());
    }
    co_return {};
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

Task<Result<void>> ImapDownload::finishShowing()
{
    if (!m_showing) {
        co_return {};
    }
    auto showing = std::move(*m_showing);
    m_showing.reset();
    co_return co_await showing;
}

}
