// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/pop3/pop3download.h"

#include "core/crashpoint.h"
#include "core/headers.h"

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype groupSize = 100;
constexpr qint64 groupBytes = 4 * 1024 * 1024;
constexpr qsizetype filesReady = 2 * groupSize;
}

Pop3Download::Pop3Download(Pop3Session &session, StoreWorker &store, Projector &projector, RunProgress &progress, qint64 folder)
    : m_session(session)
    , m_store(store)
    , m_projector(projector)
    , m_progress(progress)
    , m_folder(folder)
    , m_showing(projector, folder)
{
}

qsizetype Pop3Download::arrived() const
{
    return m_arrived;
}

const QHash<int, MessageKey> &Pop3Download::identified() const
{
    return m_identified;
}

Task<Result<void>> Pop3Download::readRows()
{
    QList<MessageKey> keys;
    for (const Pop3Fetch &fetch : std::as_const(m_waiting)) {
        if (!fetch.into.isEmpty()) {
            keys.append(fetch.into);
        }
    }
    const auto rows = co_await m_store.run([keys](AccountStore &store) -> Result<QHash<MessageKey, MessageRow>> {
        QHash<MessageKey, MessageRow> found;
        for (const MessageKey &key : keys) {
            const auto row = store.message(key);
            if (!row) {
                return std::unexpected(row.error());
            }
            if (*row) {
                found.insert(key, **row);
            }
        }
        return found;
    });
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    m_rows = *rows;
    co_return {};
}

Task<Result<void>> Pop3Download::run(QList<Pop3Fetch> fetches, QList<KnownMessage> orphans)
{
    for (const KnownMessage &row : std::as_const(orphans)) {
        m_orphans.insert({row.headerHash, row.size}, row.key);
    }
    m_waiting = fetches;
    std::ranges::reverse(m_waiting);
    m_progress.expect(fetches.size());
    Result<void> outcome = co_await readRows();
    while (outcome && !m_waiting.isEmpty()) {
        outcome = co_await makeFiles();
        if (outcome) {
            outcome = co_await m_session.retrieve(more(), this);
        }
        m_arriving.clear(); // what the connection cut short
        const Result<void> stored = co_await finishStoring();
        outcome = outcome ? stored : outcome;
    }
    const Result<void> shown = co_await m_showing.finish();
    co_return outcome ? shown : outcome;
}

Task<Result<void>> Pop3Download::makeFiles()
{
    const qsizetype count = std::min(filesReady, m_waiting.size()) - qsizetype(m_files.size());
    if (count <= 0) {
        co_return {};
    }
    auto files = co_await m_store.run([folder = m_folder, count](AccountStore &store) {
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
    std::ranges::move(**files, std::back_inserter(m_files));
    co_return {};
}

bool Pop3Download::mayAskForMore() const
{
    const bool backlog = qsizetype(m_whole.size()) >= groupSize || m_wholeBytes >= groupBytes;
    return !m_storingFailed && !m_waiting.isEmpty() && !m_files.empty() && !backlog;
}

QList<int> Pop3Download::more()
{
    QList<int> numbers;
    while (mayAskForMore() && numbers.size() < groupSize) {
        const Pop3Fetch fetch = m_waiting.takeLast();
        m_arriving.emplace(fetch.entry.number, Arriving{.fetch = fetch, .bytes = std::move(m_files.back())});
        m_files.pop_back();
        numbers.append(fetch.entry.number);
    }
    return numbers;
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
    const auto message = m_arriving.find(number);
    m_wholeBytes += message->second.bytes.size();
    m_whole.push_back(std::move(message->second));
    m_arriving.erase(message);
    ++m_arrived;
    const bool isGroup = qsizetype(m_whole.size()) >= groupSize || m_wholeBytes >= groupBytes;
    if (isGroup && !m_storingRuns && !m_storingFailed) {
        m_storing = storeGroups();
    }
    return {};
}

void Pop3Download::refused(int number, const QByteArray &)
{
    m_arriving.erase(number);
    m_progress.done(1);
}

std::shared_ptr<Pop3Download::Group> Pop3Download::takeGroup()
{
    m_wholeBytes = 0;
    return std::make_shared<Group>(std::exchange(m_whole, {}));
}

Task<Result<void>> Pop3Download::storeGroups()
{
    m_storingRuns = true;
    Result<void> outcome;
    while (outcome && (qsizetype(m_whole.size()) >= groupSize || m_wholeBytes >= groupBytes)) {
        outcome = co_await storeGroup(takeGroup());
        if (outcome) {
            outcome = co_await makeFiles();
        }
    }
    m_storingFailed = !outcome;
    m_storingRuns = false;
    co_return outcome;
}

Task<Result<void>> Pop3Download::finishStoring()
{
    if (m_storing) {
        auto running = std::move(*m_storing);
        m_storing.reset();
        if (auto stored = co_await running; !stored) {
            co_return stored;
        }
    }
    co_return co_await storeGroup(takeGroup());
}

MessageKey Pop3Download::recognise(const Arriving &message)
{
    return message.fetch.into.isEmpty() ? m_orphans.take({headerHash(message.bytes.header()), message.bytes.size()}) : MessageKey();
}

MessageRow Pop3Download::rowFor(const Arriving &message) const
{
    MessageRow row = m_rows.value(message.fetch.into);
    row.folder = row.key.isEmpty() ? m_folder : row.folder;
    row.uidl = uidlToStore(message.fetch.entry);
    if (!row.fetchAgain) {
        row.size = 0; // as many as there are: LIST may have been wrong
    }
    return row;
}

Task<Result<void>> Pop3Download::storeGroup(std::shared_ptr<Group> arrived)
{
    if (arrived->empty()) {
        co_return {};
    }
    auto group = std::make_shared<std::vector<PendingMessage>>();
    QHash<MessageKey, QByteArray> recognised;
    QList<int> numbers;
    for (Arriving &message : *arrived) {
        if (const MessageKey known = recognise(message); !known.isEmpty()) {
            recognised.insert(known, uidlToStore(message.fetch.entry));
            m_identified.insert(message.fetch.entry.number, known);
            continue;
        }
        numbers.append(message.fetch.entry.number);
        group->push_back({.row = rowFor(message), .bytes = std::move(message.bytes)});
    }
    const auto rows = co_await m_store.run([group, recognised](AccountStore &store) {
        return store.setUidls(recognised).and_then([&] {
            return store.commit(std::move(*group));
        });
    });
    m_progress.done(qsizetype(arrived->size()));
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    crashPoint("pop3.stored");
    for (qsizetype i = 0; i < rows->size(); ++i) {
        m_identified.insert(numbers.at(i), rows->at(i).key);
    }
    co_return co_await show(*rows);
}

Task<Result<void>> Pop3Download::show(QList<MessageRow> rows)
{
    QHash<qint64, QList<MessageRow>> elsewhere; // the user moved what was only a header here
    QList<MessageRow> inbox;
    for (const MessageRow &row : std::as_const(rows)) {
        (row.folder == m_folder ? inbox : elsewhere[row.folder]).append(row);
    }
    if (auto started = co_await m_showing.start(inbox); !started || elsewhere.isEmpty()) {
        co_return started;
    }
    if (auto shown = co_await m_showing.finish(); !shown) {
        co_return shown;
    }
    for (auto folder = elsewhere.cbegin(); folder != elsewhere.cend(); ++folder) {
        if (auto shown = co_await m_projector.showMessages(folder.key(), folder.value()); !shown) {
            co_return shown;
        }
    }
    co_return {};
}

}
