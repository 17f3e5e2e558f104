// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QVariantMap>

namespace Konto
{

// What org.kde.konto.Switch tells of a switch that runs or ran. Whatever is missing, of another type or out of range has the default: nothing here
// fails, and no number is negative.

/// Of org.kde.konto.Switch, progress().
struct SwitchStage {
    QString phase = QStringLiteral("none");
    int percent = 0; ///< 0 to 100
    bool canCancel = false;
    QString sentence;

    [[nodiscard]] bool isRunning() const;

    bool operator==(const SwitchStage &) const = default;
};

[[nodiscard]] SwitchStage switchStage(const QVariantMap &progress);

/// A server that was asked, and what came of it (org.kde.konto.Switch, problem(); or a plan of preview(), which has no problem).
struct AskedServer {
    QString problem; ///< a word of core/error.h
    Endpoint server; ///< the host may be empty
    QString userName;

    /// Whether another server, or another name there, may help.
    [[nodiscard]] bool mayBeTheWrongOne() const;

    bool operator==(const AskedServer &) const = default;
};

[[nodiscard]] AskedServer askedServer(const QVariantMap &told);

/// Options of org.kde.konto.Switch, preview(), that ask that server.
[[nodiscard]] QVariantMap toOptions(const Endpoint &server, const QString &userName);

/// One switch that was (org.kde.konto.Switch, report()).
struct PastSwitch {
    Mode from = Mode::Pop3;
    Mode to = Mode::Imap;
    QDateTime begun;
    QDateTime committed; ///< invalid: it ended before
    QString step;
    bool undoes = false;
    QString outcome; ///< "switched" or "nothing changed"; empty: not over
    QString sentence; ///< what went wrong
    QString problem; ///< the same as a word of core/error.h
    qint64 before = 0;
    qint64 same = 0;
    qint64 changed = 0;
    qint64 gone = 0;
    qint64 arrived = 0;

    /// Neither under way nor interrupted.
    [[nodiscard]] bool isOver() const;

    bool operator==(const PastSwitch &) const = default;
};

/// The newest last.
[[nodiscard]] QList<PastSwitch> pastSwitches(const QString &json);

}
