// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/checkclock.h"

#include "run/retry.h"

#include <algorithm>
#include <utility>

namespace Konto
{

static constexpr int savingFactor = 4; // checks by interval are so much rarer

CheckClock::CheckClock(QObject *parent)
    : QObject(parent)
    , m_loginAllowed(0)
{
    m_next.setSingleShot(true);
    m_next.setTimerType(Qt::PreciseTimer); // a coarse one comes early, and the server would have to be waited for again
    connect(&m_next, &QTimer::timeout, this, &CheckClock::due);
}

void CheckClock::configure(std::chrono::minutes interval)
{
    m_interval = interval;
    m_failures = 0;
    m_loginAllowed = QDeadlineTimer(0);
}

void CheckClock::setSaving(bool saving)
{
    if (std::exchange(m_saving, saving) != saving && m_next.isActive() && m_failures == 0) {
        plan({});
    }
}

void CheckClock::count(const Result<void> &outcome)
{
    m_failures = outcome ? 0 : m_failures + 1;
}

void CheckClock::plan(const Result<void> &outcome)
{
    std::optional<std::chrono::milliseconds> delay;
    if (m_interval.count() > 0) {
        delay = m_saving ? m_interval * savingFactor : m_interval;
    }
    if (!outcome) {
        const auto retry = retryDelay(outcome.error(), m_failures);
        if (!retry) {
            return;
        }
        delay = delay ? std::min<std::chrono::milliseconds>(*delay, *retry) : *retry;
    }
    if (delay) {
        m_next.start(*delay);
    }
}

void CheckClock::stop()
{
    m_next.stop();
}

QDateTime CheckClock::next() const
{
    return m_next.isActive() ? QDateTime::currentDateTimeUtc().addDuration(m_next.remainingTimeAsDuration()) : QDateTime();
}

void CheckClock::setLoginDelay(std::chrono::seconds delay)
{
    m_loginAllowed = QDeadlineTimer(delay);
}

std::optional<std::chrono::seconds> CheckClock::waitForLogin()
{
    if (m_loginAllowed.hasExpired()) {
        return std::nullopt;
    }
    const auto wait = std::chrono::ceil<std::chrono::seconds>(m_loginAllowed.remainingTimeAsDuration());
    m_next.start(wait);
    return wait;
}

}

#include "moc_checkclock.cpp"
