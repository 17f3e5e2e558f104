// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

namespace Konto
{

/// When an account is looked at without being asked to: by interval, to try again after a failure, and not before the server wants to be asked.
class CheckClock : public QObject
{
    Q_OBJECT

public:
    explicit CheckClock(QObject *parent = nullptr);

    /// \a interval 0: never by interval. What was before is forgotten.
    void configure(std::chrono::minutes interval);
    /// Power is to be saved: the interval is longer.
    void setSaving(bool saving);
    /// Runs have ended with \a outcome, and no other follows at once.
    void count(const Result<void> &outcome);
    /// Plans what comes after a run with \a outcome: nothing, where there is no interval and trying again is of no use.
    void plan(const Result<void> &outcome);
    void stop();
    /// The planned time; invalid: none.
    [[nodiscard]] QDateTime next() const;

    /// The server does not want to be asked again before that has passed (LOGIN-DELAY, RFC 2449 section 6.5).
    void setLoginDelay(std::chrono::seconds delay);
    /// How long the server does not want to be asked yet; then due() comes. Nothing: it may be asked.
    [[nodiscard]] std::optional<std::chrono::seconds> waitForLogin();

Q_SIGNALS:
    void due();

private:
    std::chrono::minutes m_interval{0};
    bool m_saving = false;
    int m_failures = 0; ///< in a row
    QDeadlineTimer m_loginAllowed; ///< expired: now
    QTimer m_next;
};

}
