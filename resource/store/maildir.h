// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "store/filedescriptor.h"
#include "store/maildirname.h"

#include <memory>
#include <vector>

namespace Konto
{

/// One Maildir, held open by its three directories, so that renaming it or its parents does not matter to
/// whoever still writes into it. https://cr.yp.to/proto/maildir.html
///
/// Delivery: a message is written to tmp/, synced, and gets its name in cur/ by a rename that never replaces;
/// ours skip new/, since Konto is the reader as well. So a file in cur/ or new/ is always complete.
class Maildir
{
public:
    enum Place {
        Tmp,
        New,
        Cur,
    };

    /// Opens the Maildir at \a path below \a at. What is missing is created.
    [[nodiscard]] static Result<std::shared_ptr<Maildir>> open(int at, const QByteArray &path);
    /// Whether the directory at \a path looks like a Maildir: it has cur/.
    [[nodiscard]] static bool exists(int at, const QByteArray &path);
    [[nodiscard]] static const char *name(Place place);

    [[nodiscard]] int directory(Place place) const
    {
        return m_directories[place].get();
    }
    /// Relative to mail/; as it was when opened.
    [[nodiscard]] const QByteArray &path() const
    {
        return m_path;
    }

    /// The regular files whose names do not start with a dot. Sorted.
    [[nodiscard]] Result<std::vector<QByteArray>> files(Place place) const;
    [[nodiscard]] Result<FileDescriptor> create(const QByteArray &tmpName) const;
    [[nodiscard]] Result<FileDescriptor> openForReading(Place place, const QByteArray &file) const;
    /// A file that is gone already is fine.
    [[nodiscard]] Result<void> unlink(Place place, const QByteArray &file) const;
    [[nodiscard]] Result<void> sync(Place place) const;

private:
    Maildir() = default;

    FileDescriptor m_directories[3];
    QByteArray m_path;
};

/// Finds the file of a key in cur/: by the name the row says, else by looking at all names, once. Another program
/// may have changed the suffix at any time.
class FileFinder
{
public:
    explicit FileFinder(std::shared_ptr<const Maildir> maildir)
        : m_maildir(std::move(maildir))
    {
    }

    /// The suffix of the file that is there; an error number (ENOENT) as error when there is none.
    [[nodiscard]] std::expected<QByteArray, int> suffixOf(const MessageKey &key, const QByteArray &expected);

private:
    std::shared_ptr<const Maildir> m_maildir;
    std::vector<QByteArray> m_files;
    bool m_listed = false;
};

/// The name in the sorted \a files with the unique name \a key, or the end. If several have it, the one with the
/// suffix \a expected.
[[nodiscard]] std::vector<QByteArray>::const_iterator findKey(const std::vector<QByteArray> &files, const MessageKey &key, const QByteArray &expected);

}
