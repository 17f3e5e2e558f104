// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/maildir.h"

#include "store/posix.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace Konto
{

const char *Maildir::name(Place place)
{
    static constexpr const char *names[] = {"tmp", "new", "cur"};
    return names[place];
}

Result<std::shared_ptr<Maildir>> Maildir::open(int at, const QByteArray &path)
{
    const Result<FileDescriptor> top = Posix::openDirectory(at, path);
    if (!top) {
        return std::unexpected(top.error());
    }
    std::shared_ptr<Maildir> maildir(new Maildir);
    maildir->m_path = path;
    for (const Place place : {Tmp, New, Cur}) {
        Result<FileDescriptor> directory = Posix::makeDirectory(top->get(), name(place)).and_then([&] {
            return Posix::openDirectory(top->get(), name(place));
        });
        if (!directory) {
            return std::unexpected(directory.error());
        }
        maildir->m_directories[place] = std::move(*directory);
    }
    return maildir;
}

bool Maildir::exists(int at, const QByteArray &path)
{
    struct stat status;
    const QByteArray cur = path + "/cur";
    return ::fstatat(at, cur.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

Result<std::vector<QByteArray>> Maildir::files(Place place) const
{
    return Posix::list(directory(place)).transform([](std::vector<Posix::Entry> entries) {
        std::vector<QByteArray> names;
        names.reserve(entries.size());
        for (Posix::Entry &entry : entries) {
            if (entry.isFile) {
                names.push_back(std::move(entry.name));
            }
        }
        return names;
    });
}

Result<FileDescriptor> Maildir::create(const QByteArray &tmpName) const
{
    return Posix::openFile(directory(Tmp), tmpName, O_WRONLY | O_CREAT | O_EXCL);
}

Result<FileDescriptor> Maildir::openForReading(Place place, const QByteArray &file) const
{
    return Posix::openFile(directory(place), file, O_RDONLY);
}

Result<void> Maildir::unlink(Place place, const QByteArray &file) const
{
    if (::unlinkat(directory(place), file.constData(), 0) != 0 && errno != ENOENT) {
        return Posix::failure(errno, "unlink", m_path + '/' + name(place) + '/' + file);
    }
    return {};
}

Result<void> Maildir::sync(Place place) const
{
    return Posix::sync(directory(place), m_path + '/' + name(place));
}

std::vector<QByteArray>::const_iterator findKey(const std::vector<QByteArray> &files, const MessageKey &key, const QByteArray &expected)
{
    const QByteArray name = key + expected;
    if (const auto exact = std::ranges::lower_bound(files, name); exact != files.end() && *exact == name) {
        return exact;
    }
    // Names with the same unique part stand together only up to the character behind it, so look at all
    // that start with it: there is hardly ever more than one.
    for (auto file = std::ranges::lower_bound(files, key); file != files.end() && file->startsWith(key); ++file) {
        if (file->size() == key.size() || (*file)[key.size()] == ':') {
            return file;
        }
    }
    return files.end();
}

std::expected<QByteArray, int> FileFinder::suffixOf(const MessageKey &key, const QByteArray &expected)
{
    if (!m_listed) {
        const QByteArray name = key + expected;
        if (::faccessat(m_maildir->directory(Maildir::Cur), name.constData(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
            return expected;
        }
        if (auto files = m_maildir->files(Maildir::Cur)) {
            m_files = std::move(*files);
            m_listed = true;
        }
    }
    const auto found = findKey(m_files, key, expected);
    return found != m_files.end() ? std::expected<QByteArray, int>(found->sliced(key.size())) : std::unexpected(ENOENT);
}

}
