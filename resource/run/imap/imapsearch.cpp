// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapsearch.h"

#include "run/servers/opening.h"
#include "store/outgoing.h"

#include <QPointer>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Konto
{

namespace
{
constexpr auto longestSearch = 30s;
constexpr auto pause = 60s;

/// What a server found in a mailbox.
struct Hits {
    quint32 uidValidity = 0;
    QList<quint32> uids; ///< ascending
};

Task<Result<Hits>> searchMailbox(std::shared_ptr<ImapSession> session, QString mailbox, ImapSearchKeys keys)
{
    const auto opened = co_await session->openMailbox(mailbox);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    if (opened->state.exists == 0) {
        co_return Hits{};
    }
    const auto uids = co_await session->search(keys);
    if (!uids) {
        co_return std::unexpected(uids.error());
    }
    co_return Hits{.uidValidity = opened->state.uidValidity, .uids = *uids};
}

/// Empty when the folder has no mailbox on the server that could be opened.
Result<QString> mailboxOf(AccountStore &store, qint64 folder)
{
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const auto row = std::ranges::find(*folders, folder, &FolderRow::id);
    return row != folders->end() && row->selectable ? row->mailbox : QString();
}

/// What the user has moved away or deleted here is not in the folder any more, whatever the server says.
Result<QList<MessageKey>> messagesOf(AccountStore &store, qint64 folder, const Hits &hits)
{
    const auto rows = store.outgoing().onServer(folder);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    QList<MessageKey> keys;
    for (const MessageRow &row : *rows) {
        const bool isHere = row.folder == folder && !row.deletedHere && row.uidValidity == hits.uidValidity;
        if (isHere && std::ranges::binary_search(hits.uids, row.uid)) {
            keys.append(row.key);
        }
    }
    return keys;
}
}

ImapSearch::ImapSearch(StoreWorker &store, Connections &connections, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_connections(connections)
{
    m_connections.add(ConnectionUse::Search,
                      {.isOpen =
                           [this] {
                               return m_session && (m_promise || m_session->isOpen());
                           },
                       .giveWay =
                           [this] {
                               if (!m_promise) {
                                   abort();
                               }
                           }});
    m_limit.setSingleShot(true);
    m_limit.setInterval(longestSearch);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        const Error error = makeError(ErrorKind::Timeout, u"the search took too long"_s);
        restAfter(error);
        end(error);
        Q_EMIT rested();
    });
    m_idle.setSingleShot(true);
    m_idle.setInterval(pause);
    connect(&m_idle, &QTimer::timeout, this, &ImapSearch::abort);
}

ImapSearch::~ImapSearch()
{
    abort();
}

void ImapSearch::configure(const Account &account)
{
    abort();
    m_account = account;
    m_resting = {};
}

void ImapSearch::abort()
{
    end(makeError(ErrorKind::Cancelled));
}

void ImapSearch::end(const Error &error)
{
    m_limit.stop();
    m_idle.stop();
    if (const auto promise = std::exchange(m_promise, std::nullopt)) {
        promise->settle(std::unexpected(error));
    }
    if (const auto session = std::exchange(m_session, nullptr)) {
        session->abort();
    }
}

void ImapSearch::restAfter(const Error &error)
{
    if (error.scope == Scope::Account) {
        m_resting = QDeadlineTimer(pause);
        m_reason = error;
    }
}

Task<Result<QList<MessageKey>>> ImapSearch::find(qint64 folder, ImapSearchKeys keys)
{
    if (!m_resting.hasExpired()) {
        co_return std::unexpected(m_reason);
    }
    if (m_promise) {
        abort();
    }
    const Promise promise;
    m_promise = promise;
    m_idle.stop();
    m_limit.start();
    ask(promise, folder, keys);
    auto answer = promise.answer();
    co_return co_await answer;
}

QCoro::Task<void> ImapSearch::ask(Promise promise, qint64 folder, ImapSearchKeys keys)
{
    const QPointer<ImapSearch> self(this);
    const Result<Keys> found = co_await askServer(promise, folder, keys);
    if (!self || promise.isSettled()) {
        co_return;
    }
    if (!found) {
        restAfter(found.error());
    }
    m_promise.reset();
    m_limit.stop();
    m_idle.start();
    promise.settle(found);
    Q_EMIT rested();
}

Task<Result<QList<MessageKey>>> ImapSearch::askServer(Promise promise, qint64 folder, ImapSearchKeys keys)
{
    const QPointer<ImapSearch> self(this);
    const auto isOver = [self, promise] {
        return !self || promise.isSettled();
    };
    const auto mailbox = co_await m_store.run([folder](AccountStore &store) {
        return mailboxOf(store, folder);
    });
    if (!mailbox || mailbox->isEmpty()) {
        co_return mailbox ? Result<Keys>(Keys()) : std::unexpected(mailbox.error());
    }
    Result<Hits> hits;
    bool kept = !isOver() && m_session && m_session->isOpen();
    do {
        if (isOver()) {
            co_return fail(ErrorKind::Cancelled);
        }
        const auto session = co_await openSession(promise);
        if (!session) {
            co_return std::unexpected(session.error());
        }
        hits = co_await searchMailbox(*session, *mailbox, keys);
        // Once more when the server had dropped the connection that was kept
    } while (!hits && hits.error().retry == Retry::Now && std::exchange(kept, false));
    if (!hits) {
        co_return std::unexpected(hits.error());
    }
    if (isOver()) {
        co_return fail(ErrorKind::Cancelled);
    }
    co_return co_await m_store.run([folder, found = *hits](AccountStore &store) {
        return messagesOf(store, folder, found);
    });
}

Task<Result<std::shared_ptr<ImapSession>>> ImapSearch::openSession(Promise promise)
{
    if (m_session && m_session->isOpen()) {
        co_return m_session;
    }
    if (const auto may = m_connections.mayOpen(); !may) {
        co_return std::unexpected(may.error());
    }
    if (!m_connections.hasRoomFor(ConnectionUse::Search)) {
        co_return fail(ErrorKind::TooManyConnections);
    }
    const auto session = std::make_shared<ImapSession>();
    m_session = session;
    const QPointer<ImapSearch> self(this);
    const Opening opening{
        .open = opener(session, m_account),
        .isWanted =
            [self, promise] {
                return self && !promise.isSettled();
            },
        .makeRoom =
            [self](const Error &error) {
                return self->m_connections.refused(ConnectionUse::Search, error);
            },
    };
    const auto opened = co_await openPatiently(m_account, opening);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    co_return session;
}

}

#include "moc_imapsearch.cpp"
