// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/await.h"
#include "net/task.h"

#include <QPromise>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class TestJob : public KJob
{
    Q_OBJECT

public:
    void start() override
    {
    }
    void succeed()
    {
        emitResult();
    }
    void failNow()
    {
        setError(UserDefinedError);
        setErrorText(u"broken"_s);
        emitResult();
    }
    int payload = 0;

protected:
    bool doKill() override
    {
        return true;
    }
};

/// Looks like a QKeychain::Job.
class OtherJob : public QObject
{
    Q_OBJECT

public:
    [[nodiscard]] int error() const
    {
        return code;
    }
    [[nodiscard]] QString errorString() const
    {
        return u"locked"_s;
    }
    int code = 0;

Q_SIGNALS:
    void finished(OtherJob *job);
};

static Task<void> note(Answer<int> answer, std::shared_ptr<QString> noted)
{
    const auto result = co_await answer;
    *noted = result ? QString::number(*result) : toString(result.error().kind) + u": "_s + result.error().detail;
}

static int payloadOf(TestJob *job)
{
    return job->payload;
}

/// Every await ends.
class AwaitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_noted = std::make_shared<QString>();
    }

    void success()
    {
        auto *job = new TestJob;
        note(Konto::job(job, ErrorKind::Akonadi, payloadOf), m_noted);
        job->payload = 7;
        job->succeed();
        QVERIFY(m_noted->isEmpty()); // not from within the signal
        QTRY_COMPARE(*m_noted, u"7"_s);
    }

    void failure()
    {
        auto *job = new TestJob;
        note(Konto::job(job, ErrorKind::Akonadi, payloadOf), m_noted);
        job->failNow();
        QTRY_COMPARE(*m_noted, u"Akonadi: broken"_s);
    }

    void killed()
    {
        for (const auto verbosity : {KJob::Quietly, KJob::EmitResult}) {
            m_noted->clear();
            auto *job = new TestJob;
            note(Konto::job(job, ErrorKind::Akonadi, payloadOf), m_noted);
            QVERIFY(job->kill(verbosity));
            QTRY_VERIFY(m_noted->startsWith("Cancelled"_L1));
        }
    }

    void deletedUnfinished()
    {
        auto *job = new TestJob;
        note(Konto::job(job, ErrorKind::Akonadi, payloadOf), m_noted);
        delete job;
        QTRY_VERIFY(m_noted->startsWith("Cancelled"_L1));
    }

    void finishedBeforeTheAwait()
    {
        auto *job = new TestJob;
        auto answer = Konto::job(job, ErrorKind::Akonadi, payloadOf);
        job->payload = 3;
        job->succeed();
        QTRY_VERIFY(answer.await_ready());
        note(std::move(answer), m_noted);
        QCOMPARE(*m_noted, u"3"_s);
    }

    void abandoned()
    {
        auto *job = new TestJob;
        {
            const auto answer = Konto::job(job, ErrorKind::Akonadi, payloadOf);
        }
        job->succeed();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    void promiseForgotten()
    {
        {
            AnswerPromise<int> promise;
            note(promise.answer(), m_noted);
        }
        QTRY_VERIFY(m_noted->startsWith("Cancelled"_L1));
    }

    void firstSettleCounts()
    {
        AnswerPromise<int> promise;
        note(promise.answer(), m_noted);
        promise.settle(1);
        promise.settle(2);
        QTRY_COMPARE(*m_noted, u"1"_s);
    }

    void otherJobs()
    {
        OtherJob good;
        note(Konto::job(&good,
                        ErrorKind::Keychain,
                        [](OtherJob *) {
                            return 5;
                        }),
             m_noted);
        Q_EMIT good.finished(&good);
        QTRY_COMPARE(*m_noted, u"5"_s);
        OtherJob bad;
        bad.code = 1;
        note(Konto::job(&bad,
                        ErrorKind::Keychain,
                        [](OtherJob *) {
                            return 5;
                        }),
             m_noted);
        Q_EMIT bad.finished(&bad);
        QTRY_COMPARE(*m_noted, u"Keychain: locked"_s);
    }

    void futures()
    {
        QPromise<int> promise;
        promise.start();
        note(Konto::future(promise.future()), m_noted);
        promise.addResult(9);
        promise.finish();
        QTRY_COMPARE(*m_noted, u"9"_s);

        QPromise<Result<int>> flattened;
        flattened.start();
        note(Konto::future(flattened.future()), m_noted);
        flattened.addResult(fail(ErrorKind::DiskFull, u"full"_s));
        flattened.finish();
        QTRY_COMPARE(*m_noted, u"DiskFull: full"_s);
    }

    void cancelledFuture()
    {
        auto promise = std::make_unique<QPromise<int>>();
        promise->start();
        note(Konto::future(promise->future()), m_noted);
        promise.reset(); // cancels
        QTRY_VERIFY(m_noted->startsWith("Cancelled"_L1));
    }

private:
    std::shared_ptr<QString> m_noted;
};

QTEST_GUILESS_MAIN(AwaitTest)

#include "awaittest.moc"
