// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/folder.h"
#include "core/message.h"
#include "store/sqlite.h"

#include <optional>

namespace Konto
{

/// A folder row with what only the store needs. Directories are paths relative to mail/.
struct StoredFolder {
    FolderRow row;
    QByteArray directory;
    QByteArray movingTo; ///< not empty: renaming the directory was interrupted
    bool removing = false; ///< removing the folder was interrupted; nobody else sees it any more
};

/// The table "folders". Does not begin transactions.
class FolderTable
{
public:
    explicit FolderTable(Sqlite::Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] Result<QList<StoredFolder>> all() const;
    [[nodiscard]] Result<std::optional<StoredFolder>> find(qint64 id) const;
    [[nodiscard]] Result<std::optional<StoredFolder>> find(const FolderPath &path) const;
    [[nodiscard]] Result<bool> isDirectoryTaken(const QByteArray &directory, qint64 except) const;

    /// Inserts for id 0 and returns the id. movingTo and removing are not written.
    [[nodiscard]] Result<qint64> save(const StoredFolder &folder);
    [[nodiscard]] Result<void> setMovingTo(qint64 id, const QByteArray &directory);
    /// The directory \a from is now \a to: for the folder itself and for everything below it.
    [[nodiscard]] Result<void> moved(const QByteArray &from, const QByteArray &to);
    [[nodiscard]] Result<void> setRemoving(qint64 id);
    [[nodiscard]] Result<void> erase(qint64 id);

private:
    Sqlite::Connection &m_connection;
};

}
