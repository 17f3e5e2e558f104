// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imaplist.h"

#include "net/imapexchange.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype maxMailboxes = 100'000;

ImapNamespaces namespacesOf(const ImapResponse &response, bool utf8)
{
    ImapNamespaces namespaces;
    const QList<ImapValue> own = response.values.isEmpty() ? QList<ImapValue>() : response.values.first().list;
    if (!own.isEmpty() && own.first().list.size() >= 2) {
        const QList<ImapValue> &entry = own.first().list;
        namespaces.personal = decodeMailboxName(entry.at(0).text, utf8);
        namespaces.delimiter = entry.at(1).isNil() || entry.at(1).text.isEmpty() ? QChar() : QLatin1Char(entry.at(1).text.front());
    }
    for (qsizetype i = 1; i < std::min<qsizetype>(response.values.size(), 3); ++i) {
        for (const ImapValue &entry : response.values.at(i).list) {
            const QByteArray prefix = entry.list.isEmpty() ? QByteArray() : entry.list.first().text;
            if (!prefix.isEmpty()) {
                namespaces.foreign << decodeMailboxName(prefix, utf8);
            }
        }
    }
    return namespaces;
}

/// Once for a connection.
Task<Result<ImapNamespaces>> askNamespaces(ImapConnectionPtr connection)
{
    if (const auto &known = connection->namespaces()) {
        co_return *known;
    }
    auto namespaces = std::make_shared<ImapNamespaces>();
    if (!connection->offers("NAMESPACE") && !connection->offers("IMAP4REV2")) {
        co_return *namespaces;
    }
    const auto asked = co_await runImapCommand(connection, ImapCommand("NAMESPACE"), [namespaces, utf8 = connection->isUtf8()](const ImapResponse &response) {
        if (response.name == "NAMESPACE") {
            *namespaces = namespacesOf(response, utf8);
        }
    });
    // Refused, every mailbox counts as personal; only the end of the connection ends the listing.
    if (!asked && !connection->isOpen()) {
        co_return std::unexpected(asked.error());
    }
    connection->setNamespaces(*namespaces);
    co_return *namespaces;
}

bool isForeign(const ImapMailbox &mailbox, const QStringList &prefixes)
{
    return std::ranges::any_of(prefixes, [&](const QString &prefix) {
        return mailbox.name.startsWith(prefix) || (!mailbox.delimiter.isNull() && QString(mailbox.name + mailbox.delimiter) == prefix);
    });
}

/// RFC 5258, RFC 5819, RFC 6154 section 2: with RETURN the answer has to be complete, without it may be.
QByteArray returnOptions(const ImapConnection &connection)
{
    const bool rev2 = connection.offers("IMAP4REV2");
    QByteArrayList options;
    if (connection.offers("LIST-EXTENDED") || rev2) {
        options << "SUBSCRIBED";
        if (connection.offers("SPECIAL-USE") || rev2) {
            options << "SPECIAL-USE";
        }
        if (connection.offers("LIST-STATUS") || rev2) {
            options << "STATUS " + statusItems(connection.capabilities());
        }
    }
    return options.isEmpty() ? QByteArray() : "RETURN (" + options.join(' ') + ')';
}

Task<Result<void>> listMatching(ImapConnectionPtr connection, QString pattern, std::shared_ptr<ImapListing> listing)
{
    const QByteArray options = returnOptions(*connection);
    ImapCommand command("LIST");
    command.string("").mailbox(pattern, connection->isUtf8());
    if (!options.isEmpty()) {
        command.words(options);
    }
    const auto listed = co_await runImapCommand(connection, command, [listing, utf8 = connection->isUtf8()](const ImapResponse &response) {
        if (const auto mailbox = mailboxOf(response, utf8); mailbox && listing->mailboxes.size() < maxMailboxes) {
            listing->mailboxes << *mailbox;
        } else if (const auto status = statusOf(response, utf8); status && listing->states.size() < maxMailboxes) {
            listing->states.insert(status->first, status->second);
        }
    });
    co_return listed ? Result<void>() : std::unexpected(listed.error());
}

/// RFC 3501 section 6.3.9, for servers without RFC 5258: marks what is subscribed to. A refusal leaves all as not told.
Task<Result<void>> askSubscriptions(ImapConnectionPtr connection, std::shared_ptr<ImapListing> listing)
{
    auto names = std::make_shared<QSet<QString>>();
    ImapCommand command("LSUB");
    const auto asked = co_await runImapCommand(connection, command.string("").string("*"), [names, utf8 = connection->isUtf8()](const ImapResponse &response) {
        // With \Noselect only what is below is subscribed to.
        if (const auto mailbox = mailboxOf(response, utf8); mailbox && mailbox->isSelectable() && names->size() < maxMailboxes) {
            names->insert(mailbox->name);
        }
    });
    if (!asked && !connection->isOpen()) {
        co_return std::unexpected(asked.error());
    }
    for (ImapMailbox &mailbox : listing->mailboxes) {
        if (names->contains(mailbox.name) && !mailbox.has("\\Subscribed")) {
            mailbox.attributes << "\\Subscribed";
        }
    }
    co_return Result<void>();
}

/// RFC 4314 section 3.5. Without an answer everything may be tried.
Task<Result<QByteArray>> askRights(ImapConnectionPtr connection, QString mailbox)
{
    auto rights = std::make_shared<QByteArray>();
    ImapCommand command("MYRIGHTS");
    command.mailbox(mailbox, connection->isUtf8());
    const auto asked = co_await runImapCommand(connection, command, [rights](const ImapResponse &response) {
        if (response.name == "MYRIGHTS" && response.values.size() >= 2) {
            *rights = response.values.at(1).text;
        }
    });
    if (!asked && !connection->isOpen()) {
        co_return std::unexpected(asked.error());
    }
    co_return *rights;
}

/// Mailboxes come twice when two patterns find them.
void unite(QList<ImapMailbox> &mailboxes)
{
    std::ranges::stable_sort(mailboxes, {}, &ImapMailbox::name);
    const auto twice = std::ranges::unique(mailboxes, {}, &ImapMailbox::name);
    mailboxes.erase(twice.begin(), twice.end());
}
}

QByteArray statusItems(const QByteArrayList &capabilities)
{
    const bool modSeq = capabilities.contains("CONDSTORE") || capabilities.contains("QRESYNC");
    return modSeq ? "(MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)" : "(MESSAGES UIDNEXT UIDVALIDITY)";
}

Task<Result<ImapMailboxState>> askImapStatus(ImapConnectionPtr connection, QString mailbox)
{
    auto state = std::make_shared<ImapMailboxState>();
    ImapCommand command("STATUS");
    command.mailbox(mailbox, connection->isUtf8()).words(statusItems(connection->capabilities()));
    const auto asked = co_await runImapCommand(connection, command, [state, utf8 = connection->isUtf8()](const ImapResponse &response) {
        if (const auto status = statusOf(response, utf8)) {
            *state = status->second;
        }
    });
    co_return asked ? Result<ImapMailboxState>(*state) : std::unexpected(asked.error());
}

Task<Result<ImapListing>> listImapMailboxes(ImapConnectionPtr connection)
{
    const auto namespaces = co_await askNamespaces(connection);
    if (!namespaces) {
        co_return std::unexpected(namespaces.error());
    }
    auto listing = std::make_shared<ImapListing>();
    listing->personalPrefix = namespaces->personal;
    listing->delimiter = namespaces->delimiter;
    if (const auto listed = co_await listMatching(connection, u"*"_s, listing); !listed) {
        co_return std::unexpected(listed.error());
    }
    for (const QString &prefix : namespaces->foreign) {
        const bool there = std::ranges::any_of(listing->mailboxes, [&](const ImapMailbox &mailbox) {
            return isForeign(mailbox, {prefix});
        });
        if (there) {
            continue;
        }
        const auto listed = co_await listMatching(connection, prefix + u'*', listing);
        if (!listed && !connection->isOpen()) {
            co_return std::unexpected(listed.error());
        }
    }
    unite(listing->mailboxes);
    bool anyForeign = false;
    for (ImapMailbox &mailbox : listing->mailboxes) {
        mailbox.foreign = isForeign(mailbox, namespaces->foreign);
        anyForeign = anyForeign || mailbox.foreign;
    }
    if (anyForeign && !connection->offers("LIST-EXTENDED") && !connection->offers("IMAP4REV2")) {
        if (const auto told = co_await askSubscriptions(connection, listing); !told) {
            co_return std::unexpected(told.error());
        }
    }
    for (ImapMailbox &mailbox : listing->mailboxes) {
        if (!mailbox.foreign || !mailbox.isSelectable() || !mailbox.has("\\Subscribed") || !connection->offers("ACL")) {
            continue;
        }
        const auto rights = co_await askRights(connection, mailbox.name);
        if (!rights) {
            co_return std::unexpected(rights.error());
        }
        mailbox.rights = *rights;
    }
    co_return *listing;
}

}
