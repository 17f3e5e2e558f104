// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/pop3session.h"

#include <QHash>

namespace Konto
{

/// Fetches headers with TOP (RFC 1939 section 7). A header is cut at 256 KiB.
class Pop3Headers : private Pop3Sink
{
public:
    explicit Pop3Headers(Pop3Session &session);

    /// By number; messages for which the server refuses TOP, or has no TOP, are left out.
    [[nodiscard]] Task<Result<QHash<int, QByteArray>>> fetch(QList<int> numbers);

private:
    [[nodiscard]] Result<void> begin(int number) override;
    [[nodiscard]] Result<void> chunk(int number, QByteArrayView bytes) override;
    [[nodiscard]] Result<void> end(int number) override;
    void refused(int number, const QByteArray &serverText) override;

    Pop3Session &m_session;
    QHash<int, QByteArray> m_headers;
};

}
