// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/shown/localchanges.h"

#include "plan/folderplan.h"
#include "store/outgoing.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// See newUniqueName() for the other keys; these are told by their K.
MessageKey keyFor(qint64 item, const QByteArray &bytes)
{
    const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).first(12).toHex();
    return "K" + QByteArray::number(item) + 'H' + hash + ".konto";
}

Result<IncomingMessage> written(AccountStore &store, qint64 folder, const QByteArray &bytes)
{
    auto incoming = store.createIncoming(folder);
    if (incoming) {
        if (const auto done = incoming->write(bytes); !done) {
            return std::unexpected(done.error());
        }
    }
    return incoming;
}

std::unexpected<Error> refused(const QString &detail)
{
    Error error = makeError(ErrorKind::Storage, detail);
    error.scope = Scope::Folder;
    error.retry = Retry::Never;
    return std::unexpected(error);
}

const FolderRow *find(const QList<FolderRow> &folders, qint64 id)
{
    const auto folder = std::ranges::find(folders, id, &FolderRow::id);
    return folder == folders.end() ? nullptr : &*folder;
}

const FolderRow *find(const QList<FolderRow> &folders, const FolderPath &path)
{
    const auto folder = std::ranges::find(folders, path, &FolderRow::path);
    return folder == folders.end() ? nullptr : &*folder;
}

Result<FolderPath> pathBelow(const QList<FolderRow> &folders, qint64 parent, const QString &name)
{
    const FolderRow *above = parent == 0 ? nullptr : find(folders, parent);
    if (parent != 0 && !above) {
        return refused(u"the folder above “%1” is not there"_s.arg(name));
    }
    FolderPath path = above ? above->path : FolderPath();
    path.append(name.isEmpty() ? u"_"_s : name);
    return path;
}

/// Deletes the folder's messages; those that must be remembered get their place in the inbox.
Result<void> emptyFolder(AccountStore &store, Mode mode, qint64 folder, qint64 inbox)
{
    const auto keysIn = [&store](qint64 id) {
        return store.messages(id).transform(keysOf);
    };
    return keysIn(folder)
        .and_then([&](const QList<MessageKey> &keys) {
            return LocalChanges::deleteMessages(store, mode, keys);
        })
        .and_then([&] {
            return keysIn(folder);
        })
        .and_then([&](const QList<MessageKey> &remembered) {
            return remembered.isEmpty() ? Result<void>() : store.move(remembered, inbox);
        });
}
}

/// A folder that was only a level of the tree is to hold messages now.
static Result<void> becomeMailbox(AccountStore &store, FolderRow folder)
{
    folder.selectable = true;
    if (folder.change == FolderChange::None) { // a change of its name goes first
        folder.mailbox.clear();
        folder.change = FolderChange::Create;
    }
    return store.saveFolder(folder).transform([](const FolderRow &) { });
}

/// Whether what comes into the folder has to go to the server; then its mailbox is there, or will be made.
static Result<bool> prepareUpload(AccountStore &store, Mode mode, qint64 folder)
{
    if (mode != Mode::Imap) {
        return false;
    }
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const FolderRow *row = find(*folders, folder);
    if (row && !row->selectable) {
        return becomeMailbox(store, *row).transform([] {
            return true;
        });
    }
    return row && (!row->mailbox.isEmpty() || row->change == FolderChange::Create);
}

Result<MessageRow> LocalChanges::addMessage(AccountStore &store, Mode mode, qint64 folder, qint64 item, const QByteArray &bytes, const Flags &flags)
{
    const auto upload = prepareUpload(store, mode, folder);
    if (!upload) {
        return std::unexpected(upload.error());
    }
    MessageRow row;
    row.key = keyFor(item, bytes);
    row.folder = folder;
    row.flags = flags;
    row.baseFlags = flags;
    row.writing = *upload ? Writing::Upload : Writing::Nothing;
    row.inAkonadi = true; // the item is there, and is about to get this key
    const auto known = store.message(row.key);
    if (!known) {
        return std::unexpected(known.error());
    }
    if (*known && ((*known)->folder != folder || (*known)->body == Body::OnServer)) {
        row.key.clear(); // of another life of Akonadi's database
    }
    auto incoming = written(store, folder, bytes);
    if (!incoming) {
        return std::unexpected(incoming.error());
    }
    std::vector<PendingMessage> group;
    group.push_back({.row = row, .bytes = std::move(*incoming)});
    return store.commit(std::move(group)).transform([](const QList<MessageRow> &rows) {
        return rows.first();
    });
}

Result<void> LocalChanges::addMessages(AccountStore &store, Mode mode, qint64 folder, const QList<NewMessage> &messages)
{
    const auto upload = prepareUpload(store, mode, folder);
    if (!upload) {
        return std::unexpected(upload.error());
    }
    std::vector<PendingMessage> group;
    for (const NewMessage &message : messages) {
        auto incoming = written(store, folder, message.bytes);
        if (!incoming) {
            return std::unexpected(incoming.error());
        }
        MessageRow row;
        row.folder = folder;
        row.flags = message.flags;
        row.baseFlags = message.flags;
        row.writing = *upload ? Writing::Upload : Writing::Nothing;
        group.push_back({.row = row, .bytes = std::move(*incoming)});
    }
    return store.commit(std::move(group)).transform([](const QList<MessageRow> &) { });
}

Result<void> LocalChanges::replaceMessage(AccountStore &store, Mode mode, const MessageKey &key, const QByteArray &bytes)
{
    const auto row = store.message(key);
    if (!row || !*row) {
        return row ? Result<void>() : std::unexpected(row.error()); // deleted since
    }
    if ((*row)->body == Body::OnServer) {
        // Stored, the text that stands for the rest would count as the message, and the server's copy might go.
        return refused(u"message %1 is not here as a whole"_s.arg(QString::fromLatin1(key)));
    }
    auto incoming = written(store, (*row)->folder, bytes);
    const auto upload = prepareUpload(store, mode, (*row)->folder);
    if (!incoming || !upload) {
        return std::unexpected(incoming ? upload.error() : incoming.error());
    }
    // First: a crash between the two uploads the old bytes once more, the other way round the new ones never.
    if (const auto noted = *upload ? store.outgoing().replaceCopy(key) : Result<void>(); !noted) {
        return noted;
    }
    return store.replaceBody(key, std::move(*incoming)).transform([](const MessageRow &) { });
}

Result<void> LocalChanges::changeFlags(AccountStore &store, const QList<MessageKey> &keys, const Flags &added, const Flags &removed)
{
    const auto rows = store.outgoing().rows(keys);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    QHash<MessageKey, Flags> changed;
    for (const MessageRow &row : *rows) {
        changed.insert(row.key, changedFlags(row.flags, added, removed));
    }
    return store.setFlags(changed);
}

/// Where a command that was begun may have put a message is not where it is moved now.
static Result<void> rememberBegun(AccountStore &store, const QList<MessageKey> &keys)
{
    for (const MessageKey &key : keys) {
        const auto row = store.message(key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row || ((*row)->writing != Writing::UploadBegun && (*row)->writing != Writing::MoveBegun)) {
            continue;
        }
        const auto known = store.fact(begunFact(key));
        if (!known || !known->isEmpty()) {
            continue;
        }
        if (auto noted = store.setFact(begunFact(key), QByteArray::number((*row)->folder)); !noted) {
            return noted;
        }
    }
    return {};
}

Result<void> LocalChanges::moveMessages(AccountStore &store, Mode mode, const QList<MessageKey> &keys, qint64 folder)
{
    if (auto noted = mode == Mode::Imap ? rememberBegun(store, keys) : Result<void>(); !noted) {
        return noted;
    }
    const auto upload = prepareUpload(store, mode, folder);
    const Result<void> moved = upload ? store.move(keys, folder) : std::unexpected(upload.error());
    if (!moved || !*upload) {
        return moved;
    }
    QList<MessageKey> onlyHere;
    for (const MessageKey &key : keys) {
        const auto row = store.message(key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row && (*row)->uid == 0 && (*row)->writing == Writing::Nothing) {
            onlyHere.append(key);
        }
    }
    return store.outgoing().setWriting(onlyHere, Writing::Upload);
}

Result<void> LocalChanges::deleteMessages(AccountStore &store, Mode mode, const QList<MessageKey> &keys)
{
    return mode == Mode::Imap ? store.outgoing().setDeleted(keys, true) : store.remove(keys, Forget::ByUser);
}

Result<QList<FolderRow>> LocalChanges::foldersWithInbox(AccountStore &store)
{
    auto folders = store.folders();
    if (!folders || find(*folders, pop3Inbox().path)) {
        return folders;
    }
    const auto saved = store.saveFolder(pop3Inbox());
    if (!saved) {
        return std::unexpected(saved.error());
    }
    folders->prepend(*saved);
    return folders;
}

/// A folder that is to be deleted from the server is wanted again, empty.
static Result<void> reuse(AccountStore &store, FolderRow &folder)
{
    folder.change = FolderChange::None;
    return store.messages(folder.id).and_then([&store](const QList<MessageRow> &rows) {
        return store.outgoing().setDeleted(keysOf(rows), true);
    });
}

Result<FolderRow> LocalChanges::addFolder(AccountStore &store, Mode mode, qint64 parent, const QString &name, Role role)
{
    const auto folders = store.folders();
    const auto path = folders ? pathBelow(*folders, parent, name) : std::unexpected(folders.error());
    if (!path) {
        return std::unexpected(path.error());
    }
    FolderRow folder;
    if (const FolderRow *there = find(*folders, *path)) {
        if (there->role == Role::Inbox) {
            return refused(u"“%1” is the inbox"_s.arg(name));
        }
        folder = *there;
    }
    if (folder.change == FolderChange::Delete) {
        if (const auto reused = reuse(store, folder); !reused) {
            return std::unexpected(reused.error());
        }
    } else if (mode == Mode::Imap && folder.mailbox.isEmpty()) {
        folder.change = FolderChange::Create;
    }
    folder.path = *path;
    folder.role = role == Role::None ? folder.role : role;
    folder.selectable = true;
    return store.saveFolder(folder);
}

Result<FolderRow> LocalChanges::changeFolder(AccountStore &store, Mode mode, qint64 id, qint64 parent, const QString &name, Role role)
{
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const FolderRow *known = find(*folders, id);
    if (!known) {
        return refused(u"no folder with id %1"_s.arg(id));
    }
    FolderRow folder = *known;
    if (folder.role == Role::Inbox) {
        return folder;
    }
    const auto path = pathBelow(*folders, parent, name);
    if (!path) {
        return std::unexpected(path.error());
    }
    const FolderRow *occupant = find(*folders, *path);
    const bool taken = occupant && occupant->id != id;
    const bool intoItself = *path != folder.path && isAtOrBelow(*path, folder.path);
    if (intoItself || (taken && (occupant->role == Role::Inbox || isAtOrBelow(folder.path, *path)))) {
        return refused(u"“%1” cannot become “%2”"_s.arg(folder.path.join(u'/'), path->join(u'/')));
    }
    if (taken) {
        // Akonadi has given the name away, so the occupant has another one there by now: its turn comes later.
        if (const auto moved = store.renameFolder(occupant->id, freePath(*folders, *path)); !moved) {
            return std::unexpected(moved.error());
        }
    }
    if (const auto renamed = store.renameFolder(id, *path); !renamed) {
        return std::unexpected(renamed.error());
    }
    if (mode == Mode::Imap && folder.path != *path && !folder.mailbox.isEmpty()) {
        folder.change = FolderChange::Rename;
    }
    folder.path = *path;
    folder.role = role == Role::None ? folder.role : role;
    return store.saveFolder(folder);
}

/// The folder goes from the server in the next run, and then from here. What is in it here but not there goes now.
static Result<void> markDeleted(AccountStore &store, FolderRow folder)
{
    const auto rows = store.messages(folder.id);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    QList<MessageKey> elsewhere;
    for (const MessageRow &row : *rows) {
        if (row.uid == 0 || row.serverFolder != 0) {
            elsewhere.append(row.key);
        }
    }
    folder.change = FolderChange::Delete;
    return store.outgoing().setDeleted(elsewhere, true).and_then([&] {
        return store.saveFolder(folder).transform([](const FolderRow &) { });
    });
}

Result<void> LocalChanges::deleteFolder(AccountStore &store, Mode mode, qint64 id)
{
    auto folders = foldersWithInbox(store);
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const FolderRow *top = find(*folders, id);
    const FolderRow *inbox = find(*folders, pop3Inbox().path);
    if (!top || top->role == Role::Inbox) {
        return {};
    }
    const FolderPath path = top->path;
    const qint64 inboxId = inbox->id;
    std::ranges::reverse(*folders); // children before parents
    for (const FolderRow &folder : std::as_const(*folders)) {
        if (!isAtOrBelow(folder.path, path)) {
            continue;
        }
        if (mode == Mode::Imap && !folder.mailbox.isEmpty()) {
            if (const auto marked = markDeleted(store, folder); !marked) {
                return marked;
            }
            continue;
        }
        const Result<void> removed = emptyFolder(store, mode, folder.id, inboxId).and_then([&] {
            return store.removeFolder(folder.id);
        });
        if (!removed) {
            return removed;
        }
    }
    return {};
}

}
