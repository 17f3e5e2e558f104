// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Makes the disk full for one directory, for tests by an ordinary user, who cannot mount a small file system.
// Preload it (LD_PRELOAD) and set KONTO_FULL_DISK to a directory: while a file named by KONTO_FULL_DISK_SWITCH
// exists, writing to files below the directory fails with ENOSPC, as does making room in them.

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

namespace
{

bool isFull()
{
    static const char *const flag = std::getenv("KONTO_FULL_DISK_SWITCH");
    return flag && access(flag, F_OK) == 0;
}

/// Whether the open file lies below the directory that has to be full.
bool isAffected(int file)
{
    static const char *const directory = std::getenv("KONTO_FULL_DISK");
    if (!directory) {
        return false;
    }
    const int before = errno;
    char link[32];
    char path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t size = readlink(link, path, sizeof path - 1);
    const bool below = size > 0 && std::strncmp(path, directory, std::strlen(directory)) == 0;
    const bool affected = below && isFull();
    errno = before;
    return affected;
}

template<typename Function>
Function *next(const char *name)
{
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

template<typename Result>
Result noSpace()
{
    errno = ENOSPC;
    return Result(-1);
}

}

extern "C" {

ssize_t write(int file, const void *bytes, size_t size)
{
    static auto *const real = next<ssize_t(int, const void *, size_t)>("write");
    return isAffected(file) ? noSpace<ssize_t>() : real(file, bytes, size);
}

ssize_t writev(int file, const iovec *pieces, int count)
{
    static auto *const real = next<ssize_t(int, const iovec *, int)>("writev");
    return isAffected(file) ? noSpace<ssize_t>() : real(file, pieces, count);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at)
{
    static auto *const real = next<ssize_t(int, const void *, size_t, off_t)>("pwrite");
    return isAffected(file) ? noSpace<ssize_t>() : real(file, bytes, size, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
    static auto *const real = next<ssize_t(int, const void *, size_t, off64_t)>("pwrite64");
    return isAffected(file) ? noSpace<ssize_t>() : real(file, bytes, size, at);
}

int fallocate(int file, int mode, off_t at, off_t size)
{
    static auto *const real = next<int(int, int, off_t, off_t)>("fallocate");
    return isAffected(file) ? noSpace<int>() : real(file, mode, at, size);
}

int posix_fallocate(int file, off_t at, off_t size)
{
    static auto *const real = next<int(int, off_t, off_t)>("posix_fallocate");
    return isAffected(file) ? ENOSPC : real(file, at, size);
}
}
