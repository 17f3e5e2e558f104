// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/pop3download.h"

#include "core/headers.h"

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype largestGroup = 100;
constexpr qint64 largestGroupBytes = 4 * 1024 * 1024;

QList<Pop3Entry> takeGroup(QList<Pop3Entry> &entries)
{
    QList<Pop3Entry> group;
    qint64 bytes = 0;
    while (!entries.isEmpty() && group.size() < largestGroup && (group.isEmpty() || bytes + entries.first().size <= largestGroupBytes)) {
        bytes += entries.first().size;
        group.append(entries.takeFirst());
    }
    return group;
}
}

Pop3Download::Pop3Download(Pop3Session &session, StoreWorker &store, Projector &projector, RunProgress &progress, qint64 folder)
    : m_session(session)
    , m_store(store)
    , m_progress(progress)
    , m_folder(folder)
    , m_showing(projector, folder)
{
}

Task<Result<void>> Pop3Download::run(QList<Pop3Entry> entries, QSet<QByteArray> listed, QList<MessageRow> known)
{
    for (const MessageRow &row : std::as_const(known)) {
        if (row.uidl.isEmpty() || !listed.contains(row.uidl)) {
            m_withoutUidl.insert({row.headerHash, row.size}, row);
        }
    }
    m_progress.expect(entries.size());
    Result<void> outcome;
    while (outcome && !entries.isEmpty()) {
        outcome = co_await downloadGroup(takeGroup(entries));
    }
    const Result<void> shown = co_await m_showing.finish();
    co_return outcome ? shown : outcome;
}

Task<Result<void>> Pop3Download::prepare(QList<Pop3Entry> group)
{
    auto files = co_await m_store.run([folder = m_folder, count = group.size()](AccountStore &store) {
        auto made = std::make_shared<std::vector<IncomingMessage>>();
        for (qsizetype i = 0; i < count; ++i) {
            auto incoming = store.createIncoming(folder);
            if (!incoming) {
                return Result<std::shared_ptr<std::vector<IncomingMessage>>>(std::unexpected(incoming.error()));
            }
            made->push_back(std::move(*incoming));
        }
        return Result<std::shared_ptr<std::vector<IncomingMessage>>>(made);
    });
    if (!files) {
        co_return std::unexpected(files.error());
    }
    m_arriving.clear();
    for (qsizetype i = 0; i < group.size(); ++i) {
        m_arriving.emplace(group.at(i).number, Arriving{.entry = group.at(i), .bytes = std::move((**files)[i])});
    }
    co_return {};
}

Task<Result<void>> Pop3Download::downloadGroup(QList<Pop3Entry> group)
{
    if (auto prepared = co_await prepare(group); !prepared) {
        co_return prepared;
    }
    QList<int> numbers;
    for (const Pop3Entry &entry : std::as_const(group)) {
        numbers.append(entry.number);
    }
    const Result<void> retrieved = co_await m_session.retrieve(numbers, this);
    const Result<void> stored = co_await storeArrived();
    m_progress.done(group.size());
    co_return retrieved ? stored : retrieved;
}

std::optional<MessageRow> Pop3Download::recognise(const Arriving &message)
{
    const auto known = m_withoutUidl.find({headerHash(message.bytes.header()), message.bytes.size()});
    if (known == m_withoutUidl.end()) {
        return std::nullopt;
    }
    MessageRow row = *known;
    m_withoutUidl.erase(known);
    row.uidl = message.entry.uidl;
    return row;
}

Task<Result<void>> Pop3Download::storeArrived()
{
    auto group = std::make_shared<std::vector<PendingMessage>>();
    QList<MessageRow> recognised;
    // std::map orders by number: the newest comes last, and is to be shown first
    for (auto message = m_arriving.rbegin(); message != m_arriving.rend(); ++message) {
        if (!message->second.whole) {
            continue;
        }
        if (const auto known = recognise(message->second)) {
            recognised.append(*known);
            continue;
        }
        MessageRow row;
        row.folder = m_folder;
        row.uidl = message->second.entry.uidl;
        group->push_back({.row = row, .bytes = std::move(message->second.bytes)});
    }
    m_arriving.clear();
    const auto rows = co_await m_store.run([group, recognised](AccountStore &store) {
        const auto saved = store.saveRows(recognised);
        return saved ? store.commit(std::move(*group)) : saved;
    });
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    co_return co_await m_showing.start(*rows);
}

Result<void> Pop3Download::begin(int number)
{
    return m_arriving.contains(number) ? Result<void>() : fail(ErrorKind::Nonsense, u"an answer for a message nobody asked for"_s);
}

Result<void> Pop3Download::chunk(int number, QByteArrayView bytes)
{
    return m_arriving.at(number).bytes.write(bytes);
}

Result<void> Pop3Download::end(int number)
{
    m_arriving.at(number).whole = true;
    return {};
}

void Pop3Download::refused(int number, const QByteArray &)
{
    m_arriving.erase(number);
}

}
