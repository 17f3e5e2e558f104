// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "run/checkclock.h"

#include <QSignalSpy>
#include <QTest>

using namespace Konto;
using namespace std::chrono_literals;

class CheckClockTest : public QObject
{
    Q_OBJECT

    CheckClock m_clock;

    /// Seconds until the planned time, rounded; -1: none.
    [[nodiscard]] qint64 wait() const
    {
        const QDateTime next = m_clock.next();
        return next.isValid() ? (QDateTime::currentDateTimeUtc().msecsTo(next) + 500) / 1000 : -1;
    }

private Q_SLOTS:
    void init()
    {
        m_clock.stop();
        m_clock.setSaving(false);
        m_clock.configure(10min);
    }

    void byInterval()
    {
        QCOMPARE(wait(), -1);
        m_clock.plan({});
        QCOMPARE(wait(), 600);
        m_clock.stop();
        QCOMPARE(wait(), -1);
    }

    void withoutIntervalOnlyToTryAgain()
    {
        m_clock.configure(0min);
        m_clock.plan({});
        QCOMPARE(wait(), -1);
        const Result<void> failed = fail(ErrorKind::Network);
        m_clock.count(failed);
        m_clock.count(failed);
        m_clock.plan(failed);
        QCOMPARE(wait(), 60);
    }

    void failuresAreForgottenWhenItWorks()
    {
        const Result<void> failed = fail(ErrorKind::Network);
        m_clock.count(failed);
        m_clock.count(failed);
        m_clock.count({});
        m_clock.count(failed);
        m_clock.plan(failed);
        const qint64 first = wait();
        QVERIFY2(first >= 0 && first <= 30, qPrintable(QString::number(first)));
    }

    void whatOnlyTheUserCanMendIsNotTriedAgain()
    {
        const Result<void> failed = fail(ErrorKind::WrongPassword);
        m_clock.count(failed);
        m_clock.plan(failed);
        QCOMPARE(wait(), -1);
    }

    void savingMakesItRarer()
    {
        m_clock.plan({});
        m_clock.setSaving(true);
        QCOMPARE(wait(), 2400);
        m_clock.setSaving(false);
        QCOMPARE(wait(), 600);
    }

    void savingPlansNothing()
    {
        m_clock.setSaving(true);
        QCOMPARE(wait(), -1);
    }

    void savingDoesNotPutOffTryingAgain()
    {
        const Result<void> failed = fail(ErrorKind::Network);
        m_clock.count(failed);
        m_clock.count(failed);
        m_clock.plan(failed);
        m_clock.setSaving(true);
        QCOMPARE(wait(), 60);
    }

    void loginDelay()
    {
        QVERIFY(!m_clock.waitForLogin());
        m_clock.setLoginDelay(90s);
        QCOMPARE(m_clock.waitForLogin(), 90s);
        QCOMPARE(wait(), 90);
        m_clock.configure(10min);
        QVERIFY(!m_clock.waitForLogin());
    }

    void comesDue()
    {
        QSignalSpy due(&m_clock, &CheckClock::due);
        m_clock.setLoginDelay(1s);
        QVERIFY(m_clock.waitForLogin());
        QVERIFY(due.wait());
        QVERIFY(!m_clock.waitForLogin());
    }
};

QTEST_GUILESS_MAIN(CheckClockTest)

#include "checkclocktest.moc"
