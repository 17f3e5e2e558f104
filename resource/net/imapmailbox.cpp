// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapmailbox.h"

#include "net/imapexchange.h"
#include "net/imapranges.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr quint64 maxUid = std::numeric_limits<quint32>::max();
constexpr quint64 maxModSeq = std::numeric_limits<qint64>::max(); // RFC 7162 section 3.1
constexpr qsizetype maxFound = 10'000'000;

quint64 numberOf(const ImapOutcome &outcome, QByteArrayView code, quint64 max)
{
    bool ok = false;
    const quint64 value = outcome.dataOf(code).value_or(QByteArray()).toULongLong(&ok);
    return ok && value <= max ? value : 0;
}

/// What comes while a mailbox is opened (RFC 9051 section 6.3.2, RFC 7162 section 3.2.5.2).
void takeOpening(const ImapResponse &response, ImapOpened &opened)
{
    if (response.name == "EXISTS" && response.number) {
        opened.state.exists = *response.number;
    } else if (const auto flags = flagsOf(response); flags && opened.changed.size() < maxFound) {
        opened.changed << *flags;
    } else if (response.name == "VANISHED" && !response.values.isEmpty()) {
        if (const auto uids = parseUidSet(response.values.last().text)) {
            opened.vanished += *uids;
        }
    }
}

/// Ascending by UID; of several about the same message the last counts.
template<class Message>
void sortAndUnite(QList<Message> &messages)
{
    std::ranges::stable_sort(messages, {}, &Message::uid);
    std::ranges::reverse(messages);
    const auto rest = std::ranges::unique(messages, {}, &Message::uid);
    messages.erase(rest.begin(), rest.end());
    std::ranges::reverse(messages);
}

/// RFC 7162 section 3.2.3: QRESYNC has to be enabled before it is used, once for a connection.
Task<Result<bool>> enableResync(ImapConnectionPtr connection)
{
    if (!connection->offers("QRESYNC")) {
        co_return false;
    }
    if (!connection->isResyncEnabled()) {
        const auto enabled = co_await runImapCommand(connection, ImapCommand("ENABLE QRESYNC"));
        if (!enabled && !connection->isOpen()) {
            co_return std::unexpected(enabled.error());
        }
        connection->setResyncEnabled(enabled.has_value());
    }
    co_return connection->isResyncEnabled();
}
}

Task<Result<void>> enableImapUtf8(ImapConnectionPtr connection)
{
    // RFC 9755 section 3; UTF8=ONLY (section 6) means that nothing goes without.
    if (!connection->offers("UTF8=ACCEPT") && !connection->offers("UTF8=ONLY")) {
        co_return Result<void>();
    }
    const auto enabled = co_await runImapCommand(connection, ImapCommand("ENABLE UTF8=ACCEPT"), [raw = connection.get()](const ImapResponse &response) {
        // RFC 5161 section 3.2
        for (const ImapValue &value : response.values) {
            if (response.name == "ENABLED" && value.text.compare("UTF8=ACCEPT", Qt::CaseInsensitive) == 0) {
                raw->setUtf8Enabled(true);
            }
        }
    });
    // Refused, all is as in IMAP4rev1; only the end of the connection matters.
    co_return enabled || connection->isOpen() ? Result<void>() : std::unexpected(enabled.error());
}

Task<Result<ImapOpened>> openImapMailbox(ImapConnectionPtr connection, QString mailbox, ImapOpening how, ImapResync since)
{
    Result<bool> resync = false;
    if (since.modSeq != 0) {
        resync = co_await enableResync(connection);
    }
    if (!resync) {
        co_return std::unexpected(resync.error());
    }
    ImapCommand command(how == ImapOpening::ReadOnly ? "EXAMINE" : "SELECT");
    command.mailbox(mailbox, connection->isUtf8());
    if (*resync) {
        command.words("(QRESYNC (" + QByteArray::number(since.uidValidity) + ' ' + QByteArray::number(since.modSeq) + "))");
    } else if (connection->offers("CONDSTORE") || connection->offers("QRESYNC")) {
        command.words("(CONDSTORE)"); // RFC 7162 section 3.1.8: MODSEQ from now on
    }
    auto opened = std::make_shared<ImapOpened>();
    const auto outcome = co_await runImapCommand(connection, command, [opened](const ImapResponse &response) {
        takeOpening(response, *opened);
    });
    if (!outcome) {
        co_return std::unexpected(outcome.error());
    }
    opened->state.uidValidity = quint32(numberOf(*outcome, "UIDVALIDITY", maxUid));
    opened->state.uidNext = quint32(numberOf(*outcome, "UIDNEXT", maxUid));
    opened->state.highestModSeq = numberOf(*outcome, "HIGHESTMODSEQ", maxModSeq);
    opened->readOnly = outcome->end.code == "READ-ONLY";
    // RFC 9051 section 2.3.1.1: 32 bits, never zero. Without it no message can be told from another.
    if (opened->state.uidValidity == 0) {
        Error error = makeError(ErrorKind::Refused, u"no usable UIDVALIDITY"_s);
        error.scope = Scope::Folder;
        error.retry = Retry::Never;
        co_return std::unexpected(error);
    }
    opened->resynced = *resync && opened->state.uidValidity == since.uidValidity && opened->state.highestModSeq != 0;
    sortAndUnite(opened->changed);
    co_return *opened;
}

/// UID FETCH of \a items, what \a read makes of the answers.
template<class Message>
static Task<Result<QList<Message>>>
fetchItems(ImapConnectionPtr connection, UidRanges uids, QByteArray items, std::function<std::optional<Message>(const ImapResponse &)> read)
{
    auto found = std::make_shared<QList<Message>>();
    for (const UidRanges &portion : inPortions(uids)) {
        ImapCommand command("UID FETCH");
        command.uids(portion).words(items);
        const auto done = co_await runImapCommand(connection, command, [found, portion, read](const ImapResponse &response) {
            const auto message = read(response);
            // The server may tell in passing of others (RFC 9051 section 7.5.2).
            if (message && contains(portion, message->uid) && found->size() < maxFound) {
                found->append(*message);
            }
        });
        if (!done) {
            co_return std::unexpected(done.error());
        }
    }
    sortAndUnite(*found);
    co_return *found;
}

Task<Result<QList<ImapFlags>>> fetchImapFlags(ImapConnectionPtr connection, UidRanges uids, quint64 changedSince)
{
    QByteArray items = "(UID FLAGS)";
    if (changedSince != 0) {
        items += " (CHANGEDSINCE " + QByteArray::number(changedSince) + ')'; // RFC 7162 section 3.1.4.1
    }
    return fetchItems<ImapFlags>(std::move(connection), std::move(uids), items, flagsOf);
}

Task<Result<QList<MessageIdentity>>> fetchImapIdentities(ImapConnectionPtr connection, UidRanges uids)
{
    const QByteArray object = objectIdItem(connection->capabilities());
    const QByteArray items = "(UID FLAGS RFC822.SIZE" + (object.isEmpty() ? object : ' ' + object) + ')';
    return fetchItems<MessageIdentity>(std::move(connection), std::move(uids), items, [object](const ImapResponse &response) {
        return identityOf(response, object);
    });
}

QByteArray objectIdItem(const QByteArrayList &capabilities)
{
    if (capabilities.contains("OBJECTID")) {
        return "EMAILID"; // RFC 8474 section 5.1
    }
    return capabilities.contains("X-GM-EXT-1") ? "X-GM-MSGID" : QByteArray();
}

/// RFC 9051 sections 7.3.4 (ESEARCH) and, before IMAP4rev2, RFC 3501 section 7.2.5 (SEARCH).
static void takeFound(const ImapResponse &response, QList<quint32> &found)
{
    if (response.name == "SEARCH") {
        for (const ImapValue &value : response.values) {
            if (const quint64 uid = value.number(maxUid); uid != 0 && found.size() < maxFound) {
                found << quint32(uid);
            }
        }
    } else if (response.name == "ESEARCH") {
        for (qsizetype i = 0; i + 1 < response.values.size(); ++i) {
            if (response.values.at(i).text.compare("ALL", Qt::CaseInsensitive) != 0) {
                continue;
            }
            for (const auto &[first, last] : parseUidSet(response.values.at(i + 1).text).value_or(UidRanges())) {
                for (quint64 uid = first; uid <= last && found.size() < maxFound; ++uid) {
                    found << quint32(uid);
                }
            }
        }
    }
}

Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, ImapCommand criteria)
{
    auto found = std::make_shared<QList<quint32>>();
    const auto searched = co_await runImapCommand(connection, criteria, [found](const ImapResponse &response) {
        takeFound(response, *found);
    });
    if (!searched) {
        co_return std::unexpected(searched.error());
    }
    std::ranges::sort(*found);
    co_return *found;
}

Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, QByteArray header, QByteArray value)
{
    ImapCommand command("UID SEARCH");
    command.words("HEADER").string(header).string(value);
    co_return co_await searchImap(connection, command);
}

static bool isAscii(const ImapSearchWord &word)
{
    return std::ranges::all_of(word.text, [](char c) {
        return (c & 0x80) == 0;
    });
}

Task<Result<QList<quint32>>> searchImap(ImapConnectionPtr connection, ImapSearchKeys keys)
{
    ImapCommand command("UID SEARCH");
    // RFC 4731 section 3.1, and part of IMAP4rev2: ranges instead of every number
    if (connection->offers("ESEARCH") || connection->offers("IMAP4REV2")) {
        command.words("RETURN (ALL)");
    }
    // RFC 9051 section 6.4.4. Not more often than needed: some servers know no character set at all, and it is forbidden
    // where everything is UTF-8 (RFC 9755 section 3).
    if (!connection->isUtf8Enabled() && !std::ranges::all_of(keys, isAscii)) {
        command.words("CHARSET UTF-8");
    }
    for (const ImapSearchWord &word : std::as_const(keys)) {
        if (word.isString) {
            command.string(word.text);
        } else {
            command.words(word.text);
        }
    }
    co_return co_await searchImap(connection, command);
}

Task<Result<ImapQuota>> askImapQuota(ImapConnectionPtr connection, QString mailbox)
{
    const auto fullest = std::make_shared<ImapQuota>();
    if (!connection->offers("QUOTA")) {
        co_return *fullest;
    }
    ImapCommand command("GETQUOTAROOT");
    command.mailbox(mailbox, connection->isUtf8());
    const auto asked = co_await runImapCommand(connection, command, [fullest](const ImapResponse &response) {
        const auto quota = quotaOf(response);
        // RFC 9208 section 3.2: there may be several; the one that is reached first counts
        if (quota && (fullest->limit == 0 || double(quota->used) / double(quota->limit) > double(fullest->used) / double(fullest->limit))) {
            *fullest = *quota;
        }
    });
    co_return asked ? Result<ImapQuota>(*fullest) : std::unexpected(asked.error());
}

}
