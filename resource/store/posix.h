// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "store/filedescriptor.h"

#include <vector>

namespace Konto
{

/// The few POSIX calls the store is made of, with our error type and without surprises: interrupted calls are
/// repeated, new files are 0600 and new directories 0700 whatever the umask is, nothing is inherited by child
/// processes, and symbolic links are not followed in the last component.
namespace Posix
{
/// DiskFull for ENOSPC and EDQUOT, else Storage. \a operation and \a name are for the log.
[[nodiscard]] Error error(int number, const char *operation, const QByteArray &name);
[[nodiscard]] std::unexpected<Error> failure(int number, const char *operation, const QByteArray &name);

/// A path starting at the directory \a at, or at the working directory with AT_FDCWD.
[[nodiscard]] Result<FileDescriptor> openDirectory(int at, const QByteArray &path);
[[nodiscard]] Result<FileDescriptor> openFile(int at, const QByteArray &path, int flags);
/// An existing directory is fine.
[[nodiscard]] Result<void> makeDirectory(int at, const QByteArray &path);

struct Entry {
    QByteArray name;
    bool isFile = false; ///< a regular one, not a symbolic link
    bool isDirectory = false;
};
/// What is in a directory, sorted by name, without those whose names start with a dot.
[[nodiscard]] Result<std::vector<Entry>> list(int directory);

[[nodiscard]] Result<void> writeAll(int file, QByteArrayView bytes);
/// Fewer bytes at the end of the file.
[[nodiscard]] Result<QByteArray> readUpTo(int file, qint64 count);
[[nodiscard]] Result<void> sync(int file, const QByteArray &name);
/// Syncs all of \a files, from several threads at once: every fsync ends in a flush of the disk's cache, and the
/// kernel joins flushes that wait at the same time. A group of 100 takes the time of a few flushes instead of 100
/// (measured on ext4: 10 ms instead of 300).
[[nodiscard]] Result<void> syncAll(const std::vector<int> &files);

/// rename(2) that never replaces an existing name. 0, or the error number: EEXIST when \a to is taken.
[[nodiscard]] int renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to);
}

}
