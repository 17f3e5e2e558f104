// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imaplist.h"

#include "net/imaplistline.h"

#include <KIMAP/ListJob>
#include <KIMAP/NamespaceJob>
#include <KIMAP/SelectJob>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Konto
{

/// Prefixes of what belongs to others (RFC 2342 section 5).
static QStringList foreignPrefixes(KIMAP::NamespaceJob *job)
{
    QStringList prefixes;
    for (const auto &foreign : job->userNamespaces() + job->sharedNamespaces()) {
        // An empty prefix for shared mailboxes would hide the personal ones as well.
        if (!foreign.name.isEmpty()) {
            prefixes << foreign.name;
        }
    }
    return prefixes;
}

static Task<Result<QStringList>> askForeignPrefixes(ImapConnectionPtr connection)
{
    if (!connection->capabilities().contains("NAMESPACE") && !connection->capabilities().contains("IMAP4REV2")) {
        co_return QStringList();
    }
    if (const auto begun = connection->beginJob(); !begun) {
        co_return std::unexpected(begun.error());
    }
    auto prefixes = co_await runImapJob(connection, new KIMAP::NamespaceJob(connection->kimap()), foreignPrefixes);
    // Then every mailbox counts as personal; only the end of the connection ends the listing.
    if (!prefixes && connection->isOpen()) {
        co_return QStringList();
    }
    co_return prefixes;
}

static ImapMailbox mailboxOf(const KIMAP::MailBoxDescriptor &descriptor, const QByteArrayList &attributes)
{
    const QChar delimiter = descriptor.separator == QLatin1Char(noDelimiter) ? QChar() : descriptor.separator;
    return {.name = descriptor.name, .delimiter = delimiter, .attributes = attributes};
}

static bool isForeign(const QString &name, QChar delimiter, const QStringList &prefixes)
{
    return std::ranges::any_of(prefixes, [&](const QString &prefix) {
        return name.startsWith(prefix) || (!delimiter.isNull() && QString(name + delimiter) == prefix);
    });
}

/// RFC 6154 section 2: with RETURN (SPECIAL-USE) the roles have to be told, without they may be. The syntax is
/// RFC 5258's; KIMAP has no such option.
static bool canReturnRoles(const QByteArrayList &capabilities)
{
    return capabilities.contains("SPECIAL-USE") && (capabilities.contains("LIST-EXTENDED") || capabilities.contains("IMAP4REV2"));
}

Task<Result<QList<ImapMailbox>>> listImapMailboxes(ImapConnectionPtr connection)
{
    const auto prefixes = co_await askForeignPrefixes(connection);
    if (!prefixes) {
        co_return std::unexpected(prefixes.error());
    }
    if (const auto begun = connection->beginJob(); !begun) {
        co_return std::unexpected(begun.error());
    }
    auto found = std::make_shared<QList<ImapMailbox>>();
    auto *list = new KIMAP::ListJob(connection->kimap());
    list->setOption(KIMAP::ListJob::IncludeUnsubscribed);
    QObject::connect(list, &KIMAP::ListJob::mailBoxesReceived, list, [found](const auto &descriptors, const auto &attributes) {
        for (qsizetype i = 0; i < descriptors.size(); ++i) {
            *found << mailboxOf(descriptors[i], attributes.value(i));
        }
    });
    if (canReturnRoles(connection->capabilities())) {
        connection->tunnel().appendToNextCommand(" RETURN (SPECIAL-USE)");
    }
    const auto listed = co_await runImapJob(connection, list, Detail::nothing);
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    found->removeIf([&prefixes](const ImapMailbox &mailbox) {
        return isForeign(mailbox.name, mailbox.delimiter, *prefixes);
    });
    co_return *found;
}

static Result<ImapMailboxState> stateOf(KIMAP::SelectJob *select)
{
    static constexpr qint64 max = std::numeric_limits<quint32>::max();
    // RFC 9051 section 2.3.1.1: 32 bits, never zero. Without it no message can be told from another.
    if (select->uidValidity() < 1 || select->uidValidity() > max || select->nextUid() > max) {
        Error error = makeError(ErrorKind::Refused, u"no usable UIDVALIDITY or UIDNEXT"_s);
        error.retry = Retry::Never;
        return std::unexpected(error);
    }
    return ImapMailboxState{
        .exists = quint32(std::max(select->messageCount(), 0)),
        .uidValidity = quint32(select->uidValidity()),
        .uidNext = quint32(std::max<qint64>(select->nextUid(), 0)),
        .highestModSeq = select->highestModSequence(),
    };
}

Task<Result<ImapMailboxState>> examineImapMailbox(ImapConnectionPtr connection, QString mailbox)
{
    if (const auto begun = connection->beginJob(); !begun) {
        co_return std::unexpected(begun.error());
    }
    auto *select = new KIMAP::SelectJob(connection->kimap());
    select->setMailBox(mailbox);
    select->setOpenReadOnly(true);
    // RFC 7162 section 3.1.8: asks for HIGHESTMODSEQ and MODSEQ from now on.
    select->setCondstoreEnabled(connection->capabilities().contains("CONDSTORE") || connection->capabilities().contains("QRESYNC"));
    const auto state = co_await runImapJob(connection, select, stateOf);
    if (!state) {
        co_return std::unexpected(state.error());
    }
    co_return *state;
}

}
