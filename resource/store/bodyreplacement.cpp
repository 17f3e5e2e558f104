// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/bodyreplacement.h"

#include "core/crashpoint.h"
#include "core/headers.h"
#include "store/folderchanges.h"
#include "store/groupcommit.h"

#include <tuple>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
Error unknownMessage(const MessageKey &key)
{
    Error error = makeError(ErrorKind::Storage, u"no message %1"_s.arg(QString::fromUtf8(key)));
    error.scope = Scope::Message;
    return error;
}

/// A message that has no file yet gets one as a downloaded message does.
Result<MessageRow> commitAsNew(StateDatabase &database, MaildirTree &tree, MessageRow row, IncomingMessage bytes)
{
    row.size = 0;
    row.objectId.clear();
    row.headerHash.clear();
    row.messageIdHash.clear();
    row.internalDate = {};
    std::vector<PendingMessage> group;
    group.push_back({.row = row, .bytes = std::move(bytes)});
    return GroupCommit(database, tree).run(std::move(group)).transform([](const QList<MessageRow> &rows) {
        return rows.first();
    });
}

/// The message with other bytes.
StoredMessage describe(StoredMessage message, const QByteArray &suffix, qint64 size, const QByteArray &header)
{
    MessageRow &row = message.row;
    row.size = size;
    row.objectId.clear();
    row.headerHash = headerHash(header);
    row.messageIdHash = messageIdHash(header);
    row.internalDate = arrivalDate(header);
    row.body = Body::Here;
    row.fetchAgain = false;
    row.storedAt = QDateTime::currentDateTimeUtc();
    message.suffix = suffix;
    return message;
}
}

Result<MessageRow> replaceBody(StateDatabase &database, MaildirTree &tree, const MessageKey &key, IncomingMessage bytes)
{
    const auto known = database.messages().find(key);
    if (!known || !*known) {
        return std::unexpected(known ? unknownMessage(key) : known.error());
    }
    StoredMessage message = **known;
    const auto maildir = folderMaildir(database, tree, message.row.folder);
    if (!maildir) {
        return std::unexpected(maildir.error());
    }
    const auto suffix = FileFinder(*maildir).suffixOf(key, message.suffix);
    if (!suffix) {
        return commitAsNew(database, tree, message.row, std::move(bytes));
    }
    if (const auto synced = bytes.sync(); !synced) {
        return std::unexpected(synced.error());
    }
    crashPoint("store.replace.synced");
    message = describe(message, *suffix, bytes.size(), bytes.header());
    const auto intended = inTransaction(database, [&] {
        // What is left there belongs to a failed commit whose files were removed
        return database.pending().clear().and_then([&] {
            return database.pending().write({message, bytes.tmpDirectory(), bytes.tmpName()});
        });
    });
    if (!intended) {
        return std::unexpected(intended.error());
    }
    crashPoint("store.replace.intended");
    if (const auto renamed = bytes.renameOver(**maildir, key + *suffix); !renamed) {
        std::ignore = inTransaction(database, Sqlite::Durability::Relaxed, [&] {
            return database.pending().clear();
        });
        return std::unexpected(renamed.error());
    }
    crashPoint("store.replace.renamed");
    const Result<void> synced = (*maildir)->sync(Maildir::Cur);
    const Result<void> recorded = inTransaction(database, Sqlite::Durability::Relaxed, [&] {
        return database.pending().promote();
    });
    return synced
        .and_then([&recorded] {
            return recorded;
        })
        .transform([&message] {
            return message.row;
        });
}

}
