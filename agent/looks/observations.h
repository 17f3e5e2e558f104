// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace Konto
{

/// What a look at an account's server has shown.
struct ServerSeen {
    QDateTime certificateUntil; ///< how long its certificate is valid; invalid: there is none
    bool speaksOther = false; ///< the provider also speaks the protocol that the account does not use, with a certificate to be trusted

    bool operator==(const ServerSeen &) const = default;
};

/// How much of an account's mail the search index knows.
struct IndexSeen {
    qint64 indexed = 0;
    qint64 messages = 0;
    int standstill = 0; ///< looks in a row, five minutes apart, that have shown no more than the one before, while it was not complete

    bool operator==(const IndexSeen &) const = default;
};

/// What the last weekly check of an account's mail has found.
struct CheckSeen {
    QDateTime when;
    qint64 differences = 0; ///< messages that were not on the disk as they should be
    qint64 damaged = 0; ///< of these, those that only a backup brings back
    QString sentence; ///< for the user

    bool operator==(const CheckSeen &) const = default;
};

/// What the agent has found out about an account by looking, beyond what its resource tells. Empty: not looked yet, or there is nothing to look at.
struct Observations {
    std::optional<ServerSeen> server;
    std::optional<IndexSeen> index;
    std::optional<CheckSeen> check;
    std::optional<qint64> diskFree; ///< octets, where its mail lies
    QDateTime problemSince; ///< how long its resource has told the same problem; invalid: none

    bool operator==(const Observations &) const = default;
};

}
