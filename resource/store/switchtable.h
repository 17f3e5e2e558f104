// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/sqlite.h"
#include "store/switchjournal.h"

namespace Konto
{

/// The tables "switches", "switch_contents", "switch_messages" and "switch_folders", see schema.cpp. Does not begin
/// transactions.
class SwitchTable
{
public:
    explicit SwitchTable(Sqlite::Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] Result<QList<SwitchEntry>> entries() const;
    /// Inserts it as Begun, and returns its id.
    [[nodiscard]] Result<qint64> write(const SwitchEntry &entry);
    [[nodiscard]] Result<void> setStep(qint64 id, SwitchStep step);
    [[nodiscard]] Result<void> setCommitted(qint64 id, const QDateTime &when);
    [[nodiscard]] Result<void> setReport(qint64 id, const QByteArray &report);

    [[nodiscard]] Result<void> setContent(const MessageKey &key, const QByteArray &content);
    [[nodiscard]] Result<void> clearContents();

    /// How the folders are now, for the switch \a id.
    [[nodiscard]] Result<void> noteFolders(qint64 id);
    [[nodiscard]] Result<void> forgetFolders(qint64 id);
    /// How the messages are now, in place of what was kept for earlier switches.
    [[nodiscard]] Result<void> takeSnapshot(qint64 id);
    [[nodiscard]] Result<void> clearSnapshot();
    [[nodiscard]] Result<QList<SwitchedMessage>> messages() const;
    [[nodiscard]] Result<QHash<qint64, FolderRow>> folders(qint64 id) const;

private:
    Sqlite::Connection &m_connection;
};

}
