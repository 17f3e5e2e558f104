// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/error.h"

#include <QDate>

namespace Konto
{

/// Whether a POP3 server that offers PIPELINING (RFC 2449 section 6.6) is better served one command at a time, as
/// learnt from sessions that failed. Kept in state.db, for one endpoint.
struct PipeliningRecord {
    QDate lockStepUntil; ///< one command at a time up to that day; invalid: no reason to

    [[nodiscard]] bool isLockStep(QDate today) const
    {
        return lockStepUntil.isValid() && today <= lockStepUntil;
    }
    bool operator==(const PipeliningRecord &) const = default;
};

/// After a session that failed with more than one command unanswered. \a arrived is how many messages it had fetched:
/// a server that cannot pipeline fails at its first chance, a line that breaks does so at any time. An answer
/// that makes no sense counts for a quarter of a year; silence or a hang-up, which a bad line explains as well, for a
/// week.
[[nodiscard]] PipeliningRecord afterPipelineFailure(const PipeliningRecord &record, ErrorKind kind, qsizetype arrived, QDate today);

/// For state.db. A record of another endpoint, or none, reads as the default.
[[nodiscard]] QByteArray toBytes(const PipeliningRecord &record, const Endpoint &endpoint);
[[nodiscard]] PipeliningRecord pipeliningFromBytes(const QByteArray &bytes, const Endpoint &endpoint);

}
