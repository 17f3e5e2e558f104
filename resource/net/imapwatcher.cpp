// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapwatcher.h"

#include "net/imaplog.h"

#include <QPointer>

using namespace std::chrono_literals;

namespace Konto
{

static constexpr auto gatheringTime = 100ms;

ImapWatcher::ImapWatcher(const WatchPace &pace, QObject *parent)
    : QObject(parent)
    , m_pace(pace)
{
    m_patience.setSingleShot(true);
    m_gathering.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &ImapWatcher::onPatienceOver);
    connect(&m_gathering, &QTimer::timeout, this, &ImapWatcher::tellChanges);
}

ImapWatcher::~ImapWatcher()
{
    stop();
}

void ImapWatcher::start(const Endpoint &endpoint, const Login &login, const QByteArrayList &pinnedKeys)
{
    stop();
    m_opener = std::make_unique<ImapOpener>(&m_transport);
    connect(m_opener.get(), &ImapOpener::loggedIn, this, &ImapWatcher::onLoggedIn);
    connect(m_opener.get(), &ImapOpener::failed, this, &ImapWatcher::fail);
    m_opener->open(endpoint, login, pinnedKeys);
}

void ImapWatcher::onLoggedIn()
{
    connect(&m_transport, &Transport::readyRead, this, &ImapWatcher::onBytes);
    connect(&m_transport, &Transport::failed, this, &ImapWatcher::onTransportFailed);
    m_watch = std::make_unique<ImapWatch>(m_opener->capabilities());
    m_watch->setIdleMailbox(m_idleMailbox);
    m_watch->start();
    m_watch->feed(m_opener->takeRest());
    afterStep();
}

void ImapWatcher::onBytes()
{
    m_watch->feed(m_transport.readAll());
    afterStep();
}

void ImapWatcher::onTransportFailed(const Error &error)
{
    if (error.kind == ErrorKind::ConnectionLost) {
        // RFC 9051 section 7.1.5: BYE says why.
        m_watch->feed(m_transport.readAll());
    }
    fail(m_watch->error().value_or(error));
}

void ImapWatcher::onPatienceOver()
{
    m_watch->timeIsUp();
    afterStep();
}

void ImapWatcher::setIdleMailbox(const QString &mailbox)
{
    m_idleMailbox = mailbox;
    if (m_watch) {
        m_watch->setIdleMailbox(mailbox);
        afterStep();
    }
}

void ImapWatcher::afterStep()
{
    if (const QByteArray output = m_watch->takeOutput(); !output.isEmpty()) {
        m_transport.write(output);
    }
    m_transport.expectAnswer(m_watch->expectsAnswer());
    if (const auto patience = m_watch->patience(m_pace); !patience) {
        m_patience.stop();
    } else if (!m_patience.isActive()) {
        m_patience.start(*patience);
    }
    const MailboxChanges changes = m_watch->takeChanges();
    m_changes.mailboxes += changes.mailboxes;
    m_changes.folders = m_changes.folders || changes.folders;
    if (!m_changes.isEmpty() && m_watch->isReady() && !m_gathering.isActive()) {
        m_gathering.start(gatheringTime);
    }
    if (m_watch->error()) {
        fail(*m_watch->error());
    } else if (m_watch->isReady() && !std::exchange(m_ready, true)) {
        qCDebug(imapLog) << "watching";
        Q_EMIT ready();
    }
}

void ImapWatcher::tellChanges()
{
    const QPointer<ImapWatcher> self = this;
    const MailboxChanges changes = std::exchange(m_changes, {});
    qCDebug(imapLog) << "changed:" << changes.mailboxes << (changes.folders ? "and the folders" : "");
    if (changes.folders) {
        Q_EMIT foldersChanged();
    }
    if (self && self->isReady() && !changes.mailboxes.isEmpty()) {
        Q_EMIT changed(QStringList(changes.mailboxes.cbegin(), changes.mailboxes.cend()));
    }
}

void ImapWatcher::stop()
{
    if (m_opener) {
        m_opener->abort();
        m_opener->disconnect(this);
        m_opener.release()->deleteLater(); // it may be signalling just now
    }
    m_transport.disconnect(this);
    m_transport.abort();
    m_watch.reset();
    m_changes = {};
    m_patience.stop();
    m_gathering.stop();
    m_ready = false;
}

void ImapWatcher::fail(const Error &error)
{
    const Error copy = error; // it may be the watch's own
    stop();
    qCDebug(imapLog) << "not watching:" << toString(copy.kind) << copy.detail;
    Q_EMIT failed(copy);
}

bool ImapWatcher::isReady() const
{
    return m_ready;
}

}

#include "moc_imapwatcher.cpp"
