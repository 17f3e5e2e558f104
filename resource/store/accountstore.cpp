// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/accountstore.h"

#include "store/adoption.h"
#include "store/bodyreplacement.h"
#include "store/figures.h"
#include "store/filechanges.h"
#include "store/folderchanges.h"
#include "store/groupcommit.h"
#include "store/outgoing.h"
#include "store/posix.h"
#include "store/repair.h"
#include "store/switchjournal.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace Konto
{

AccountStore::AccountStore() = default;
AccountStore::~AccountStore() = default;

/// Creates \a path with its parents; the account's own directory is for its owner only, also if it was there.
static Result<void> makePrivateDirectory(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    if (!QDir().mkpath(path)) {
        return Posix::failure(errno, "mkdir", name);
    }
    if (::chmod(name.constData(), S_IRWXU) != 0) {
        return Posix::failure(errno, "chmod", name);
    }
    return {};
}

/// flock() and not a file with a process id: the kernel releases it however the process ends.
static Result<FileDescriptor> lockDirectory(const QByteArray &directory)
{
    Result<FileDescriptor> file = Posix::openFile(AT_FDCWD, directory + "/lock", O_RDWR | O_CREAT);
    if (file && ::flock(file->get(), LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? fail(ErrorKind::Storage, u"%1 is in use by another Konto"_s.arg(QFile::decodeName(directory)))
                                    : Posix::failure(errno, "lock", directory);
    }
    return file;
}

/// SQLite writes to the log, and from there to the database.
static QDateTime lastWritten(const QString &database)
{
    return std::max(QFileInfo(database).lastModified(QTimeZone::UTC), QFileInfo(database + u"-wal"_s).lastModified(QTimeZone::UTC));
}

Result<std::unique_ptr<AccountStore>> AccountStore::open(const QString &directory)
{
    const QByteArray path = QFile::encodeName(directory);
    std::unique_ptr<AccountStore> store(new AccountStore);
    store->m_directory = directory;
    const QDateTime before = lastWritten(directory + u"/state.db"_s);
    const Result<RepairReport> report = makePrivateDirectory(directory)
                                            .and_then([&] {
                                                return lockDirectory(path);
                                            })
                                            .and_then([&](FileDescriptor &&lock) {
                                                store->m_lock = std::move(lock);
                                                return Posix::makeDirectory(AT_FDCWD, path + "/mail");
                                            })
                                            .and_then([&] {
                                                return MaildirTree::open(path + "/mail");
                                            })
                                            .and_then([&](std::unique_ptr<MaildirTree> &&tree) {
                                                store->m_tree = std::move(tree);
                                                return StateDatabase::open(path + "/state.db");
                                            })
                                            .and_then([&](std::unique_ptr<StateDatabase> &&database) {
                                                store->m_database = std::move(database);
                                                return Repair(*store->m_database, *store->m_tree).run();
                                            });
    if (!report) {
        return std::unexpected(report.error());
    }
    store->m_report = *report;
    store->m_report.lastWritten = before;
    return store;
}

const RepairReport &AccountStore::repairReport() const
{
    return m_report;
}

Result<QList<FolderRow>> AccountStore::folders() const
{
    return m_database->folders().all().transform([](const QList<StoredFolder> &stored) {
        QList<FolderRow> rows;
        for (const StoredFolder &folder : stored) {
            if (!folder.removing) {
                rows << folder.row;
            }
        }
        // A path sorts behind every path it begins with
        std::ranges::sort(rows, {}, &FolderRow::path);
        return rows;
    });
}

Result<FolderRow> AccountStore::saveFolder(const FolderRow &folder)
{
    return FolderChanges(*m_database, *m_tree).save(folder);
}

Result<void> AccountStore::renameFolder(qint64 folder, const FolderPath &path)
{
    return FolderChanges(*m_database, *m_tree).rename(folder, path);
}

Result<void> AccountStore::removeFolder(qint64 folder)
{
    return FolderChanges(*m_database, *m_tree).remove(folder);
}

Result<QList<MessageRow>> AccountStore::messages(qint64 folder) const
{
    return m_database->messages().inFolder(folder);
}

Result<void> AccountStore::visitMessages(qint64 folder, const std::function<void(const MessageRow &)> &visit) const
{
    return m_database->messages().visitFolder(folder, visit);
}

Result<std::optional<MessageRow>> AccountStore::message(const MessageKey &key) const
{
    return m_database->messages().find(key).transform([](const std::optional<StoredMessage> &stored) {
        return stored ? std::optional(stored->row) : std::nullopt;
    });
}

/// The row as it is to be written: what is known of the bytes is not the caller's to say.
static Result<StoredMessage> withKnownBody(const StateDatabase &database, MessageRow row)
{
    if (row.key.isEmpty()) {
        row.key = newUniqueName();
    } else if (!isUsableKey(row.key)) {
        return fail(ErrorKind::Storage, u"not a usable key: %1"_s.arg(QString::fromUtf8(row.key)));
    }
    const Result<std::optional<StoredMessage>> known = database.messages().find(row.key);
    if (!known) {
        return std::unexpected(known.error());
    }
    const StoredMessage before = known->value_or(StoredMessage{});
    row.body = before.row.body;
    row.storedAt = before.row.storedAt;
    row.fetchAgain = before.row.fetchAgain;
    if (row.body != Body::OnServer && row.folder != before.row.folder) {
        return fail(ErrorKind::Storage, u"a message with bytes is moved by move()"_s);
    }
    return StoredMessage{row, before.suffix};
}

Result<QList<MessageRow>> AccountStore::saveRows(const QList<MessageRow> &rows)
{
    QList<MessageRow> saved;
    saved.reserve(rows.size());
    const Result<void> done = inTransaction(*m_database, [&]() -> Result<void> {
        for (const MessageRow &row : rows) {
            const Result<StoredMessage> message = withKnownBody(*m_database, row);
            if (!message) {
                return std::unexpected(message.error());
            }
            if (const auto written = m_database->messages().write(*message); !written) {
                return written;
            }
            saved << message->row;
        }
        return {};
    });
    return done ? Result<QList<MessageRow>>(saved) : std::unexpected(done.error());
}

Result<IncomingMessage> AccountStore::createIncoming(qint64 folder)
{
    const auto maildir = folderMaildir(*m_database, *m_tree, folder);
    if (!maildir) {
        return std::unexpected(maildir.error());
    }
    const QByteArray name = newUniqueName();
    return (*maildir)->create(name).transform([&](FileDescriptor &&file) {
        return IncomingMessage(std::move(file), *maildir, name);
    });
}

Result<QList<MessageRow>> AccountStore::commit(std::vector<PendingMessage> group)
{
    return GroupCommit(*m_database, *m_tree).run(std::move(group));
}

Result<MessageRow> AccountStore::replaceBody(const MessageKey &key, IncomingMessage bytes)
{
    return Konto::replaceBody(*m_database, *m_tree, key, std::move(bytes));
}

Result<void> AccountStore::setFetchAgain(const QList<MessageKey> &keys)
{
    return inTransaction(*m_database, [&]() -> Result<void> {
        for (const MessageKey &key : keys) {
            if (const auto set = m_database->messages().setFetchAgain(key); !set) {
                return set;
            }
        }
        return {};
    });
}

Result<void> AccountStore::setFlags(const QHash<MessageKey, Flags> &flags)
{
    return FileChanges(*m_database, *m_tree).setFlags(flags);
}

Result<void> AccountStore::setInAkonadi(const QList<MessageKey> &keys, bool inAkonadi)
{
    return inTransaction(*m_database, [&]() -> Result<void> {
        for (const MessageKey &key : keys) {
            if (const auto set = m_database->messages().setInAkonadi(key, inAkonadi); !set) {
                return set;
            }
        }
        return {};
    });
}

Result<void> AccountStore::clearInAkonadi()
{
    return inTransaction(*m_database, [this] {
        return m_database->messages().clearInAkonadi();
    });
}

Result<void> AccountStore::move(const QList<MessageKey> &keys, qint64 folder)
{
    return FileChanges(*m_database, *m_tree).move(keys, folder);
}

Result<void> AccountStore::remove(const QList<MessageKey> &keys, Forget how)
{
    return FileChanges(*m_database, *m_tree).remove(keys, how);
}

Result<QList<KnownMessage>> AccountStore::knownMessages() const
{
    return m_database->messages().known();
}

Result<void> AccountStore::setUidls(const QHash<MessageKey, QByteArray> &uidls)
{
    return inTransaction(*m_database, [&]() -> Result<void> {
        for (auto uidl = uidls.cbegin(); uidl != uidls.cend(); ++uidl) {
            if (const auto set = m_database->messages().setUidl(uidl.key(), uidl.value()); !set) {
                return set;
            }
        }
        return {};
    });
}

/// Whether the file is in place, as large as state.db says. That it was fsynced, commit() saw to before it wrote that.
static bool isInPlace(const StateDatabase &database, MaildirTree &tree, const StoredMessage &message)
{
    const auto maildir = folderMaildir(database, tree, message.row.folder);
    if (!maildir) {
        return false;
    }
    const auto suffix = FileFinder(*maildir).suffixOf(message.row.key, message.suffix);
    if (!suffix) {
        return false;
    }
    struct stat status;
    const QByteArray name = message.row.key + *suffix;
    return ::fstatat((*maildir)->directory(Maildir::Cur), name.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode)
        && status.st_size == message.row.size;
}

Result<QList<StorageProof>> AccountStore::proveStored(const QList<MessageKey> &keys) const
{
    QList<StorageProof> proofs;
    for (const MessageKey &key : keys) {
        const auto message = m_database->messages().find(key);
        if (!message) {
            return std::unexpected(message.error());
        }
        if (!*message || !(*message)->row.storedAt.isValid()) {
            continue;
        }
        const MessageRow &row = (*message)->row;
        if (row.deletedByUser || (row.body == Body::Here && isInPlace(*m_database, *m_tree, **message))) {
            proofs.append(StorageProof(key));
        }
    }
    return proofs;
}

Outgoing AccountStore::outgoing()
{
    return Outgoing(*m_database, *m_tree);
}

Figures AccountStore::figures() const
{
    return Figures(*m_database);
}

qint64 AccountStore::databaseBytes() const
{
    qint64 bytes = 0;
    for (const QLatin1StringView suffix : {""_L1, "-wal"_L1, "-shm"_L1}) {
        bytes += QFileInfo(m_directory + u"/state.db"_s + suffix).size();
    }
    return bytes;
}

SwitchJournal AccountStore::switches()
{
    return SwitchJournal(*m_database);
}

Result<QList<MessageRow>> AccountStore::saveHeaders(const QList<HeaderedMessage> &messages)
{
    QList<MessageRow> saved;
    const Result<void> done = inTransaction(*m_database, [&]() -> Result<void> {
        for (const HeaderedMessage &message : messages) {
            const Result<StoredMessage> stored = withKnownBody(*m_database, message.row);
            if (!stored) {
                return std::unexpected(stored.error());
            }
            const Result<void> written = m_database->messages().write(*stored).and_then([&] {
                return m_database->messages().writeHeader(stored->row.key, message.header);
            });
            if (!written) {
                return written;
            }
            saved << stored->row;
        }
        return {};
    });
    return done ? Result<QList<MessageRow>>(saved) : std::unexpected(done.error());
}

Result<QByteArray> AccountStore::header(const MessageKey &key) const
{
    return m_database->messages().header(key);
}

Result<QHash<MessageKey, bool>> AccountStore::headers() const
{
    return m_database->messages().headers();
}

Result<void> AccountStore::setWanted(const MessageKey &key)
{
    return inTransaction(*m_database, [&] {
        return m_database->messages().setWanted(key);
    });
}

static Error noBytes(const MessageKey &key)
{
    Error error = makeError(ErrorKind::Storage, u"no bytes of message %1 are here"_s.arg(QString::fromUtf8(key)));
    error.scope = Scope::Message;
    return error;
}

Result<QByteArray> AccountStore::read(const MessageKey &key) const
{
    const Result<std::optional<StoredMessage>> message = m_database->messages().find(key);
    if (!message) {
        return std::unexpected(message.error());
    }
    if (!*message || (*message)->row.body == Body::OnServer) {
        return std::unexpected(noBytes(key));
    }
    const auto maildir = folderMaildir(*m_database, *m_tree, (*message)->row.folder);
    if (!maildir) {
        return std::unexpected(maildir.error());
    }
    const auto suffix = FileFinder(*maildir).suffixOf(key, (*message)->suffix);
    if (!suffix) {
        return std::unexpected(noBytes(key));
    }
    return (*maildir)->openForReading(Maildir::Cur, key + *suffix).and_then([](const FileDescriptor &file) {
        struct stat status;
        const bool known = ::fstat(file.get(), &status) == 0;
        return known ? Posix::readUpTo(file.get(), status.st_size) : Posix::failure(errno, "stat", {});
    });
}

Result<FolderScan> AccountStore::scan(qint64 folder) const
{
    return Adoption(*m_database, *m_tree).scan(folder);
}

Result<QList<MessageRow>> AccountStore::adopt(qint64 folder, const QByteArrayList &files)
{
    return Adoption(*m_database, *m_tree).adopt(folder, files, Adoption::Sync::EachFile);
}

Result<QByteArray> AccountStore::fact(const QByteArray &name) const
{
    return m_database->fact(name);
}

Result<void> AccountStore::setFact(const QByteArray &name, const QByteArray &value)
{
    return inTransaction(*m_database, [&] {
        return m_database->setFact(name, value);
    });
}

Result<QString> AccountStore::folderDirectory(qint64 folder) const
{
    return folderMaildir(*m_database, *m_tree, folder).transform([this](const std::shared_ptr<Maildir> &maildir) {
        return QFile::decodeName(m_tree->path() + '/' + maildir->path());
    });
}

}
