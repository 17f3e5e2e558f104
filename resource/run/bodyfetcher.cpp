// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/bodyfetcher.h"

#include "run/servers/opening.h"
#include "run/shown/partialmessage.h"

#include <QPointer>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Konto
{

namespace
{
Result<void> storeBody(AccountStore &store, const MessageRow &row, const QByteArray &bytes)
{
    auto incoming = store.createIncoming(row.folder);
    if (!incoming) {
        return std::unexpected(incoming.error());
    }
    if (auto written = incoming->write(bytes); !written) {
        return written;
    }
    std::vector<PendingMessage> group;
    group.push_back({.row = row, .bytes = std::move(*incoming)});
    const auto committed = store.commit(std::move(group));
    return committed ? Result<void>() : std::unexpected(committed.error());
}

Error gone()
{
    Error error = makeError(ErrorKind::Refused, u"the message is no longer on the server"_s);
    error.scope = Scope::Message;
    error.retry = Retry::Never;
    return error;
}
}

BodyFetcher::BodyFetcher(StoreWorker &store, const QString &resource, Connections &connections, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_resource(resource)
    , m_connections(connections)
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(60s);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        giveWay();
        Q_EMIT rested();
    });
    m_connections.add(ConnectionUse::Body,
                      {.isOpen =
                           [this] {
                               return m_session && (m_fetching > 0 || m_session->isOpen());
                           },
                       .giveWay =
                           [this] {
                               giveWay();
                           }});
}

BodyFetcher::~BodyFetcher()
{
    abort();
}

void BodyFetcher::configure(const Account &account)
{
    abort();
    m_account = account;
}

void BodyFetcher::setOnline(bool online)
{
    m_online = online;
}

void BodyFetcher::abort()
{
    closeSession();
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        waiting.promise.settle(fail(ErrorKind::Cancelled));
    }
}

void BodyFetcher::closeSession()
{
    m_idle.stop();
    if (m_session) {
        m_session->abort();
        m_session.reset();
    }
}

void BodyFetcher::giveWay()
{
    if (m_fetching == 0) {
        closeSession();
    }
}

bool BodyFetcher::isWaiting() const
{
    return !m_waiting.isEmpty();
}

Task<void> BodyFetcher::serve(ImapSession *session)
{
    while (!m_waiting.isEmpty()) {
        const Waiting next = m_waiting.takeFirst();
        const auto folder = co_await folderOf(next.row);
        if (!folder) {
            next.promise.settle(std::unexpected(folder.error()));
            continue;
        }
        next.promise.settle(co_await download(session, next.row, *folder));
    }
}

QCoro::Task<void> BodyFetcher::goOn()
{
    const QPointer<BodyFetcher> self(this);
    if (std::exchange(m_goingOn, true)) {
        co_return;
    }
    while (self && !m_waiting.isEmpty() && m_connections.hasRoomFor(ConnectionUse::Body)) {
        const Waiting next = m_waiting.takeFirst();
        const auto bytes = co_await fetchOrWait(next.row);
        next.promise.settle(bytes);
    }
    if (self) {
        m_goingOn = false;
    }
}

Task<Result<QByteArray>> BodyFetcher::fetch(MessageKey key)
{
    const auto row = co_await m_store.run([key](AccountStore &store) {
        return store.message(key);
    });
    if (!row) {
        co_return std::unexpected(row.error());
    }
    if (!*row) {
        co_return std::unexpected(gone());
    }
    const QPointer<BodyFetcher> self(this);
    if ((*row)->fetchAgain && (*row)->body != Body::OnServer && m_account.mode == Mode::Imap && m_online) {
        const auto whole = co_await fetchOrWait(**row);
        if (whole || !self) {
            co_return self ? whole : fail(ErrorKind::Cancelled);
        }
    }
    if ((*row)->body != Body::OnServer) {
        auto bytes = co_await m_store.run([key](AccountStore &store) {
            return store.read(key);
        });
        if (bytes || bytes.error().scope != Scope::Message) {
            co_return bytes;
        }
    }
    if (m_account.mode == Mode::Pop3) {
        co_return co_await noteInstead(**row);
    }
    if (!m_online) {
        co_return fail(ErrorKind::WorkingOffline);
    }
    co_return co_await fetchOrWait(**row);
}

Task<Result<QByteArray>> BodyFetcher::fetchOrWait(MessageRow row)
{
    const QPointer<BodyFetcher> self(this);
    const bool isOpen = m_session && m_session->isOpen();
    Result<QByteArray> bytes = fail(ErrorKind::TooManyConnections);
    if (isOpen || m_connections.hasRoomFor(ConnectionUse::Body)) {
        ++m_fetching;
        bytes = co_await fetchFromServer(row);
        if (!self) {
            co_return fail(ErrorKind::Cancelled);
        }
        --m_fetching;
        if (m_fetching == 0) {
            Q_EMIT rested();
        }
    }
    if (bytes || bytes.error().kind != ErrorKind::TooManyConnections || m_connections.hasRoomFor(ConnectionUse::Body)) {
        co_return bytes;
    }
    const Waiting waiting{.row = row, .promise = {}};
    m_waiting.append(waiting);
    auto answer = waiting.promise.answer();
    co_return co_await answer;
}

Task<Result<QByteArray>> BodyFetcher::noteInstead(MessageRow row)
{
    const auto header = co_await m_store.run([key = row.key](AccountStore &store) {
        return store.headers().and_then([&](const QHash<MessageKey, bool> &headers) {
            return headers.contains(key) ? store.header(key) : std::unexpected(gone());
        });
    });
    if (!header) {
        co_return header;
    }
    co_return partialMessage(row, *header, m_resource);
}

Task<Result<QByteArray>> BodyFetcher::fetchFromServer(MessageRow row)
{
    if (m_account.mode != Mode::Imap || row.uid == 0) {
        co_return std::unexpected(gone());
    }
    const auto folder = co_await folderOf(row);
    if (!folder) {
        co_return std::unexpected(folder.error());
    }
    const bool fresh = !m_session || !m_session->isOpen();
    if (auto open = co_await ensureOpen(); !open) {
        co_return std::unexpected(open.error());
    }
    const auto session = m_session; // keeps it alive over an abort()
    if (!session) {
        co_return fail(ErrorKind::Cancelled);
    }
    auto bytes = co_await download(session.get(), row, *folder);
    if (!bytes && bytes.error().retry == Retry::Now && !fresh) {
        // The server had dropped the idle connection.
        closeSession();
        if (auto open = co_await ensureOpen(); !open) {
            co_return std::unexpected(open.error());
        }
        const auto again = m_session;
        if (!again) {
            co_return fail(ErrorKind::Cancelled);
        }
        bytes = co_await download(again.get(), row, *folder);
    }
    m_idle.start();
    co_return bytes;
}

Task<Result<void>> BodyFetcher::ensureOpen()
{
    if (m_session && m_session->isOpen()) {
        m_idle.stop();
        co_return {};
    }
    if (const auto may = m_connections.mayOpen(); !may) {
        co_return may;
    }
    const auto session = std::make_shared<ImapSession>();
    m_session = session;
    const QPointer<BodyFetcher> self(this);
    const Opening opening{
        .open = opener(session, m_account),
        .isWanted =
            [self] {
                return self && self->m_session;
            },
        .makeRoom =
            [self](const Error &error) {
                return self->m_connections.refused(ConnectionUse::Body, error);
            },
    };
    co_return co_await openPatiently(m_account, opening);
}

Task<Result<FolderRow>> BodyFetcher::folderOf(MessageRow row)
{
    co_return co_await m_store.run([id = row.placeOnServer()](AccountStore &store) -> Result<FolderRow> {
        const auto folders = store.folders();
        if (!folders) {
            return std::unexpected(folders.error());
        }
        const auto folder = std::ranges::find(*folders, id, &FolderRow::id);
        return folder != folders->end() ? Result<FolderRow>(*folder) : std::unexpected(gone());
    });
}

Task<Result<QByteArray>> BodyFetcher::download(ImapSession *session, MessageRow row, FolderRow folder)
{
    const auto opened = co_await session->openMailbox(folder.mailbox);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    if (opened->state.uidValidity != row.uidValidity) {
        co_return std::unexpected(gone()); // the next sync finds it again by its identity
    }
    const UidRanges uid{{row.uid, row.uid}};
    const auto headers = co_await session->fetchHeaders(uid);
    if (!headers || headers->isEmpty()) {
        co_return std::unexpected(headers ? gone() : headers.error());
    }
    const auto texts = co_await session->fetchTexts(uid);
    if (!texts || !texts->contains(row.uid)) {
        co_return std::unexpected(texts ? gone() : texts.error());
    }
    const QByteArray bytes = headers->first().header + texts->value(row.uid);
    const auto stored = co_await m_store.run([row, bytes](AccountStore &store) {
        return storeBody(store, row, bytes);
    });
    if (!stored) {
        co_return std::unexpected(stored.error());
    }
    co_return bytes;
}

}
