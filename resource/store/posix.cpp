// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/posix.h"

#include <QFile>
#include <QThreadPool>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace Konto::Posix
{

Error error(int number, const char *operation, const QByteArray &name)
{
    const ErrorKind kind = number == ENOSPC || number == EDQUOT ? ErrorKind::DiskFull : ErrorKind::Storage;
    return makeError(kind, u"%1 %2: %3"_s.arg(QLatin1StringView(operation), QFile::decodeName(name), QString::fromLocal8Bit(std::strerror(number))));
}

std::unexpected<Error> failure(int number, const char *operation, const QByteArray &name)
{
    return std::unexpected(error(number, operation, name));
}

template<class Call>
static auto repeated(Call call)
{
    auto result = call();
    while (result < 0 && errno == EINTR) {
        result = call();
    }
    return result;
}

Result<FileDescriptor> openDirectory(int at, const QByteArray &path)
{
    return openFile(at, path, O_RDONLY | O_DIRECTORY);
}

Result<FileDescriptor> openFile(int at, const QByteArray &path, int flags)
{
    FileDescriptor file(repeated([&] {
        return ::openat(at, path.constData(), flags | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    }));
    if (!file.isOpen()) {
        return failure(errno, "open", path);
    }
    if ((flags & O_CREAT) && ::fchmod(file.get(), S_IRUSR | S_IWUSR) != 0) {
        return failure(errno, "chmod", path);
    }
    return file;
}

Result<void> makeDirectory(int at, const QByteArray &path)
{
    if (::mkdirat(at, path.constData(), S_IRWXU) != 0) {
        return errno == EEXIST ? Result<void>() : failure(errno, "mkdir", path);
    }
    if (::fchmodat(at, path.constData(), S_IRWXU, 0) != 0) {
        return failure(errno, "chmod", path);
    }
    return {};
}

static Entry entryOf(int directory, const dirent &found)
{
    if (found.d_type != DT_UNKNOWN) {
        return {found.d_name, found.d_type == DT_REG, found.d_type == DT_DIR};
    }
    struct stat status;
    const bool known = ::fstatat(directory, found.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0;
    return {found.d_name, known && S_ISREG(status.st_mode), known && S_ISDIR(status.st_mode)};
}

Result<std::vector<Entry>> list(int directory)
{
    // Opened anew: a duplicated descriptor would share its read position with others
    const int own = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(own >= 0 ? ::fdopendir(own) : nullptr, [](DIR *opened) {
        return ::closedir(opened);
    });
    if (!stream) {
        return failure(errno, "list", {});
    }
    std::vector<Entry> entries;
    errno = 0;
    while (const dirent *found = ::readdir(stream.get())) {
        if (found->d_name[0] != '.') {
            entries.push_back(entryOf(directory, *found));
        }
        errno = 0;
    }
    if (errno != 0) {
        return failure(errno, "list", {});
    }
    std::ranges::sort(entries, {}, &Entry::name);
    return entries;
}

Result<void> writeAll(int file, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = repeated([&] {
            return ::write(file, bytes.data(), size_t(bytes.size()));
        });
        if (written < 0) {
            return failure(errno, "write", {});
        }
        bytes = bytes.sliced(written);
    }
    return {};
}

Result<QByteArray> readUpTo(int file, qint64 count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    qint64 filled = 0;
    while (filled < count) {
        const ssize_t got = repeated([&] {
            return ::read(file, bytes.data() + filled, size_t(count - filled));
        });
        if (got < 0) {
            return failure(errno, "read", {});
        }
        if (got == 0) {
            break;
        }
        filled += got;
    }
    bytes.truncate(filled);
    return bytes;
}

Result<void> sync(int file, const QByteArray &name)
{
    if (repeated([&] {
            return ::fsync(file);
        })
        != 0) {
        return failure(errno, "fsync", name);
    }
    return {};
}

Result<void> syncAll(const std::vector<int> &files)
{
    constexpr size_t mostThreads = 16;
    for (const int file : files) {
        ::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); // only a hint: all data on its way before the first wait
    }
    std::atomic<size_t> next = 0;
    std::atomic<int> failed = 0;
    const auto work = [&] {
        for (size_t i = next++; i < files.size(); i = next++) {
            const int code = repeated([&] {
                return ::fsync(files[i]);
            });
            if (code != 0) {
                failed = errno;
            }
        }
    };
    QThreadPool pool;
    pool.setMaxThreadCount(int(mostThreads));
    for (size_t thread = 1; thread < std::min(files.size(), mostThreads); ++thread) {
        pool.start(work);
    }
    work();
    pool.waitForDone();
    return failed == 0 ? Result<void>() : failure(failed, "fsync", "a group of messages");
}

/// For file systems without RENAME_NOREPLACE (some network file systems). A hard link never replaces either;
/// a directory cannot be linked and is renamed after a look, which only we could race.
static int renameByLink(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    if (::linkat(fromDirectory, from.constData(), toDirectory, to.constData(), 0) == 0) {
        return ::unlinkat(fromDirectory, from.constData(), 0) == 0 ? 0 : errno;
    }
    if (errno != EPERM && errno != EOPNOTSUPP) {
        return errno;
    }
    if (::faccessat(toDirectory, to.constData(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return EEXIST;
    }
    return ::renameat(fromDirectory, from.constData(), toDirectory, to.constData()) == 0 ? 0 : errno;
}

int renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    if (::renameat2(fromDirectory, from.constData(), toDirectory, to.constData(), RENAME_NOREPLACE) == 0) {
        return 0;
    }
    return errno == EINVAL || errno == ENOSYS ? renameByLink(fromDirectory, from, toDirectory, to) : errno;
}

}
