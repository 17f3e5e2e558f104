// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/folderchanges.h"

#include "core/crashpoint.h"
#include "store/filechanges.h"
#include "store/foldername.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

Result<std::shared_ptr<Maildir>> folderMaildir(const StateDatabase &database, MaildirTree &tree, qint64 folder)
{
    const Result<std::optional<StoredFolder>> found = database.folders().find(folder);
    if (!found) {
        return std::unexpected(found.error());
    }
    if (!*found) {
        return fail(ErrorKind::Storage, u"no folder with id %1"_s.arg(folder));
    }
    return tree.maildir((*found)->directory);
}

FolderChanges::FolderChanges(StateDatabase &database, MaildirTree &tree)
    : m_database(database)
    , m_tree(tree)
{
}

Result<QByteArray> FolderChanges::parentDirectory(const FolderPath &path) const
{
    if (path.size() <= 1) {
        return QByteArray();
    }
    const FolderPath parent = path.first(path.size() - 1);
    const Result<std::optional<StoredFolder>> row = m_database.folders().find(parent);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row) {
        return (*row)->directory;
    }
    return directoryFor(parent, 0);
}

Result<QByteArray> FolderChanges::directoryFor(const FolderPath &path, qint64 folder) const
{
    const Result<QByteArray> parent = parentDirectory(path);
    if (!parent) {
        return parent;
    }
    const QByteArray wanted = (parent->isEmpty() ? QByteArray() : *parent + '/') + encodeFolderName(path.last());
    QByteArray directory = wanted;
    for (int i = 2;; ++i) {
        // Taken after a rename that could not be followed on disk, see save()
        const Result<bool> taken = m_database.folders().isDirectoryTaken(directory, folder);
        if (!taken) {
            return std::unexpected(taken.error());
        }
        if (!*taken) {
            return directory;
        }
        directory = wanted + '~' + QByteArray::number(i);
    }
}

Result<void> FolderChanges::makeMaildir(const QByteArray &directory, bool selectable)
{
    if (!selectable) {
        return m_tree.makeDirectory(directory);
    }
    return m_tree.maildir(directory).transform([](const std::shared_ptr<Maildir> &) { });
}

Result<FolderRow> FolderChanges::save(const FolderRow &row)
{
    if (row.path.isEmpty()) {
        return fail(ErrorKind::Storage, u"a folder without a path"_s);
    }
    if (row.id == 0) {
        return create(row);
    }
    const Result<std::optional<StoredFolder>> known = m_database.folders().find(row.id);
    if (!known || !*known) {
        return known ? fail(ErrorKind::Storage, u"no folder with id %1"_s.arg(row.id)) : std::unexpected(known.error());
    }
    StoredFolder folder = **known;
    if (folder.row.path != row.path) {
        const Result<QByteArray> target = directoryFor(row.path, row.id);
        if (!target) {
            return std::unexpected(target.error());
        }
        // A folder cannot move into itself ("A" renamed to "A/B"). It keeps its directory: state.db knows which.
        if (*target != folder.directory && !target->startsWith(QByteArray(folder.directory + '/'))) {
            if (const auto moved = moveDirectory(row.id, folder.directory, *target); !moved) {
                return std::unexpected(moved.error());
            }
            folder.directory = *target;
        }
    }
    folder.row = row;
    return makeMaildir(folder.directory, row.selectable)
        .and_then([&] {
            return m_database.folders().save(folder);
        })
        .transform([&](qint64) {
            return row;
        });
}

Result<FolderRow> FolderChanges::create(const FolderRow &row)
{
    const Result<QByteArray> directory = directoryFor(row.path, 0);
    if (!directory) {
        return std::unexpected(directory.error());
    }
    return makeMaildir(*directory, row.selectable)
        .and_then([&] {
            return m_database.folders().save({row, *directory, {}, false});
        })
        .transform([&](qint64 id) {
            FolderRow saved = row;
            saved.id = id;
            return saved;
        });
}

Result<void> FolderChanges::rename(qint64 id, const FolderPath &path)
{
    const auto known = m_database.folders().find(id);
    const auto occupant = path.isEmpty() ? known : m_database.folders().find(path);
    if (!known || !occupant) {
        return std::unexpected(known ? occupant.error() : known.error());
    }
    if (path.isEmpty() || !*known || (*occupant && (*occupant)->row.id != id)) {
        return fail(ErrorKind::Storage, u"folder %1 cannot become “%2”"_s.arg(id).arg(path.join(u'/')));
    }
    const StoredFolder folder = **known;
    const FolderPath before = folder.row.path;
    if (before == path) {
        return {};
    }
    if (isAtOrBelow(path, before)) {
        return fail(ErrorKind::Storage, u"a folder cannot move into itself"_s);
    }
    const Result<QByteArray> target = directoryFor(path, id);
    if (!target) {
        return std::unexpected(target.error());
    }
    if (*target != folder.directory) {
        if (const auto moved = moveDirectory(id, folder.directory, *target); !moved) {
            return moved;
        }
    }
    crashPoint("store.folder.renaming");
    return inTransaction(m_database, [&]() -> Result<void> {
        const auto all = m_database.folders().all();
        if (!all) {
            return std::unexpected(all.error());
        }
        for (StoredFolder below : *all) {
            if (!isAtOrBelow(below.row.path, before)) {
                continue;
            }
            below.row.path = path + below.row.path.sliced(before.size());
            if (const auto saved = m_database.folders().save(below); !saved) {
                return std::unexpected(saved.error());
            }
        }
        return {};
    });
}

Result<void> FolderChanges::moveDirectory(qint64 folder, const QByteArray &from, const QByteArray &to)
{
    const Result<void> intended = inTransaction(m_database, [&] {
        return m_database.folders().setMovingTo(folder, to);
    });
    if (!intended) {
        return intended;
    }
    crashPoint("store.folder.move-intended");
    if (const Result<void> finished = finishMove(from, to); !finished) {
        std::ignore = inTransaction(m_database, [&] {
            return m_database.folders().setMovingTo(folder, {});
        });
        return finished;
    }
    return {};
}

Result<void> FolderChanges::finishMove(const QByteArray &from, const QByteArray &to)
{
    if (const auto moved = m_tree.move(from, to); !moved) {
        return moved;
    }
    crashPoint("store.folder.moved");
    return inTransaction(m_database, [&] {
        return m_database.folders().moved(from, to);
    });
}

/// What counts in the folder's mailbox and is elsewhere here, and nobody wants or has the bytes of.
Result<void> FolderChanges::forgetUnwanted(qint64 folder)
{
    return m_database.messages().onServer(folder).and_then([&](const QList<MessageRow> &rows) {
        QList<MessageKey> keys;
        for (const MessageRow &row : rows) {
            if (row.folder != folder && (row.deletedHere || row.body == Body::OnServer)) {
                keys.append(row.key);
            }
        }
        return keys.isEmpty() ? Result<void>() : FileChanges(m_database, m_tree).remove(keys, Forget::Everything);
    });
}

Result<void> FolderChanges::remove(qint64 id)
{
    const Result<std::optional<StoredFolder>> folder = m_database.folders().find(id);
    if (!folder || !*folder) {
        return folder ? Result<void>() : std::unexpected(folder.error());
    }
    if (const auto lost = forgetUnwanted(id); !lost) {
        return lost;
    }
    const Result<void> intended = inTransaction(m_database, [&] {
        return m_database.addLeftoversOfFolder(id)
            .and_then([&] {
                return m_database.messages().eraseFolder(id);
            })
            .and_then([&] {
                return m_database.messages().loseServerFolder(id);
            })
            .and_then([&] {
                return m_database.pending().eraseFolder(id);
            })
            .and_then([&] {
                return m_database.folders().setRemoving(id);
            });
    });
    if (!intended) {
        return intended;
    }
    crashPoint("store.folder.removal-intended");
    return finishRemoval(**folder);
}

Result<void> FolderChanges::finishRemoval(const StoredFolder &folder)
{
    if (m_tree.isMaildir(folder.directory)) {
        if (const auto cleared = clearLeftovers(m_database, m_tree, folder.row.id); !cleared) {
            return cleared;
        }
    }
    m_tree.removeIfEmpty(folder.directory);
    crashPoint("store.folder.removed");
    return inTransaction(m_database, [&] {
        return m_database.folders().erase(folder.row.id);
    });
}

Result<void> FolderChanges::finishInterrupted()
{
    const Result<QList<StoredFolder>> folders = m_database.folders().all();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    for (const StoredFolder &folder : *folders) {
        Result<void> done;
        if (!folder.movingTo.isEmpty()) {
            done = finishMove(folder.directory, folder.movingTo);
        }
        if (done && folder.removing) {
            done = finishRemoval(folder);
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

/// Another program may have named a directory in a way that decodes to a name which is there already.
static Result<void> makeUnique(const FolderTable &folders, FolderPath &path)
{
    Result<std::optional<StoredFolder>> known = folders.find(path);
    for (; known && *known; known = folders.find(path)) {
        path.last() += u'~';
    }
    return known ? Result<void>() : std::unexpected(known.error());
}

Result<void> FolderChanges::survey()
{
    const Result<std::vector<QByteArray>> directories = m_tree.directories();
    if (!directories) {
        return std::unexpected(directories.error());
    }
    return inTransaction(m_database, [&]() -> Result<void> {
        for (const QByteArray &directory : *directories) {
            StoredFolder folder;
            folder.directory = directory;
            for (const QByteArray &name : directory.split('/')) {
                folder.row.path << decodeFolderName(name);
            }
            if (const auto unique = makeUnique(m_database.folders(), folder.row.path); !unique) {
                return unique;
            }
            folder.row.selectable = m_tree.isMaildir(directory);
            folder.row.role = folder.row.path == FolderPath{u"Inbox"_s} ? Role::Inbox : Role::None;
            if (const auto saved = m_database.folders().save(folder); !saved) {
                return std::unexpected(saved.error());
            }
        }
        return m_database.setFact("store.surveyed"_ba, "1"_ba);
    });
}

}
