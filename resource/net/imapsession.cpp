// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapsession.h"

#include "net/imapconnection.h"
#include "net/imapfetch.h"
#include "net/imaplist.h"

#include <KIMAP/LogoutJob>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr int logoutTimeout = 5'000;

// The coroutines stand outside of the class: they own the connection with others and never touch the session,
// which may be gone when they go on.

static Task<Result<void>> openConnection(ImapConnectionPtr connection, Endpoint endpoint, Login login, QByteArrayList pinnedKeys)
{
    auto loggingIn = connection->logIn(endpoint, login, pinnedKeys);
    if (const auto loggedIn = co_await loggingIn; !loggedIn) {
        co_return std::unexpected(loggedIn.error());
    }
    auto pairing = connection->startKimap();
    if (const auto paired = co_await pairing; !paired) {
        const Error error = connection->explain(paired.error());
        connection->end(error);
        co_return std::unexpected(error);
    }
    connection->setOpen();
    if (!connection->isOpen()) {
        co_return std::unexpected(connection->beginJob().error());
    }
    co_return Result<void>();
}

static Task<void> closeConnection(ImapConnectionPtr connection)
{
    if (connection->beginJob()) {
        // RFC 9051 section 6.1.3. A courtesy: nothing depends on the answer.
        QTimer::singleShot(logoutTimeout, connection.get(), [raw = connection.get()] {
            raw->end(makeError(ErrorKind::Cancelled, u"LOGOUT took too long"_s));
        });
        std::ignore = co_await runImapJob(connection, new KIMAP::LogoutJob(connection->kimap()), Detail::nothing);
    }
    connection->end(makeError(ErrorKind::Cancelled, u"closed"_s));
}

ImapSession::ImapSession(QObject *parent)
    : QObject(parent)
    , m_connection(std::make_shared<ImapConnection>())
{
}

ImapSession::~ImapSession()
{
    abort();
}

Task<Result<void>> ImapSession::open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys)
{
    abort();
    m_connection = std::make_shared<ImapConnection>();
    return openConnection(m_connection, std::move(endpoint), std::move(login), std::move(pinnedKeys));
}

QByteArrayList ImapSession::capabilities() const
{
    return m_connection->capabilities();
}

Task<Result<QList<ImapMailbox>>> ImapSession::listMailboxes()
{
    return listImapMailboxes(m_connection);
}

Task<Result<ImapMailboxState>> ImapSession::examine(QString mailbox)
{
    return examineImapMailbox(m_connection, std::move(mailbox));
}

Task<Result<QList<ImapFlags>>> ImapSession::fetchFlags(UidRanges uids, quint64 changedSince)
{
    return fetchImapFlags(m_connection, std::move(uids), changedSince);
}

Task<Result<QList<ImapHeader>>> ImapSession::fetchHeaders(UidRanges uids)
{
    return fetchImapHeaders(m_connection, std::move(uids));
}

Task<Result<QHash<quint32, QByteArray>>> ImapSession::fetchTexts(UidRanges uids)
{
    return fetchImapTexts(m_connection, std::move(uids));
}

Task<void> ImapSession::close()
{
    return closeConnection(m_connection);
}

void ImapSession::abort()
{
    m_connection->end(makeError(ErrorKind::Cancelled));
}

bool ImapSession::isOpen() const
{
    return m_connection->isOpen();
}

std::optional<CertificateProblem> ImapSession::certificateProblem() const
{
    return m_connection->certificateProblem();
}

}

#include "moc_imapsession.cpp"
