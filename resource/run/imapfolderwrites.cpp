// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imapfolderwrites.h"

#include "core/crashpoint.h"
#include "run/imapfolders.h"

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
    folder.change = FolderChange::None;
    co_return co_await save(folder);
}

Task<Result<void>> ImapFolderWrites::save(FolderRow folder)
{
    const auto saved = co_await m_store.run([folder](AccountStore &store) {
        return store.saveFolder(folder);
    });
    crashPoint("imap.folder.saved");
    co_return saved ? Result<void>() : std::unexpected(saved.error());
}

Task<Result<void>> ImapFolderWrites::createAndRename()
{
    const auto world = co_await look();
    if (!world) {
        co_return std::unexpected(world.error());
    }
    QStringList blocked;
    for (const FolderRow &folder : world->folders) {
        if (folder.change == FolderChange::Delete) {
            blocked.append(folder.mailbox);
        }
    }
    for (const FolderRow &folder : world->folders) {
        const bool waiting = folder.change == FolderChange::Create || folder.change == FolderChange::Rename;
        if (!waiting) {
            continue;
        }
        auto now = co_await look(); // names of folders above may have changed
        if (!now) {
            co_return std::unexpected(now.error());
        }
        FolderRow other = folder;
        other.mailbox.clear();
        std::ranges::replace_if(
            now->folders,
            [&](const FolderRow &row) {
                return row.id == folder.id;
            },
            other);
        if (blocked.contains(now->mailboxOf(folder.path))) {
            continue;
        }
        auto changing = folder.change == FolderChange::Create ? create(&*now, folder) : rename(&*now, folder);
        if (auto changed = co_await changing; !changed) {
            co_return changed;
        }
    }
    co_return m_refusal ? std::unexpected(*std::exchange(m_refusal, std::nullopt)) : Result<void>();
}

Task<Result<void>> ImapFolderWrites::create(const World *world, FolderRow folder)
{
    folder.mailbox = world->mailboxOf(folder.path);
    folder.delimiter = world->delimiter;
    folder.change = FolderChange::None;
    const auto created = co_await m_session.createMailbox(folder.mailbox, folder.role);
    crashPoint("imap.folder.created");
    if (!created) {
        // Another client may have made it, or we did before the answer got lost (RFC 5530 section 3, ALREADYEXISTS).
        const auto there = co_await exists(folder.mailbox, created.error());
        if (!there) {
            co_return std::unexpected(there.error());
        }
        if (!*there) {
            folder.mailbox.clear();
            co_return co_await refused(created.error(), ErrorKind::UploadRefused, folder);
        }
    }
    if (auto subscribed = co_await subscribe(folder.mailbox, true); !subscribed) {
        co_return subscribed;
    }
    co_return co_await save(folder);
}

Task<Result<void>> ImapFolderWrites::rename(const World *world, FolderRow folder)
{
    const QString from = folder.mailbox;
    const QString to = world->mailboxOf(folder.path);
    if (from != to) {
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
        for (const auto &[mailbox, on] : {std::pair(from, false), std::pair(to, true)}) {
            if (auto subscribed = co_await subscribe(mailbox, on); !subscribed) {
                co_return subscribed;
            }
        }
    }
    // RFC 9051 section 6.3.6: what is below goes along
    const QString below = from + folder.delimiter;
    for (FolderRow child : world->folders) {
        if (child.id != folder.id && !folder.delimiter.isNull() && child.mailbox.startsWith(below)) {
            child.mailbox = to + child.mailbox.sliced(from.size());
            if (auto saved = co_await save(child); !saved) {
                co_return saved;
            }
        }
    }
    folder.mailbox = to;
    folder.change = FolderChange::None;
    co_return co_await save(folder);
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
    if (m_refusal) {
        co_return std::unexpected(*std::exchange(m_refusal, std::nullopt));
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
    if (!folder.selectable || !folder.complete) {
        co_return false;
    }
    const auto state = co_await m_session.status(folder.mailbox);
    if (!state) {
        co_return state.error().scope == Scope::Folder ? Result<bool>(false) : std::unexpected(state.error());
    }
    co_return state->exists > 0 && (state->uidValidity != folder.uidValidity || state->uidNext > folder.uidNext);
}

/// Subscriptions are a courtesy to other clients: refused, nothing is lost.
Task<Result<void>> ImapFolderWrites::subscribe(QString mailbox, bool on)
{
    const auto subscribed = co_await m_session.subscribe(mailbox, on);
    co_return subscribed || subscribed.error().scope == Scope::Folder ? Result<void>() : subscribed;
}

}
