// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/filechanges.h"

#include "core/crashpoint.h"
#include "store/folderchanges.h"
#include "store/posix.h"
#include "store_debug.h"

#include <cerrno>
#include <set>

namespace Konto
{

namespace
{
using Maildirs = std::set<std::shared_ptr<Maildir>>;

/// Brings one leftover to its place; \a targets are the Maildirs to sync for that. True: nothing of it is left in this
/// folder.
Result<bool>
clearLeftover(StateDatabase &database, MaildirTree &tree, const Leftover &leftover, FileFinder &finder, const QByteArray &expected, Maildirs &targets)
{
    const auto row = database.messages().find(leftover.key);
    const auto maildir = folderMaildir(database, tree, leftover.folder);
    if (!row || !maildir) {
        return std::unexpected(row ? maildir.error() : row.error());
    }
    const bool hasBytes = *row && (*row)->row.body != Body::OnServer;
    const auto suffix = finder.suffixOf(leftover.key, expected);
    if (!suffix || (hasBytes && (*row)->row.folder == leftover.folder)) {
        return true;
    }
    const QByteArray name = leftover.key + *suffix;
    if (!hasBytes) {
        return (*maildir)->unlink(Maildir::Cur, name).transform([] {
            return true;
        });
    }
    const auto target = folderMaildir(database, tree, (*row)->row.folder);
    if (!target) {
        return std::unexpected(target.error());
    }
    const int number = Posix::renameNoReplace((*maildir)->directory(Maildir::Cur), name, (*target)->directory(Maildir::Cur), name);
    if (number != 0) {
        return Posix::failure(number, "rename", name);
    }
    targets.insert(*target);
    return true;
}

Result<void> syncNames(const Maildirs &maildirs)
{
    for (const std::shared_ptr<Maildir> &maildir : maildirs) {
        if (const auto synced = maildir->sync(Maildir::Cur); !synced) {
            return synced;
        }
    }
    return {};
}
}

Result<void> clearLeftovers(StateDatabase &database, MaildirTree &tree, qint64 folder, const QHash<MessageKey, QByteArray> &suffixes)
{
    const auto maildir = folderMaildir(database, tree, folder);
    const auto leftovers = database.leftovers();
    if (!maildir || !leftovers) {
        return std::unexpected(maildir ? leftovers.error() : maildir.error());
    }
    FileFinder finder(*maildir);
    QList<Leftover> cleared;
    Maildirs changed{*maildir};
    for (const Leftover &leftover : *leftovers) {
        if (leftover.folder != folder) {
            continue;
        }
        const Result<bool> done = clearLeftover(database, tree, leftover, finder, suffixes.value(leftover.key), changed);
        if (done) {
            cleared << leftover;
        } else {
            qCWarning(KONTO_STORE) << "left for the next start:" << done.error().detail;
        }
    }
    crashPoint("store.leftovers.cleared");
    if (const auto synced = syncNames(changed); !synced) {
        return synced;
    }
    return inTransaction(database, Sqlite::Durability::Relaxed, [&]() -> Result<void> {
        for (const Leftover &leftover : cleared) {
            if (const auto erased = database.eraseLeftover(leftover); !erased) {
                return erased;
            }
        }
        return {};
    });
}

FileChanges::FileChanges(StateDatabase &database, MaildirTree &tree)
    : m_database(database)
    , m_tree(tree)
{
}

Result<FileChanges::ByFolder> FileChanges::find(const QList<MessageKey> &keys) const
{
    ByFolder found;
    std::set<MessageKey> seen;
    for (const MessageKey &key : keys) {
        const auto message = m_database.messages().find(key);
        if (!message) {
            return std::unexpected(message.error());
        }
        if (*message && seen.insert(key).second) {
            found[(*message)->row.folder] << **message;
        }
    }
    return found;
}

Result<void> FileChanges::setFlags(const QHash<MessageKey, Flags> &flags)
{
    Result<ByFolder> found = find(flags.keys());
    if (!found) {
        return std::unexpected(found.error());
    }
    Result<void> outcome;
    for (auto &[folder, messages] : *found) {
        for (StoredMessage &message : messages) {
            message.row.flags = flags.value(message.row.key);
        }
        qsizetype done = 0;
        if (outcome) {
            outcome = renameForFlags(folder, messages, done);
        }
        messages.resize(done); // after an error, what was renamed is recorded nevertheless
    }
    crashPoint("store.flags.renamed");
    const Result<void> recorded = inTransaction(m_database, [&]() -> Result<void> {
        for (const auto &[folder, messages] : *found) {
            for (const StoredMessage &message : messages) {
                if (const auto saved = m_database.messages().setFlags(message.row.key, message.row.flags, message.suffix); !saved) {
                    return saved;
                }
            }
        }
        return {};
    });
    return outcome ? recorded : outcome;
}

/// The names are made durable before the rows: the other way round a power failure could leave an old name
/// behind a new row, which would read as another program having taken the flag back.
Result<void> FileChanges::renameForFlags(qint64 folder, QList<StoredMessage> &messages, qsizetype &done)
{
    std::shared_ptr<Maildir> maildir;
    std::optional<FileFinder> finder;
    bool renamed = false;
    for (StoredMessage &message : messages) {
        if (message.row.body != Body::OnServer) {
            if (!maildir) {
                const auto opened = folderMaildir(m_database, m_tree, folder);
                if (!opened) {
                    return std::unexpected(opened.error());
                }
                maildir = *opened;
                finder.emplace(maildir);
            }
            if (const auto suffix = finder->suffixOf(message.row.key, message.suffix)) { // NOLINT(bugprone-unchecked-optional-access): set with maildir
                message.suffix = suffixFor(message.row.flags, *suffix);
                const int cur = maildir->directory(Maildir::Cur);
                const QByteArray name = message.row.key + message.suffix;
                const int number = message.suffix == *suffix ? 0 : Posix::renameNoReplace(cur, message.row.key + *suffix, cur, name);
                if (number != 0) {
                    return Posix::failure(number, "rename", name);
                }
                renamed = true;
            }
        }
        ++done;
    }
    return renamed ? maildir->sync(Maildir::Cur) : Result<void>();
}

Result<void> FileChanges::move(const QList<MessageKey> &keys, qint64 folder)
{
    Result<ByFolder> found = find(keys);
    if (!found) {
        return std::unexpected(found.error());
    }
    found->erase(folder);
    const Result<void> intended = inTransaction(m_database, [&]() -> Result<void> {
        for (const auto &[from, messages] : *found) {
            for (const StoredMessage &message : messages) {
                Result<void> done = m_database.messages().setFolder(message.row.key, folder);
                if (done && message.row.body != Body::OnServer) {
                    done = m_database.addLeftover({message.row.key, from});
                }
                if (!done) {
                    return done;
                }
            }
        }
        return {};
    });
    if (!intended) {
        return intended;
    }
    crashPoint("store.move.intended");
    return clearAll(*found);
}

Result<void> FileChanges::forget(const StoredMessage &message, Forget how)
{
    Result<void> done;
    if (message.row.body != Body::OnServer) {
        done = m_database.addLeftover({message.row.key, message.row.folder});
    }
    if (!done) {
        return done;
    }
    if (how == Forget::ByUser && !message.row.uidl.isEmpty()) {
        return m_database.messages().dropBodyForUser(message.row.key);
    }
    if (how == Forget::Everything || how == Forget::ByUser) {
        return m_database.messages().erase(message.row.key);
    }
    return m_database.messages().dropBody(message.row.key, how == Forget::BodyOnly);
}

Result<void> FileChanges::remove(const QList<MessageKey> &keys, Forget how)
{
    const Result<ByFolder> found = find(keys);
    if (!found) {
        return std::unexpected(found.error());
    }
    const Result<void> intended = inTransaction(m_database, [&]() -> Result<void> {
        for (const auto &[folder, messages] : *found) {
            for (const StoredMessage &message : messages) {
                if (const auto forgotten = forget(message, how); !forgotten) {
                    return forgotten;
                }
            }
        }
        return {};
    });
    if (!intended) {
        return intended;
    }
    crashPoint("store.remove.intended");
    return clearAll(*found);
}

Result<void> FileChanges::clearAll(const ByFolder &found)
{
    for (const auto &[folder, messages] : found) {
        QHash<MessageKey, QByteArray> suffixes;
        for (const StoredMessage &message : messages) {
            if (message.row.body != Body::OnServer) {
                suffixes.insert(message.row.key, message.suffix);
            }
        }
        if (suffixes.isEmpty()) {
            continue;
        }
        if (const auto cleared = clearLeftovers(m_database, m_tree, folder, suffixes); !cleared) {
            return cleared;
        }
    }
    return {};
}

}
