// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "core/message.h"
#include "core/storageproof.h"
#include "store/filedescriptor.h"
#include "store/incomingmessage.h"

#include <QHash>

#include <memory>
#include <optional>
#include <vector>

namespace Konto
{

class Figures;
class MaildirTree;
class Outgoing;
class StateDatabase;
class SwitchJournal;

/// What opening a store found and put right.
struct RepairReport {
    int tornFilesRemoved = 0; ///< unfinished files in tmp/
    int filesAdopted = 0; ///< durable files that no row named: a crash between rename and commit
    int bodiesMissing = 0; ///< rows whose file is gone; they are left alone, and scan() reports them
    int flagsTaken = 0; ///< flag suffixes changed by another program
    QDateTime lastWritten; ///< when whoever had it open before last changed state.db; invalid: never
    QString brokenDatabase; ///< where the damaged state.db was moved; every file in mail/ got a new row. Else empty
};

/// How another Maildir program changed a folder since the store last looked. Nothing is applied yet:
/// a planner decides (a folder that vanished as a whole is held back, not emptied).
struct FolderScan {
    QHash<MessageKey, Flags> flagsChanged; ///< flags as the file name now says; keywords are those of the row
    QByteArrayList appeared; ///< files no row names, "cur/NAME" or "new/NAME"; names are bytes, not always UTF-8
    QList<MessageKey> vanished; ///< rows with Body::Here whose file is gone
};

/// A message whose bytes were written to tmp/ and wait to become durable.
struct PendingMessage {
    MessageRow row; ///< key empty: a new one is given. size 0: taken from the bytes
    IncomingMessage bytes;
};

/// A message of which only the header is here.
struct HeaderedMessage {
    MessageRow row; ///< key empty: a new one is given
    QByteArray header; ///< as received
};

enum class Forget {
    Everything, ///< file and row
    BodyOnly, ///< the file; the row stays as deletedHere, so that its UIDL is remembered
    ByUser, ///< the user deleted it: as BodyOnly where a UIDL is known, marked MessageRow::deletedByUser; else as Everything
    CopyOnly, ///< the file; the row stays as Body::OnServer: for keeping less mail here in IMAP mode
};

/// The account's mail on disk: one Maildir per folder under mail/, and state.db.
///
/// Layout: <directory>/mail/<Folder>/<Subfolder>/{cur,new,tmp}; folder names are percent-encoded where the
/// file system or the Maildir convention needs it ("/", a leading ".", "%", control characters, the names
/// cur, new and tmp). Directories are 0700, files 0600. Bytes are kept as received.
///
/// Durability: a row says Body::Here only after the file's data, its name in cur/ and the directory have been
/// fsynced. commit() does this for a group at once, and writes down beforehand who the messages are: once their
/// bytes are durable, a crash at any later point loses neither them nor their identity, open() finishes the job.
/// Before that, open() removes the torn files and the messages are fetched again. Removing, moving and renaming
/// are finished by open() in the same way.
///
/// Ownership and threads: the directory is locked while open; a second open fails with ErrorKind::Storage.
/// Not thread-safe: the run ring uses it on one worker thread. IncomingMessage objects may be written from
/// another thread. All errors are Storage, or DiskFull when the file system said ENOSPC or EDQUOT; after an
/// error nothing is half-done in state.db.
class AccountStore
{
public:
    [[nodiscard]] static Result<std::unique_ptr<AccountStore>> open(const QString &directory);
    ~AccountStore();

    [[nodiscard]] const RepairReport &repairReport() const;

    /// All folders, parents before children.
    [[nodiscard]] Result<QList<FolderRow>> folders() const;
    /// Inserts (id 0) or updates; creates or renames the Maildir. Returns the row with its id.
    [[nodiscard]] Result<FolderRow> saveFolder(const FolderRow &folder);
    /// Gives the folder another path, and with it everything below: rows and directories. Errors: Storage, also when
    /// another folder has that path. Finished by the same call when a crash interrupted it.
    [[nodiscard]] Result<void> renameFolder(qint64 folder, const FolderPath &path);
    /// Removes the rows, and the files unless there are files no row names: those stay where they are.
    [[nodiscard]] Result<void> removeFolder(qint64 folder);

    /// All rows of a folder, deletedHere ones included.
    [[nodiscard]] Result<QList<MessageRow>> messages(qint64 folder) const;
    /// The same one by one; \a visit may not change the store.
    [[nodiscard]] Result<void> visitMessages(qint64 folder, const std::function<void(const MessageRow &)> &visit) const;
    [[nodiscard]] Result<std::optional<MessageRow>> message(const MessageKey &key) const;
    /// Inserts or updates rows without touching bytes or file names; an empty key gets a new one. One transaction.
    /// MessageRow::body, storedAt and fetchAgain are not taken from \a rows: only commit(), adopt() and remove() know; a new row
    /// is Body::OnServer. Another folder for a row with bytes is an error: use move(). Returns the rows as stored.
    [[nodiscard]] Result<QList<MessageRow>> saveRows(const QList<MessageRow> &rows);

    /// A file in the folder's tmp/ to write a message to; discarded (and removed) unless committed.
    [[nodiscard]] Result<IncomingMessage> createIncoming(qint64 folder);
    /// Makes the group durable (fsync of every file, rename into cur/ with the row's flags, fsync of the
    /// directories), then writes the rows in one transaction: hashes and internal date filled in from the
    /// header where the row has none, Body::Here, or Body::HereAltered when row.size was known and is not the number
    /// of bytes. Bytes for a row that has them already are dropped, and the stored row is returned, but for one that
    /// is MessageRow::fetchAgain: they take the place of its file, which is there until they are durable. After an error
    /// none of the group is stored.
    [[nodiscard]] Result<QList<MessageRow>> commit(std::vector<PendingMessage> group);

    /// Other bytes for a message that is here, under the same key. Size, hashes and date become theirs. Errors also:
    /// Scope::Message when there is no such message.
    [[nodiscard]] Result<MessageRow> replaceBody(const MessageKey &key, IncomingMessage bytes);

    /// Their files are damaged or gone: MessageRow::fetchAgain, until they get other bytes. A file that is there stays till then.
    /// Keys without a row are ignored; one transaction.
    [[nodiscard]] Result<void> setFetchAgain(const QList<MessageKey> &keys);

    /// Renames the files to carry the flags, then updates MessageRow::flags. Baseline flags are left alone.
    [[nodiscard]] Result<void> setFlags(const QHash<MessageKey, Flags> &flags);
    [[nodiscard]] Result<void> setInAkonadi(const QList<MessageKey> &keys, bool inAkonadi);
    /// The item never was, or no longer is, in Akonadi: used when Akonadi's database was lost.
    [[nodiscard]] Result<void> clearInAkonadi();

    /// Moves messages, with their files, to another folder; keys stay. Keys without a row are ignored.
    [[nodiscard]] Result<void> move(const QList<MessageKey> &keys, qint64 folder);

    /// Unlinks the files and forgets as told. Keys without a row are ignored. A file that cannot be unlinked now is
    /// unlinked by a later remove() or open(), and is not reported by scan().
    [[nodiscard]] Result<void> remove(const QList<MessageKey> &keys, Forget how);

    /// The bytes as received. Scope::Message error when there is no file.
    [[nodiscard]] Result<QByteArray> read(const MessageKey &key) const;

    /// All messages of the account, deletedHere ones included.
    [[nodiscard]] Result<QList<KnownMessage>> knownMessages() const;
    /// Messages are known by other UIDLs now. One transaction; keys without a row are ignored.
    [[nodiscard]] Result<void> setUidls(const QHash<MessageKey, QByteArray> &uidls);
    /// Looks at the messages' files and says which of them are durable here with the size recorded, or were until the
    /// user deleted them. The others are left out.
    [[nodiscard]] Result<QList<StorageProof>> proveStored(const QList<MessageKey> &keys) const;

    /// What the user changed here and an IMAP server has to be told. Not to outlive the store.
    [[nodiscard]] Outgoing outgoing();
    /// How much there is. Not to outlive the store.
    [[nodiscard]] Figures figures() const;
    /// Octets that state.db and its log take on the disk.
    [[nodiscard]] qint64 databaseBytes() const;
    /// Switches between the modes, and which one it is. Not to outlive the store.
    [[nodiscard]] SwitchJournal switches();

    /// Messages whose body stays on the server for now: rows as saveRows(), each with its header; one transaction.
    [[nodiscard]] Result<QList<MessageRow>> saveHeaders(const QList<HeaderedMessage> &messages);
    /// The header saved so; empty when there is none, or the body has arrived.
    [[nodiscard]] Result<QByteArray> header(const MessageKey &key) const;
    /// All messages with such a header, and whether their body is wanted.
    [[nodiscard]] Result<QHash<MessageKey, bool>> headers() const;
    /// The user wants the body at the next opportunity. Keys without a saved header are ignored.
    [[nodiscard]] Result<void> setWanted(const MessageKey &key);

    /// Compares the folder's files with its rows.
    [[nodiscard]] Result<FolderScan> scan(qint64 folder) const;
    /// Takes files found by scan() into the folder: moved from new/ to cur/, a row each, key from the file name.
    /// A new key, and with it a new file name, where the old one belongs to another row or cannot be a key. Files that
    /// are gone by now are skipped.
    [[nodiscard]] Result<QList<MessageRow>> adopt(qint64 folder, const QByteArrayList &files);

    /// Small facts about the account (what a server was found to do), kept in state.db.
    [[nodiscard]] Result<QByteArray> fact(const QByteArray &name) const;
    [[nodiscard]] Result<void> setFact(const QByteArray &name, const QByteArray &value);

    /// Where the folder's Maildir is; for messages to the user.
    [[nodiscard]] Result<QString> folderDirectory(qint64 folder) const;

private:
    AccountStore();

    QString m_directory;
    FileDescriptor m_lock; ///< first, so that it is released last
    std::unique_ptr<StateDatabase> m_database;
    std::unique_ptr<MaildirTree> m_tree;
    RepairReport m_report;
};

}
