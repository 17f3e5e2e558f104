// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/maildir.h"

#include <QHash>

namespace Konto
{

/// The directory mail/ with the Maildirs nested in it. Directories are named by their path relative to mail/.
class MaildirTree
{
public:
    /// \a path must exist.
    [[nodiscard]] static Result<std::unique_ptr<MaildirTree>> open(const QByteArray &path);

    [[nodiscard]] const QByteArray &path() const
    {
        return m_path;
    }
    [[nodiscard]] int descriptor() const
    {
        return m_root.get();
    }

    /// The Maildir at \a directory, from a small cache. Missing directories are created.
    [[nodiscard]] Result<std::shared_ptr<Maildir>> maildir(const QByteArray &directory);
    [[nodiscard]] bool isMaildir(const QByteArray &directory) const
    {
        return Maildir::exists(m_root.get(), directory);
    }
    /// Creates the directory and its parents, but not cur/, new/ and tmp/; durable.
    [[nodiscard]] Result<void> makeDirectory(const QByteArray &directory);

    /// Renames a directory with all that is nested in it; durable. Where \a to exists, the contents are joined and
    /// nothing is replaced: what is in the way of something stays where it was. A missing \a from is fine.
    [[nodiscard]] Result<void> move(const QByteArray &from, const QByteArray &to);

    /// Removes cur/, new/, tmp/ and the directory itself, as far as they are empty.
    void removeIfEmpty(const QByteArray &directory);

    /// All directories below mail/, parents before children, sorted.
    [[nodiscard]] Result<std::vector<QByteArray>> directories() const;

private:
    MaildirTree() = default;

    QByteArray m_path;
    FileDescriptor m_root;
    QHash<QByteArray, std::shared_ptr<Maildir>> m_open;
};

}
