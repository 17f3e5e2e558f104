// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace Konto
{

/// An account in numbers (org.kde.konto.Figures). Whatever is missing, of another type or out of range has the default: nothing here
/// fails, and no number is negative.
struct AccountFacts {
    std::optional<Mode> mode; ///< nothing: not told
    QString state; ///< "idle", "running", "broken", "offline", "notConfigured"; empty: not told
    QString sentence;
    QString problem; ///< of the last run, a word of core/error.h such as "WrongPassword"; empty: none
    QString refusal; ///< what the server did not do last, a sentence; empty: nothing lately
    QDateTime refusedAt;
    QString directory;
    QDateTime lastCheck; ///< invalid: none yet
    qint64 bytes = 0;
    qint64 messagesHere = 0;
    qint64 bodiesHere = 0;
    qint64 onServer = 0;
    qint64 onlyHere = 0;
    qint64 foldersHere = 0;
    qint64 foldersOnServer = 0;
    qint64 quotaUsed = 0;
    qint64 quotaLimit = 0;
    qint64 setAside = 0;
    qint64 heldRemovals = 0;
    qint64 waiting = 0;

    /// Whether there is an account with servers behind these numbers.
    [[nodiscard]] bool isConnected() const;

    bool operator==(const AccountFacts &) const = default;
};

[[nodiscard]] AccountFacts accountFacts(const QString &json);
[[nodiscard]] AccountFacts accountFacts(const QJsonObject &object);

}
