// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"

#include <KJob>

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <concepts>
#include <coroutine>
#include <memory>
#include <optional>

namespace Konto
{

/// What a coroutine waits for: a Result<T> that comes later. Every await ends: with what the AnswerPromise was
/// told, or with Cancelled when the last copy of the promise is gone. The coroutine is resumed from the event
/// loop, never from within the signal that settled it, so it may delete whoever sent that signal. Await it once,
/// in the thread that settles it.
template<class T>
class [[nodiscard]] Answer
{
public:
    Answer(Answer &&) noexcept = default;
    Answer &operator=(Answer &&) noexcept = default;
    ~Answer()
    {
        if (m_state) {
            m_state->waiter = nullptr;
        }
    }

    [[nodiscard]] bool await_ready() const noexcept
    {
        return m_state->value.has_value();
    }
    void await_suspend(std::coroutine_handle<> waiter) noexcept
    {
        m_state->waiter = waiter;
    }
    [[nodiscard]] Result<T> await_resume()
    {
        return std::move(*m_state->value); // NOLINT(bugprone-unchecked-optional-access): resumed only when settled
    }

private:
    template<class>
    friend class AnswerPromise;

    struct State {
        QObject context; // receives the signals that settle, and the resumption
        std::optional<Result<T>> value;
        std::coroutine_handle<> waiter;
    };

    explicit Answer(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
    }

    std::shared_ptr<State> m_state;
};

/// The other end of an Answer. Copies share it; the first settle() counts, later ones are ignored.
template<class T>
class AnswerPromise
{
public:
    AnswerPromise()
        : m_end(std::make_shared<End>())
    {
    }

    /// To be taken once.
    [[nodiscard]] Answer<T> answer() const
    {
        return Answer<T>(m_end->state);
    }
    void settle(Result<T> value) const
    {
        m_end->settle(std::move(value));
    }
    [[nodiscard]] bool isSettled() const
    {
        return m_end->state->value.has_value();
    }
    /// Lives at least as long as anybody can settle or await; the receiver for connections that settle.
    [[nodiscard]] QObject *context() const
    {
        return &m_end->state->context;
    }

private:
    using State = typename Answer<T>::State;

    struct End {
        End() = default;
        Q_DISABLE_COPY_MOVE(End)
        ~End()
        {
            settle(fail(ErrorKind::Cancelled, QStringLiteral("nobody is left to answer")));
        }
        void settle(Result<T> value)
        {
            if (state->value) {
                return;
            }
            state->value = std::move(value);
            QMetaObject::invokeMethod(
                &state->context,
                [state = state] {
                    if (const auto waiter = std::exchange(state->waiter, nullptr)) {
                        waiter.resume();
                    }
                },
                Qt::QueuedConnection);
        }

        std::shared_ptr<State> state = std::make_shared<State>();
    };

    std::shared_ptr<End> m_end;
};

namespace Detail
{

template<class T, class Job, class Extract>
Result<T> outcome(Job *job, ErrorKind kind, Extract &extract)
{
    if (job->error()) {
        return fail(kind, job->errorString());
    }
    if constexpr (std::is_void_v<T>) {
        extract(job);
        return {};
    } else {
        return extract(job);
    }
}

template<class T>
void cancelWhenDestroyed(QObject *sender, const AnswerPromise<T> &promise)
{
    QObject::connect(sender, &QObject::destroyed, promise.context(), [promise] {
        promise.settle(fail(ErrorKind::Cancelled, QStringLiteral("the job was deleted before it ended")));
    });
}

inline constexpr auto nothing = [](auto *) { };

}

/// The outcome of a KJob: \a extract(job) when it succeeds, called while the job emits result(), because jobs
/// delete themselves afterwards; an error of \a kind with the job's text when it fails; Cancelled when it is
/// killed, even quietly, or deleted before it ended. Call it before the job can finish, that is before start():
///
///     auto answer = job(fetch, ErrorKind::Akonadi, [](FetchJob *j) { return j->items(); });
///     fetch->start();
///     const auto items = co_await std::move(answer);
template<std::derived_from<KJob> J, class Extract = decltype(Detail::nothing)>
[[nodiscard]] auto job(J *job, ErrorKind kind, Extract extract = {}) -> Answer<std::invoke_result_t<Extract, J *>>
{
    using T = std::invoke_result_t<Extract, J *>;
    AnswerPromise<T> promise;
    // finished() comes before result(), and alone when a job is killed quietly.
    QObject::connect(job, &KJob::finished, promise.context(), [promise, job, kind] {
        if (job->error()) {
            promise.settle(fail(job->error() == KJob::KilledJobError ? ErrorKind::Cancelled : kind, job->errorString()));
        }
    });
    QObject::connect(job, &KJob::result, promise.context(), [promise, job, kind, extract]() mutable {
        promise.settle(Detail::outcome<T>(job, kind, extract));
    });
    Detail::cancelWhenDestroyed(job, promise);
    return promise.answer();
}

/// The same contract for jobs that are not KJobs but look alike: QKeychain::Job. They finish exactly once.
template<std::derived_from<QObject> J, class Extract = decltype(Detail::nothing)>
    requires(!std::derived_from<J, KJob> && requires(J *j) {
        j->error();
        { j->errorString() } -> std::convertible_to<QString>;
        &J::finished;
    })
[[nodiscard]] auto job(J *job, ErrorKind kind, Extract extract = {}) -> Answer<std::invoke_result_t<Extract, J *>>
{
    using T = std::invoke_result_t<Extract, J *>;
    AnswerPromise<T> promise;
    QObject::connect(job, &J::finished, promise.context(), [promise, job, kind, extract]() mutable {
        promise.settle(Detail::outcome<T>(job, kind, extract));
    });
    Detail::cancelWhenDestroyed(job, promise);
    return promise.answer();
}

namespace Detail
{

template<class T>
struct Flattened {
    using Type = T;
};
template<class T>
struct Flattened<Result<T>> {
    using Type = T;
};

}

/// The value of \a future; a future of Result<T> gives that result. Cancelled when the future was cancelled.
template<class F>
[[nodiscard]] auto future(const QFuture<F> &future) -> Answer<typename Detail::Flattened<F>::Type>
{
    using T = typename Detail::Flattened<F>::Type;
    AnswerPromise<T> promise;
    auto *watcher = new QFutureWatcher<F>;
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, [promise, watcher] {
        watcher->deleteLater();
        QFuture<F> done = watcher->future();
        if (done.isCanceled() || (!std::is_void_v<F> && done.resultCount() == 0)) {
            promise.settle(fail(ErrorKind::Cancelled, QStringLiteral("the future was cancelled")));
        } else if constexpr (std::is_void_v<F>) {
            promise.settle({});
        } else {
            promise.settle(done.takeResult());
        }
    });
    watcher->setFuture(future);
    return promise.answer();
}

}
