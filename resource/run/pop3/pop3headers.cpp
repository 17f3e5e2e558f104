// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/pop3/pop3headers.h"

namespace Konto
{

namespace
{
constexpr qsizetype longestHeader = 256 * 1024; // as the store keeps
}

Pop3Headers::Pop3Headers(Pop3Session &session)
    : m_session(session)
{
}

Task<Result<QHash<int, QByteArray>>> Pop3Headers::fetch(QList<int> numbers)
{
    m_headers.clear();
    const auto fetched = co_await m_session.top(numbers, this);
    if (!fetched) {
        co_return std::unexpected(fetched.error());
    }
    co_return std::exchange(m_headers, {});
}

Result<void> Pop3Headers::begin(int number)
{
    m_headers[number].clear();
    return {};
}

Result<void> Pop3Headers::chunk(int number, QByteArrayView bytes)
{
    QByteArray &header = m_headers[number];
    header.append(bytes.first(qMin(bytes.size(), longestHeader - header.size())));
    return {};
}

Result<void> Pop3Headers::end(int)
{
    return {};
}

void Pop3Headers::refused(int number, const QByteArray &)
{
    m_headers.remove(number);
}

}
