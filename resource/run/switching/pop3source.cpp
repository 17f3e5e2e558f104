// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/headers.h"
#include "run/pop3/pop3headers.h"
#include "run/switching/switchsource.h"

namespace Konto
{

namespace
{
constexpr qint64 largestContent = 32'000'000; // octets; to tell copies apart, no more is held in memory

/// Keeps one message at a time, and of each its hash only.
class HashingSink : public Pop3Sink
{
public:
    [[nodiscard]] Result<void> begin(int) override
    {
        m_bytes.clear();
        m_tooLarge = false;
        return {};
    }
    [[nodiscard]] Result<void> chunk(int, QByteArrayView bytes) override
    {
        m_tooLarge = m_tooLarge || m_bytes.size() + bytes.size() > largestContent;
        if (!m_tooLarge) {
            m_bytes.append(bytes);
        }
        return {};
    }
    [[nodiscard]] Result<void> end(int number) override
    {
        if (!m_tooLarge) {
            m_hashes.insert({.mailbox = 0, .number = quint32(number)}, contentHash(m_bytes));
        }
        m_bytes.clear();
        return {};
    }
    void refused(int, const QByteArray &) override
    {
    }
    [[nodiscard]] const QHash<RemoteId, QByteArray> &hashes() const
    {
        return m_hashes;
    }

private:
    QByteArray m_bytes;
    bool m_tooLarge = false;
    QHash<RemoteId, QByteArray> m_hashes;
};

QList<int> numbersOf(const QList<RemoteId> &ids)
{
    QList<int> numbers;
    for (const RemoteId &id : ids) {
        numbers.append(int(id.number));
    }
    return numbers;
}
}

Task<Result<void>> Pop3Source::open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys)
{
    co_return co_await m_session.open(endpoint, login, pinnedKeys);
}

Task<Result<SwitchSide>> Pop3Source::read()
{
    const auto listed = co_await m_session.list();
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    m_listing = *listed;
    SwitchSide side;
    for (const Pop3Entry &entry : std::as_const(m_listing)) {
        side.messages.append(
            {.id = {.mailbox = 0, .number = quint32(entry.number)}, .size = entry.size, .uidl = entry.uidl, .objectId = {}, .internalDate = {}});
    }
    co_return side;
}

Task<Result<QHash<RemoteId, LearntHeader>>> Pop3Source::headers(QList<RemoteId> ids)
{
    const auto headers = co_await Pop3Headers(m_session).fetch(numbersOf(ids));
    if (!headers) {
        co_return std::unexpected(headers.error());
    }
    QHash<RemoteId, LearntHeader> learnt;
    for (auto header = headers->cbegin(); header != headers->cend(); ++header) {
        learnt.insert({.mailbox = 0, .number = quint32(header.key())},
                      {.headerHash = headerHash(*header), .messageIdHash = messageIdHash(*header), .date = arrivalDate(*header)});
    }
    co_return learnt;
}

Task<Result<QHash<RemoteId, QByteArray>>> Pop3Source::contents(QList<RemoteId> ids)
{
    HashingSink sink;
    const auto fetched = co_await m_session.retrieve(numbersOf(ids), &sink);
    if (!fetched) {
        co_return std::unexpected(fetched.error());
    }
    co_return sink.hashes();
}

Task<void> Pop3Source::close()
{
    std::ignore = co_await m_session.quit();
}

void Pop3Source::abort()
{
    m_session.abort();
}

}
