// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapwrite.h"

#include "net/imapexchange.h"
#include "net/imapmailbox.h"
#include "net/imapranges.h"

namespace Konto
{

namespace
{
/// "38505 304,319:320 3956:3958" (RFC 9051 section 7.1, COPYUID): the n-th of the one set became the n-th of the other.
ImapCopied copiedOf(const ImapOutcome &outcome)
{
    const QByteArrayList parts = outcome.dataOf("COPYUID").value_or(QByteArray()).split(' ');
    const auto from = parts.size() == 3 ? parseUidSet(parts.at(1)) : std::nullopt;
    const auto to = parts.size() == 3 ? parseUidSet(parts.at(2)) : std::nullopt;
    ImapCopied copied;
    copied.uidValidity = parts.first().toUInt();
    if (!from || !to || copied.uidValidity == 0) {
        return {};
    }
    auto target = to->cbegin();
    quint64 next = target->first;
    for (const auto &[first, last] : *from) {
        for (quint64 uid = first; uid <= last; ++uid, ++next) {
            if (next > target->second) {
                if (++target == to->cend()) {
                    return {}; // the sets do not agree: nothing is known
                }
                next = target->first;
            }
            copied.uids.insert(quint32(uid), quint32(next));
        }
    }
    return copied;
}

Task<Result<ImapCopied>> relocate(ImapConnectionPtr connection, QByteArray name, UidRanges uids, QString mailbox)
{
    ImapCopied all;
    for (const UidRanges &portion : inPortions(uids)) {
        ImapCommand command(name);
        command.uids(portion).mailbox(mailbox, connection->isUtf8());
        const auto outcome = co_await runImapCommand(connection, command);
        if (!outcome) {
            co_return std::unexpected(outcome.error());
        }
        const ImapCopied copied = copiedOf(*outcome);
        all.uidValidity = copied.uidValidity != 0 ? copied.uidValidity : all.uidValidity;
        all.uids.insert(copied.uids);
    }
    co_return all;
}
}

Task<Result<void>> storeImapFlags(ImapConnectionPtr connection, UidRanges uids, QByteArrayList names, bool on)
{
    for (const UidRanges &portion : inPortions(uids)) {
        ImapCommand command("UID STORE");
        command.uids(portion).words(on ? "+FLAGS.SILENT" : "-FLAGS.SILENT").flags(names);
        const auto stored = co_await runImapCommand(connection, command);
        if (!stored) {
            co_return std::unexpected(stored.error());
        }
    }
    co_return Result<void>();
}

Task<Result<ImapCopied>> copyImapMessages(ImapConnectionPtr connection, UidRanges uids, QString mailbox)
{
    return relocate(std::move(connection), "UID COPY", std::move(uids), std::move(mailbox));
}

Task<Result<ImapCopied>> moveImapMessages(ImapConnectionPtr connection, UidRanges uids, QString mailbox)
{
    return relocate(std::move(connection), "UID MOVE", std::move(uids), std::move(mailbox)); // RFC 6851
}

/// Without UIDPLUS there is only EXPUNGE, which takes everything marked, by whomever (RFC 3501 section 6.4.3).
Task<Result<bool>> expungeImapMessages(ImapConnectionPtr connection, UidRanges uids)
{
    if (connection->offers("UIDPLUS") || connection->offers("IMAP4REV2")) {
        for (const UidRanges &portion : inPortions(uids)) {
            ImapCommand command("UID EXPUNGE"); // RFC 4315 section 2.1
            const auto expunged = co_await runImapCommand(connection, command.uids(portion));
            if (!expunged) {
                co_return std::unexpected(expunged.error());
            }
        }
        co_return true;
    }
    const auto marked = co_await searchImap(connection, ImapCommand("UID SEARCH DELETED"));
    if (!marked) {
        co_return std::unexpected(marked.error());
    }
    for (const quint32 uid : *marked) {
        if (!contains(uids, uid)) {
            co_return false;
        }
    }
    const auto expunged = co_await runImapCommand(connection, ImapCommand("EXPUNGE"));
    co_return expunged ? Result<bool>(true) : std::unexpected(expunged.error());
}

Task<Result<ImapCopied>> appendImapMessage(ImapConnectionPtr connection, QString mailbox, ImapUpload message)
{
    ImapCommand command("APPEND");
    command.mailbox(mailbox, connection->isUtf8()).flags(message.flags.toImap());
    if (message.date.isValid()) {
        command.date(message.date);
    }
    command.literal(message.bytes);
    const auto outcome = co_await runImapCommand(connection, command);
    if (!outcome) {
        co_return std::unexpected(outcome.error());
    }
    // "38505 3955" (RFC 9051 section 7.1, APPENDUID)
    const QByteArrayList parts = outcome->dataOf("APPENDUID").value_or(QByteArray()).split(' ');
    ImapCopied appended;
    if (parts.size() == 2 && parts.at(0).toUInt() != 0 && parts.at(1).toUInt() != 0) {
        appended.uidValidity = parts.at(0).toUInt();
        appended.uids.insert(0, parts.at(1).toUInt());
    }
    co_return appended;
}

Task<Result<void>> changeImapMailbox(ImapConnectionPtr connection, ImapCommand command)
{
    const auto done = co_await runImapCommand(connection, command);
    co_return done ? Result<void>() : std::unexpected(done.error());
}

}
