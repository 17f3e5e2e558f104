// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapsession.h"

#include "net/imapcommand.h"
#include "net/imapconnection.h"
#include "net/imapfetch.h"
#include "net/imaplist.h"
#include "net/imapmailbox.h"
#include "net/imapwrite.h"

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
    co_return co_await enableImapUtf8(connection);
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

bool ImapSession::offers(QByteArrayView capability) const
{
    return m_connection->offers(capability);
}

Task<Result<void>> ImapSession::noop()
{
    return changeImapMailbox(m_connection, ImapCommand("NOOP"));
}

Task<Result<ImapListing>> ImapSession::list()
{
    return listImapMailboxes(m_connection);
}

Task<Result<ImapOpened>> ImapSession::openMailbox(QString mailbox, ImapOpening how, ImapResync since)
{
    return openImapMailbox(m_connection, std::move(mailbox), how, since);
}

Task<Result<QList<ImapFlags>>> ImapSession::fetchFlags(UidRanges uids, quint64 changedSince)
{
    return fetchImapFlags(m_connection, std::move(uids), changedSince);
}

bool ImapSession::hasObjectIds() const
{
    return !objectIdItem(capabilities()).isEmpty();
}

Task<Result<QList<MessageIdentity>>> ImapSession::fetchIdentities(UidRanges uids)
{
    return fetchImapIdentities(m_connection, std::move(uids));
}

Task<Result<QList<ImapHeader>>> ImapSession::fetchHeaders(UidRanges uids)
{
    return fetchImapHeaders(m_connection, std::move(uids));
}

Task<Result<QHash<quint32, QByteArray>>> ImapSession::fetchTexts(UidRanges uids)
{
    return fetchImapTexts(m_connection, std::move(uids));
}

Task<Result<QList<quint32>>> ImapSession::search(QByteArray header, QByteArray value)
{
    return searchImap(m_connection, std::move(header), std::move(value));
}

Task<Result<QList<quint32>>> ImapSession::search(ImapSearchKeys keys)
{
    return searchImap(m_connection, std::move(keys));
}

Task<Result<void>> ImapSession::storeFlags(UidRanges uids, QByteArrayList names, bool on)
{
    return storeImapFlags(m_connection, std::move(uids), std::move(names), on);
}

Task<Result<ImapCopied>> ImapSession::copy(UidRanges uids, QString mailbox)
{
    return copyImapMessages(m_connection, std::move(uids), std::move(mailbox));
}

Task<Result<ImapCopied>> ImapSession::move(UidRanges uids, QString mailbox)
{
    return moveImapMessages(m_connection, std::move(uids), std::move(mailbox));
}

Task<Result<bool>> ImapSession::expunge(UidRanges uids)
{
    return expungeImapMessages(m_connection, std::move(uids));
}

Task<Result<ImapCopied>> ImapSession::append(QString mailbox, ImapUpload message)
{
    return appendImapMessage(m_connection, std::move(mailbox), std::move(message));
}

Task<Result<ImapMailboxState>> ImapSession::status(QString mailbox)
{
    return askImapStatus(m_connection, std::move(mailbox));
}

Task<Result<ImapQuota>> ImapSession::quota(QString mailbox)
{
    return askImapQuota(m_connection, std::move(mailbox));
}

Task<Result<void>> ImapSession::createMailbox(QString mailbox, Role role)
{
    ImapCommand command("CREATE");
    command.mailbox(mailbox, m_connection->isUtf8());
    const QByteArray attribute = attributeOfRole(role);
    if (!attribute.isEmpty() && offers("CREATE-SPECIAL-USE")) {
        command.words("(USE (" + attribute + "))");
    }
    return changeImapMailbox(m_connection, command);
}

Task<Result<void>> ImapSession::renameMailbox(QString from, QString to)
{
    ImapCommand command("RENAME");
    return changeImapMailbox(m_connection, command.mailbox(from, m_connection->isUtf8()).mailbox(to, m_connection->isUtf8()));
}

Task<Result<void>> ImapSession::deleteMailbox(QString mailbox)
{
    ImapCommand command("DELETE");
    return changeImapMailbox(m_connection, command.mailbox(mailbox, m_connection->isUtf8()));
}

Task<Result<void>> ImapSession::subscribe(QString mailbox, bool on)
{
    ImapCommand command(on ? "SUBSCRIBE" : "UNSUBSCRIBE");
    return changeImapMailbox(m_connection, command.mailbox(mailbox, m_connection->isUtf8()));
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
