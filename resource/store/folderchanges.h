// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/maildirtree.h"
#include "store/statedatabase.h"

namespace Konto
{

/// The Maildir of a folder; an error when there is no such folder.
[[nodiscard]] Result<std::shared_ptr<Maildir>> folderMaildir(const StateDatabase &database, MaildirTree &tree, qint64 folder);

/// Creating, renaming and removing folders on disk and in state.db. What is about to happen is written down
/// first, so that finishInterrupted() can bring it to its end after a crash.
class FolderChanges
{
public:
    FolderChanges(StateDatabase &database, MaildirTree &tree);

    [[nodiscard]] Result<FolderRow> save(const FolderRow &row);
    /// With everything below.
    [[nodiscard]] Result<void> rename(qint64 folder, const FolderPath &path);
    [[nodiscard]] Result<void> remove(qint64 folder);
    /// For open(): what was written down and not done.
    [[nodiscard]] Result<void> finishInterrupted();
    /// For a new state.db: a row for every directory below mail/.
    [[nodiscard]] Result<void> survey();

private:
    [[nodiscard]] Result<FolderRow> create(const FolderRow &row);
    [[nodiscard]] Result<QByteArray> directoryFor(const FolderPath &path, qint64 folder) const;
    [[nodiscard]] Result<QByteArray> parentDirectory(const FolderPath &path) const;
    [[nodiscard]] Result<void> makeMaildir(const QByteArray &directory, bool selectable);
    [[nodiscard]] Result<void> moveDirectory(qint64 folder, const QByteArray &from, const QByteArray &to);
    [[nodiscard]] Result<void> finishMove(const QByteArray &from, const QByteArray &to);
    [[nodiscard]] Result<void> forgetUnwanted(qint64 folder);
    [[nodiscard]] Result<void> finishRemoval(const StoredFolder &folder);

    StateDatabase &m_database;
    MaildirTree &m_tree;
};

}
