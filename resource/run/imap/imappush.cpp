// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imappush.h"

#include "credentials/login.h"
#include "run/retry.h"
#include "run_debug.h"

#include <QPointer>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace Konto
{

/// When room for a connection only to listen is looked for again, after \a refusals in a row: others are left alone that long. Soon at first, because
/// it may be our own connection that a busy server has not noticed yet to be closed.
static std::chrono::seconds roomExpected(int refusals)
{
    constexpr std::chrono::seconds first{10};
    constexpr std::chrono::seconds longest{5 * 60};
    return std::min(longest, first * (1 << std::clamp(refusals - 1, 0, 5)));
}

/// Between 80 and 120 percent: accounts that were cut off together do not come back together.
static std::chrono::milliseconds jittered(std::chrono::milliseconds delay)
{
    return delay * QRandomGenerator::global()->bounded(80, 121) / 100;
}

ImapPush::ImapPush(Connections &connections, QObject *parent)
    : QObject(parent)
    , m_connections(connections)
{
    m_connections.add(ConnectionUse::Watch,
                      {.isOpen =
                           [this] {
                               return m_connected;
                           },
                       .giveWay =
                           [this] {
                               giveWay();
                           }});
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_gaveWay) {
            resume();
        } else {
            connectNow();
        }
    });
    connect(&m_watcher, &ImapWatcher::changed, this, &ImapPush::changed);
    connect(&m_watcher, &ImapWatcher::foldersChanged, this, &ImapPush::changed);
    connect(&m_watcher, &ImapWatcher::ready, this, &ImapPush::onReady);
    connect(&m_watcher, &ImapWatcher::failed, this, &ImapPush::onFailed);
}

void ImapPush::start(const Account &account)
{
    if (m_started) {
        return;
    }
    m_started = true;
    m_gaveWay = false;
    m_account = account;
    m_failures = 0;
    m_wasLost = false;
    connectNow();
}

void ImapPush::stop()
{
    m_started = false;
    m_connected = false;
    m_gaveWay = false;
    ++m_attempt;
    m_retry.stop();
    m_watcher.stop();
}

void ImapPush::giveWay()
{
    stop();
    m_gaveWay = true;
}

void ImapPush::resume()
{
    if (std::exchange(m_gaveWay, false)) {
        start(m_account);
        m_wasLost = true;
    }
}

void ImapPush::setOpenMailbox(const QString &mailbox)
{
    m_watcher.setIdleMailbox(mailbox);
}

bool ImapPush::isWatching() const
{
    return m_watcher.isReady();
}

QCoro::Task<void> ImapPush::connectNow()
{
    const QPointer<ImapPush> self(this);
    const int attempt = ++m_attempt;
    const auto login = co_await readLogin(m_account);
    if (!self || attempt != m_attempt || !m_started) {
        co_return;
    }
    if (!login) {
        onFailed(login.error());
        co_return;
    }
    if (!m_connections.hasRoomFor(ConnectionUse::Watch)) {
        giveWay();
        m_retry.start(roomExpected(++m_refusals));
        co_return;
    }
    m_connected = true;
    m_watcher.start(m_account.imap, *login, m_account.pinnedKeys);
}

void ImapPush::onReady()
{
    m_failures = 0;
    m_refusals = 0;
    if (std::exchange(m_wasLost, false)) {
        Q_EMIT changed();
    }
}

void ImapPush::onFailed(const Error &error)
{
    qCInfo(KONTO_RUN_LOG) << "no longer watching:" << toString(error.kind) << error.detail;
    m_wasLost = true;
    m_connected = false;
    if (error.kind == ErrorKind::TooManyConnections) {
        const bool soon = m_connections.refused(ConnectionUse::Watch, error);
        giveWay();
        m_retry.start(soon ? closingTime : roomExpected(++m_refusals));
    } else if (const auto delay = retryDelay(error, ++m_failures)) {
        m_retry.start(jittered(*delay));
    } else {
        m_started = false;
    }
}

}
