// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/maildirtree.h"

#include "store/posix.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace Konto
{

namespace
{
constexpr qsizetype mostOpenMaildirs = 16; // three descriptors each

QByteArray parentOf(const QByteArray &directory)
{
    return directory.first(std::max<qsizetype>(directory.lastIndexOf('/'), 0));
}

Result<void> syncAt(int root, const QByteArray &directory)
{
    return Posix::openDirectory(root, directory.isEmpty() ? QByteArray(".") : directory).and_then([&](const FileDescriptor &opened) {
        return Posix::sync(opened.get(), directory);
    });
}

/// Moves what is in \a from into the existing directory \a to, and removes \a from if nothing is left.
Result<void> join(int root, const QByteArray &from, const QByteArray &to)
{
    const Result<FileDescriptor> source = Posix::openDirectory(root, from);
    const Result<FileDescriptor> target = Posix::openDirectory(root, to);
    const auto entries = source ? Posix::list(source->get()) : std::unexpected(source.error());
    if (!entries || !target) {
        return std::unexpected(entries ? target.error() : entries.error());
    }
    for (const auto &[name, isFile, isDirectory] : *entries) {
        const int number = Posix::renameNoReplace(source->get(), name, target->get(), name);
        if (number == EEXIST && isDirectory) {
            if (const auto joined = join(root, from + '/' + name, to + '/' + name); !joined) {
                return joined;
            }
        } else if (number != 0 && number != EEXIST) {
            return Posix::failure(number, "rename", from + '/' + name);
        }
    }
    ::unlinkat(root, from.constData(), AT_REMOVEDIR);
    return Posix::sync(target->get(), to);
}
}

Result<std::unique_ptr<MaildirTree>> MaildirTree::open(const QByteArray &path)
{
    Result<FileDescriptor> root = Posix::openDirectory(AT_FDCWD, path);
    if (!root) {
        return std::unexpected(root.error());
    }
    std::unique_ptr<MaildirTree> tree(new MaildirTree);
    tree->m_path = path;
    tree->m_root = std::move(*root);
    return tree;
}

Result<std::shared_ptr<Maildir>> MaildirTree::maildir(const QByteArray &directory)
{
    if (const auto open = m_open.constFind(directory); open != m_open.cend()) {
        return *open;
    }
    Result<std::shared_ptr<Maildir>> opened = Maildir::open(m_root.get(), directory);
    if (!opened) {
        // Somebody removed the directory: the folder is still there, and empty
        opened = makeDirectory(directory).and_then([&] {
            return Maildir::open(m_root.get(), directory);
        });
    }
    if (!opened) {
        return opened;
    }
    if (m_open.size() >= mostOpenMaildirs) {
        m_open.clear();
    }
    m_open.insert(directory, *opened);
    return opened;
}

Result<void> MaildirTree::makeDirectory(const QByteArray &directory)
{
    struct stat status;
    if (directory.isEmpty() || ::fstatat(m_root.get(), directory.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
        return {};
    }
    const QByteArray parent = parentOf(directory);
    return makeDirectory(parent)
        .and_then([&] {
            return Posix::makeDirectory(m_root.get(), directory);
        })
        .and_then([&] {
            return syncAt(m_root.get(), parent);
        });
}

Result<void> MaildirTree::move(const QByteArray &from, const QByteArray &to)
{
    m_open.clear();
    if (const auto made = makeDirectory(parentOf(to)); !made) {
        return made;
    }
    const int number = Posix::renameNoReplace(m_root.get(), from, m_root.get(), to);
    if (number == ENOENT) {
        return {};
    }
    if (number == EEXIST) {
        if (const auto joined = join(m_root.get(), from, to); !joined) {
            return joined;
        }
    } else if (number != 0) {
        return Posix::failure(number, "rename", from);
    }
    return syncAt(m_root.get(), parentOf(to)).and_then([&] {
        return syncAt(m_root.get(), parentOf(from));
    });
}

void MaildirTree::removeIfEmpty(const QByteArray &directory)
{
    m_open.remove(directory);
    for (const Maildir::Place place : {Maildir::Tmp, Maildir::New, Maildir::Cur}) {
        const QByteArray part = directory + '/' + Maildir::name(place);
        ::unlinkat(m_root.get(), part.constData(), AT_REMOVEDIR);
    }
    ::unlinkat(m_root.get(), directory.constData(), AT_REMOVEDIR);
}

static Result<void> collect(int root, const QByteArray &directory, std::vector<QByteArray> &found)
{
    const Result<FileDescriptor> opened = Posix::openDirectory(root, directory.isEmpty() ? QByteArray(".") : directory);
    const auto entries = opened ? Posix::list(opened->get()) : std::unexpected(opened.error());
    if (!entries) {
        return std::unexpected(entries.error());
    }
    for (const auto &[name, isFile, isDirectory] : *entries) {
        if (!isDirectory || name == "cur" || name == "new" || name == "tmp") {
            continue;
        }
        const QByteArray path = directory.isEmpty() ? name : directory + '/' + name;
        found.push_back(path);
        if (const auto deeper = collect(root, path, found); !deeper) {
            return deeper;
        }
    }
    return {};
}

Result<std::vector<QByteArray>> MaildirTree::directories() const
{
    std::vector<QByteArray> found;
    return collect(m_root.get(), {}, found).transform([&found] {
        return std::move(found);
    });
}

}
