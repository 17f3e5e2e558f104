// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapfolderwrites.h"

#include "core/crashpoint.h"
#include "run/imap/imapfolders.h"
#include "run/imap/imapwriteparts.h"
#include "store/outgoing.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// A name as one level of the hierarchy: without the delimiter, and without what LIST understands as a pattern.
QString levelName(const QString &name, QChar delimiter)
{
    QString level = name;
    for (QChar &c : level) {
        if (c == delimiter || c == u'*' || c == u'%' || c.category() == QChar::Other_Control) {
            c = u'_';
        }
    }
    return level;
}

Result<bool> hasUploads(AccountStore &store, qint64 folder)
{
    return store.messages(folder).transform([](const QList<MessageRow> &rows) {
        return std::ranges::any_of(rows, [](const MessageRow &row) {
            return row.serverFolder != 0 || row.writing != Writing::Nothing;
        });
    });
}

/// Messages that the user moved out of the folder, and that the server still has in its mailbox as far as is known here.
Result<QList<MessageRow>> movedOut(AccountStore &store, qint64 folder)
{
    return store.outgoing().onServer(folder).transform([folder](QList<MessageRow> rows) {
        rows.removeIf([folder](const MessageRow &row) {
            return row.folder == folder || row.uid == 0;
        });
        return rows;
    });
}

/// Folders with FolderRow::subscribed as the user wants it and the server does not know it.
Result<QList<FolderRow>> subscriptionsToSend(AccountStore &store)
{
    auto folders = store.folders();
    if (!folders) {
        return folders;
    }
    QList<FolderRow> wanted;
    for (FolderRow folder : *folders) {
        const auto fact = store.fact(subscriptionFact(folder.id));
        if (!fact) {
            return std::unexpected(fact.error());
        }
        if (!fact->isEmpty() && !folder.mailbox.isEmpty()) {
            folder.subscribed = *fact == "1";
            wanted.append(folder);
        }
    }
    return wanted;
}

/// What went with a folder comes back with it: else the next run would delete on the server what the user can see.
Result<void> restoreMessages(AccountStore &store, qint64 folder)
{
    return store.messages(folder).and_then([&](const QList<MessageRow> &rows) {
        QList<MessageKey> keys;
        for (const MessageRow &row : rows) {
            if (row.deletedByUser) {
                keys.append(row.key);
            }
        }
        return store.outgoing().setDeleted(keys, false);
    });
}
}

QByteArray subscriptionFact(qint64 folder)
{
    return "imap.subscribe." + QByteArray::number(folder);
}

Result<void> noteSubscription(AccountStore &store, qint64 folder, bool on)
{
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const auto known = std::ranges::find(*folders, folder, &FolderRow::id);
    if (known == folders->end()) {
        return {};
    }
    FolderRow row = *known;
    row.subscribed = on;
    return store.saveFolder(row).and_then([&](const FolderRow &) {
        return store.setFact(subscriptionFact(folder), on ? "1" : "0");
    });
}

ImapFolderWrites::ImapFolderWrites(ImapSession &session, StoreWorker &store)
    : m_session(session)
    , m_store(store)
{
}

QString ImapFolderWrites::World::mailboxOf(const FolderPath &path) const
{
    const auto known = std::ranges::find(folders, path, &FolderRow::path);
    if (known != folders.end() && !known->mailbox.isEmpty()) {
        return known->mailbox;
    }
    const QString level = levelName(path.last(), delimiter);
    if (path.size() == 1) {
        return prefix + level;
    }
    return QString(mailboxOf(path.first(path.size() - 1)) + delimiter + level);
}

/// By its path, whatever it is called there now.
QString ImapFolderWrites::World::targetOf(const FolderRow &folder) const
{
    World others = *this;
    others.folders.removeIf([&folder](const FolderRow &row) {
        return row.id == folder.id;
    });
    return others.mailboxOf(folder.path);
}

/// A name beside \a mailbox that no mailbox known here has.
QString ImapFolderWrites::freeMailbox(const World &world, const QString &mailbox)
{
    QString candidate;
    int number = 2;
    do {
        candidate = u"%1 (%2)"_s.arg(mailbox).arg(number++);
    } while (std::ranges::contains(world.folders, candidate, &FolderRow::mailbox));
    return candidate;
}

Task<Result<ImapFolderWrites::World>> ImapFolderWrites::look()
{
    co_return co_await m_store.run([](AccountStore &store) -> Result<World> {
        const auto folders = store.folders();
        const auto personal = store.fact(personalNamespaceFact);
        if (!folders || !personal) {
            return std::unexpected(folders ? personal.error() : folders.error());
        }
        World world{.folders = *folders, .prefix = QString::fromUtf8(personal->sliced(personal->isEmpty() ? 0 : 1)), .delimiter = {}};
        world.delimiter = personal->isEmpty() || personal->front() == ' ' ? QChar() : QLatin1Char(personal->front());
        for (const FolderRow &folder : *folders) {
            if (world.delimiter.isNull() && !folder.delimiter.isNull()) {
                world.delimiter = folder.delimiter;
            }
        }
        return world;
    });
}

Task<Result<void>> ImapFolderWrites::refused(Error error, ErrorKind kind, FolderRow folder)
{
    if (error.scope != Scope::Folder) {
        co_return std::unexpected(error);
    }
    if (!m_refusal) {
        m_refusal = makeError(kind, folder.path.join(u'/'), error.serverText);
    }
    if (folder.change == FolderChange::Delete) {
        const auto restored = co_await m_store.run([id = folder.id](AccountStore &store) {
            return restoreMessages(store, id);
        });
        if (!restored) {
            co_return restored;
        }
    }
    const auto waiting = co_await m_store.run([id = folder.id](AccountStore &store) {
        return hasUploads(store, id);
    });
    if (!waiting || (*waiting && folder.change == FolderChange::Create)) {
        co_return waiting ? Result<void>() : std::unexpected(waiting.error()); // tried again as long as mail is to go there
    }
    co_return co_await update(folder.id, [change = folder.change](FolderRow &now) {
        if (now.change == change) {
            now.change = FolderChange::None;
        }
    });
}

template<class Change>
Task<Result<void>> ImapFolderWrites::update(qint64 folder, Change change)
{
    const auto saved = co_await m_store.run([folder, change](AccountStore &store) {
        return store.folders().and_then([&](const QList<FolderRow> &folders) -> Result<void> {
            const auto known = std::ranges::find(folders, folder, &FolderRow::id);
            if (known == folders.end()) {
                return {};
            }
            FolderRow row = *known;
            change(row);
            return store.saveFolder(row).transform([](const FolderRow &) { });
        });
    });
    crashPoint("imap.folder.saved");
    co_return saved;
}

Task<Result<void>> ImapFolderWrites::createAndRename()
{
    const auto world = co_await look();
    if (!world) {
        co_return std::unexpected(world.error());
    }
    QList<qint64> waiting;
    for (const FolderRow &folder : world->folders) {
        if (folder.change == FolderChange::Create || folder.change == FolderChange::Rename) {
            waiting.append(folder.id);
        }
    }
    while (!waiting.isEmpty()) {
        QList<qint64> later;
        for (const qint64 folder : std::as_const(waiting)) {
            const auto done = co_await createOrRename(folder, later.size() + 1 < waiting.size());
            if (!done) {
                co_return std::unexpected(done.error());
            }
            if (!*done) {
                later.append(folder);
            }
        }
        waiting = later;
    }
    co_return takeRefusal();
}

Result<void> ImapFolderWrites::takeRefusal()
{
    const auto refusal = std::exchange(m_refusal, std::nullopt);
    return refusal ? std::unexpected(*refusal) : Result<void>();
}

Task<Result<bool>> ImapFolderWrites::createOrRename(qint64 id, bool mayWait)
{
    const auto world = co_await look(); // names of folders above may have changed
    if (!world) {
        co_return std::unexpected(world.error());
    }
    const auto known = std::ranges::find(world->folders, id, &FolderRow::id);
    if (known == world->folders.end() || (known->change != FolderChange::Create && known->change != FolderChange::Rename)) {
        co_return true;
    }
    const FolderRow &folder = *known;
    const QString target = world->targetOf(folder);
    const auto holder = std::ranges::find_if(world->folders, [&](const FolderRow &row) {
        return row.id != id && row.mailbox == target && (row.change == FolderChange::Delete || row.change == FolderChange::Rename);
    });
    if (holder != world->folders.end() && holder->change == FolderChange::Delete) {
        co_return true; // its turn comes when the name is free
    }
    if (holder != world->folders.end() && mayWait) {
        co_return false;
    }
    if (holder != world->folders.end()) { // they exchange names
        auto freed = co_await renameOnServer(*world, *holder, freeMailbox(*world, target));
        if (!freed) {
            co_return std::unexpected(freed.error());
        }
        co_return co_await createOrRename(id, true);
    }
    auto changing = folder.change == FolderChange::Create ? create(*world, folder) : rename(*world, folder);
    const auto changed = co_await changing;
    co_return changed ? Result<bool>(true) : std::unexpected(changed.error());
}

Task<Result<void>> ImapFolderWrites::create(World world, FolderRow folder)
{
    const QString mailbox = world.targetOf(folder);
    const auto created = co_await m_session.createMailbox(mailbox, folder.role);
    crashPoint("imap.folder.created");
    if (!created) {
        // Another client may have made it, or we did before the answer got lost (RFC 5530 section 3, ALREADYEXISTS).
        const auto there = co_await exists(mailbox, created.error());
        if (!there) {
            co_return std::unexpected(there.error());
        }
        if (!*there) {
            co_return co_await refused(created.error(), ErrorKind::UploadRefused, folder);
        }
    }
    if (auto subscribed = co_await subscribe(mailbox, true); !subscribed) {
        co_return subscribed;
    }
    co_return co_await update(folder.id, [mailbox, delimiter = world.delimiter, path = folder.path](FolderRow &now) {
        now.mailbox = mailbox;
        now.delimiter = delimiter;
        if (now.change == FolderChange::Create) {
            now.change = now.path == path ? FolderChange::None : FolderChange::Rename;
        }
    });
}

Task<Result<void>> ImapFolderWrites::rename(World world, FolderRow folder)
{
    const QString to = world.targetOf(folder);
    if (folder.mailbox != to) {
        if (auto renamed = co_await renameOnServer(world, folder, to); !renamed) {
            co_return renamed;
        }
    }
    co_return co_await update(folder.id, [to, path = folder.path](FolderRow &now) {
        if (now.change == FolderChange::Rename && now.mailbox == to && now.path == path) { // else refused, or renamed once more
            now.change = FolderChange::None;
        }
    });
}

Task<Result<void>> ImapFolderWrites::renameOnServer(World world, FolderRow folder, QString to)
{
    const QString from = folder.mailbox;
    const auto renamed = co_await m_session.renameMailbox(from, to);
    crashPoint("imap.folder.renamed");
    if (!renamed) {
        const auto there = co_await exists(from, renamed.error());
        const auto done = co_await exists(to, renamed.error());
        if (!there || !done) {
            co_return std::unexpected(there ? done.error() : there.error());
        }
        if (*there || !*done) {
            co_return co_await refused(renamed.error(), ErrorKind::ChangeRefused, folder);
        }
    }
    // RFC 9051 section 6.3.6: what is below goes along, subscriptions do not
    const QString below = from + folder.delimiter;
    for (const FolderRow &row : std::as_const(world.folders)) {
        if (row.id != folder.id && (folder.delimiter.isNull() || !row.mailbox.startsWith(below))) {
            continue;
        }
        const QString after = to + row.mailbox.sliced(from.size());
        auto saved = co_await update(row.id, [after](FolderRow &now) {
            now.mailbox = after;
        });
        if (!saved) {
            co_return saved;
        }
        for (const auto &[mailbox, on] : {std::pair(row.mailbox, false), std::pair(after, row.subscribed)}) {
            if (auto subscribed = co_await subscribe(mailbox, on); !subscribed) {
                co_return subscribed;
            }
        }
    }
    co_return {};
}

Task<Result<void>> ImapFolderWrites::sendSubscriptions()
{
    const auto wanted = co_await m_store.run([](AccountStore &store) {
        return subscriptionsToSend(store);
    });
    if (!wanted) {
        co_return std::unexpected(wanted.error());
    }
    for (const FolderRow &folder : *wanted) {
        if (auto sent = co_await subscribe(folder.mailbox, folder.subscribed); !sent) {
            co_return sent;
        }
        const auto noted = co_await m_store.run([id = folder.id](AccountStore &store) {
            return store.setFact(subscriptionFact(id), {});
        });
        if (!noted) {
            co_return noted;
        }
    }
    co_return {};
}

Task<Result<void>> ImapFolderWrites::deleteFolders()
{
    const auto world = co_await look();
    if (!world) {
        co_return std::unexpected(world.error());
    }
    bool any = false;
    for (qsizetype i = world->folders.size() - 1; i >= 0; --i) { // children first
        if (world->folders.at(i).change == FolderChange::Delete) {
            any = true;
            if (auto removed = co_await remove(world->folders.at(i)); !removed) {
                co_return removed;
            }
        }
    }
    if (auto refused = takeRefusal(); !refused) {
        co_return refused;
    }
    if (!any) {
        co_return {};
    }
    co_return co_await createAndRename();
}

Task<Result<void>> ImapFolderWrites::remove(FolderRow folder)
{
    if (!folder.mailbox.isEmpty()) {
        const auto news = co_await hasNews(folder);
        if (!news) {
            co_return std::unexpected(news.error());
        }
        if (*news) {
            co_return co_await refused(makeError(ErrorKind::Refused), ErrorKind::FolderKept, folder);
        }
        const auto left = co_await haveLeft(folder);
        if (!left || !*left) {
            co_return left ? Result<void>() : std::unexpected(left.error());
        }
        const auto removed = co_await m_session.deleteMailbox(folder.mailbox);
        crashPoint("imap.folder.deleted");
        if (!removed) {
            const auto there = co_await exists(folder.mailbox, removed.error());
            if (!there) {
                co_return std::unexpected(there.error());
            }
            if (*there) {
                co_return co_await refused(removed.error(), ErrorKind::ChangeRefused, folder);
            }
            // Gone with it may be what the user moved out of it, or another client has moved that elsewhere: the listing of
            // this run knows.
            co_return co_await subscribe(folder.mailbox, false);
        }
        if (auto subscribed = co_await subscribe(folder.mailbox, false); !subscribed) {
            co_return subscribed;
        }
    }
    co_return co_await m_store.run([id = folder.id](AccountStore &store) {
        return store.removeFolder(id);
    });
}

Task<Result<bool>> ImapFolderWrites::exists(QString mailbox, Error why)
{
    if (why.scope != Scope::Folder) {
        co_return std::unexpected(why);
    }
    const auto state = co_await m_session.status(mailbox);
    co_return state || state.error().scope == Scope::Folder ? Result<bool>(state.has_value()) : std::unexpected(state.error());
}

Task<Result<bool>> ImapFolderWrites::hasNews(FolderRow folder)
{
    if (!folder.selectable) {
        co_return false;
    }
    const auto state = co_await m_session.status(folder.mailbox);
    if (!state) {
        co_return state.error().scope == Scope::Folder ? Result<bool>(false) : std::unexpected(state.error());
    }
    if (!folder.complete) {
        // What the user has never seen is not what the user wants to be gone.
        const auto known = co_await m_store.run([id = folder.id](AccountStore &store) {
            return store.outgoing().onServer(id).transform([](const QList<MessageRow> &rows) {
                return std::ranges::count_if(rows, [](const MessageRow &row) {
                    return row.uid != 0;
                });
            });
        });
        co_return known.transform([&state](qsizetype count) {
            return qsizetype(state->exists) > count;
        });
    }
    co_return state->exists > 0 && (state->uidValidity != folder.uidValidity || state->uidNext > folder.uidNext);
}

Task<Result<bool>> ImapFolderWrites::haveLeft(FolderRow folder)
{
    const auto rows = co_await m_store.run([id = folder.id](AccountStore &store) {
        return movedOut(store, id);
    });
    if (!rows || rows->isEmpty()) {
        co_return rows ? Result<bool>(true) : std::unexpected(rows.error());
    }
    const auto opened = co_await m_session.openMailbox(folder.mailbox);
    if (!opened) {
        co_return opened.error().scope == Scope::Folder ? Result<bool>(true) : std::unexpected(opened.error());
    }
    const auto there = co_await m_session.fetchFlags(uidsOf(*rows));
    if (!there) {
        co_return std::unexpected(there.error());
    }
    if (!there->isEmpty()) {
        co_return false;
    }
    const auto forgotten = co_await m_store.run([keys = keysOf(*rows)](AccountStore &store) {
        return store.remove(keys, Forget::Everything);
    });
    if (!forgotten) {
        co_return std::unexpected(forgotten.error());
    }
    for (const MessageRow &row : *rows) {
        m_doubtful.insert(row.folder);
    }
    co_return true;
}

/// Subscriptions are a courtesy to other clients: refused, nothing is lost.
Task<Result<void>> ImapFolderWrites::subscribe(QString mailbox, bool on)
{
    const auto subscribed = co_await m_session.subscribe(mailbox, on);
    co_return subscribed || subscribed.error().scope == Scope::Folder ? Result<void>() : subscribed;
}

}
