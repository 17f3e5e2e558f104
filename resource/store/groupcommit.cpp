// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/groupcommit.h"

#include "core/crashpoint.h"
#include "core/headers.h"
#include "store/folderchanges.h"
#include "store/posix.h"

#include <QSet>

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace Konto
{

GroupCommit::GroupCommit(StateDatabase &database, MaildirTree &tree)
    : m_database(database)
    , m_tree(tree)
{
}

Result<QList<MessageRow>> GroupCommit::run(std::vector<PendingMessage> group)
{
    if (const auto prepared = prepareAll(std::move(group)); !prepared) {
        return std::unexpected(prepared.error());
    }
    crashPoint("store.commit.written");
    Result<void> done = syncFiles();
    if (done) {
        crashPoint("store.commit.synced");
        done = recordIntent();
    }
    if (!done) {
        return std::unexpected(done.error());
    }
    crashPoint("store.commit.intended");
    done = giveNames().and_then([this] {
        crashPoint("store.commit.renamed");
        return syncDirectories();
    });
    if (done) {
        crashPoint("store.commit.named");
        done = record();
    }
    if (!done) {
        undo();
        return std::unexpected(done.error());
    }
    crashPoint("store.commit.done");
    QList<MessageRow> rows;
    for (const Item &item : m_items) {
        rows << item.message.row;
    }
    return rows;
}

Result<void> GroupCommit::prepareAll(std::vector<PendingMessage> group)
{
    QSet<MessageKey> keys;
    m_items.reserve(group.size());
    for (PendingMessage &pending : group) {
        Result<Item> item = prepare(std::move(pending));
        if (!item) {
            return std::unexpected(item.error());
        }
        if (keys.contains(item->message.row.key)) {
            return fail(ErrorKind::Storage, u"the same key twice in a group"_s);
        }
        keys.insert(item->message.row.key);
        m_items.push_back(std::move(*item));
    }
    return {};
}

/// What the header tells, where the server has not told it already.
static void fillFromHeader(MessageRow &row, const QByteArray &header)
{
    if (row.headerHash.isEmpty()) {
        row.headerHash = headerHash(header);
    }
    if (row.messageIdHash.isEmpty()) {
        row.messageIdHash = messageIdHash(header);
    }
    if (!row.internalDate.isValid()) {
        row.internalDate = arrivalDate(header);
    }
}

/// The date goes along with the file, for other Maildir programs and for the day state.db is lost.
static void setFileDate(int file, const QDateTime &date)
{
    if (date.isValid()) {
        const timespec time{.tv_sec = date.toSecsSinceEpoch(), .tv_nsec = 0};
        const timespec times[] = {time, time};
        ::futimens(file, times);
    }
}

/// The name of the message's file. A row can say Here and yet have none, when another program removed it: then the bytes are welcome.
static QByteArray fileOf(const StoredMessage &known, const StateDatabase &database, MaildirTree &tree)
{
    if (known.row.body == Body::OnServer) {
        return {};
    }
    const auto maildir = folderMaildir(database, tree, known.row.folder);
    if (!maildir) {
        return {};
    }
    const auto suffix = FileFinder(*maildir).suffixOf(known.row.key, known.suffix);
    return suffix ? known.row.key + *suffix : QByteArray();
}

/// Bytes take their time to arrive: meanwhile the message may have been marked, moved or deleted here.
static void keepWhatTheUserDid(const MessageRow &known, MessageRow &row)
{
    row.folder = known.folder;
    row.serverFolder = known.serverFolder;
    row.flags = known.flags;
    row.baseFlags = known.baseFlags;
    row.writing = known.writing;
    row.deletedHere = row.deletedHere || known.deletedByUser;
    row.deletedByUser = known.deletedByUser;
}

Result<GroupCommit::Item> GroupCommit::prepare(PendingMessage pending)
{
    MessageRow &row = pending.row;
    const IncomingMessage &bytes = pending.bytes;
    if (!bytes.m_maildir || bytes.m_failed) {
        return fail(ErrorKind::Storage, u"a message that was not written completely, or was committed before"_s);
    }
    if (row.key.isEmpty()) {
        row.key = bytes.m_tmpName;
    } else if (!isUsableKey(row.key)) {
        return fail(ErrorKind::Storage, u"not a usable key: %1"_s.arg(QString::fromUtf8(row.key)));
    }
    const Result<std::optional<StoredMessage>> known = m_database.messages().find(row.key);
    Result<std::shared_ptr<Maildir>> target = folderMaildir(m_database, m_tree, row.folder);
    if (!known || !target) {
        return std::unexpected(known ? target.error() : known.error());
    }
    QByteArray replaced;
    QByteArray suffixBefore;
    if (const std::optional<StoredMessage> &before = *known) {
        replaced = fileOf(*before, m_database, m_tree);
        if (!replaced.isEmpty() && !before->row.fetchAgain) {
            return Item{.message = *before, .bytes = std::move(pending.bytes), .target = *target, .alreadyHere = true};
        }
        suffixBefore = before->suffix;
        keepWhatTheUserDid(before->row, row);
        target = folderMaildir(m_database, m_tree, row.folder);
        if (!target) {
            return std::unexpected(target.error());
        }
    }
    row.body = row.size > 0 && row.size != bytes.size() ? Body::HereAltered : Body::Here;
    row.size = row.size > 0 ? row.size : bytes.size();
    row.storedAt = QDateTime::currentDateTimeUtc();
    row.fetchAgain = false;
    fillFromHeader(row, bytes.header());
    setFileDate(bytes.m_file.get(), row.internalDate);
    // The name of a file that is replaced stays: what another program changed in it is taken over when the folder is scanned.
    const QByteArray suffix = replaced.isEmpty() ? suffixFor(row.flags) : suffixBefore;
    return Item{.message = {row, suffix}, .bytes = std::move(pending.bytes), .target = *target, .replaces = replaced};
}

Result<void> GroupCommit::syncFiles() const
{
    std::vector<int> files;
    for (const Item &item : m_items) {
        if (!item.alreadyHere) {
            files.push_back(item.bytes.m_file.get());
        }
    }
    return Posix::syncAll(files);
}

Result<void> GroupCommit::recordIntent()
{
    return inTransaction(m_database, [this]() -> Result<void> {
        // What is left here belongs to a failed commit whose files were removed
        Result<void> done = m_database.pending().clear();
        for (const Item &item : m_items) {
            if (done && !item.alreadyHere) {
                done = m_database.pending().write({item.message, item.bytes.m_maildir->path(), item.bytes.m_tmpName});
            }
        }
        return done;
    });
}

Result<void> GroupCommit::giveNames()
{
    for (Item &item : m_items) {
        if (item.alreadyHere) {
            continue;
        }
        if (!item.replaces.isEmpty()) {
            if (const auto renamed = item.bytes.renameOver(*item.target, item.replaces); !renamed) {
                return renamed;
            }
            crashPoint("store.commit.replacing");
            continue;
        }
        const QByteArray name = item.message.row.key + item.message.suffix;
        const int number =
            Posix::renameNoReplace(item.bytes.m_maildir->directory(Maildir::Tmp), item.bytes.m_tmpName, item.target->directory(Maildir::Cur), name);
        if (number != 0) {
            return Posix::failure(number, "rename", name);
        }
        item.renamed = true;
        item.bytes.release();
        crashPoint("store.commit.renaming");
    }
    return {};
}

Result<void> GroupCommit::syncDirectories() const
{
    QSet<const Maildir *> synced;
    for (const Item &item : m_items) {
        if (item.alreadyHere || synced.contains(item.target.get())) {
            continue;
        }
        synced.insert(item.target.get());
        if (const auto done = item.target->sync(Maildir::Cur); !done) {
            return done;
        }
    }
    return {};
}

Result<void> GroupCommit::record()
{
    return inTransaction(m_database, Sqlite::Durability::Relaxed, [this] {
        return m_database.pending().promote();
    });
}

void GroupCommit::undo()
{
    for (const Item &item : m_items) {
        if (item.renamed) {
            std::ignore = item.target->unlink(Maildir::Cur, item.message.row.key + item.message.suffix);
        }
    }
    // If even this fails, the next commit or the next open does it: pending rows without a file mean nothing
    std::ignore = inTransaction(m_database, Sqlite::Durability::Relaxed, [this] {
        return m_database.pending().clear();
    });
}

/// True: the message has its name in cur/ now.
static Result<bool> finishCommit(const StateDatabase &database, MaildirTree &tree, const PendingRow &pending)
{
    const StoredMessage &message = pending.message;
    const auto target = folderMaildir(database, tree, message.row.folder);
    if (!target) {
        return std::unexpected(target.error());
    }
    // The bytes were synced before the intent was written
    const QByteArray source = pending.tmpDirectory + "/tmp/" + pending.tmpName;
    const int cur = (*target)->directory(Maildir::Cur);
    if (const auto suffix = FileFinder(*target).suffixOf(message.row.key, message.suffix)) {
        // It has its name already, or takes that of the message it replaces.
        const QByteArray name = message.row.key + *suffix;
        if (::renameat(tree.descriptor(), source.constData(), cur, name.constData()) != 0 && errno != ENOENT) {
            return Posix::failure(errno, "rename", source);
        }
        return true;
    }
    const int number = Posix::renameNoReplace(tree.descriptor(), source, cur, message.row.key + message.suffix);
    if (number != 0 && number != ENOENT) {
        return Posix::failure(number, "rename", source);
    }
    return number == 0;
}

Result<qsizetype> finishInterruptedCommits(StateDatabase &database, MaildirTree &tree)
{
    const Result<QList<PendingRow>> pending = database.pending().all();
    if (!pending || pending->isEmpty()) {
        return pending.transform(&QList<PendingRow>::size);
    }
    QSet<MessageKey> lost;
    QSet<qint64> folders;
    for (const PendingRow &row : *pending) {
        const Result<bool> finished = finishCommit(database, tree, row);
        if (!finished) {
            return std::unexpected(finished.error());
        }
        folders.insert(row.message.row.folder);
        if (!*finished) {
            lost.insert(row.message.row.key);
        }
    }
    crashPoint("store.repair.renamed");
    for (const qint64 folder : folders) {
        const auto synced = folderMaildir(database, tree, folder).and_then([](const std::shared_ptr<Maildir> &maildir) {
            return maildir->sync(Maildir::Cur);
        });
        if (!synced) {
            return std::unexpected(synced.error());
        }
    }
    const Result<void> recorded = inTransaction(database, [&] {
        Result<void> done;
        for (const MessageKey &key : lost) {
            done = done.and_then([&] {
                return database.pending().erase(key);
            });
        }
        return done.and_then([&] {
            return database.pending().promote();
        });
    });
    return recorded.transform([&] {
        return pending->size() - lost.size();
    });
}

}
