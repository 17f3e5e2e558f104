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

    [[nodiscard]] Result<void> takeSnapshot();
    [[nodiscard]] Result<void> clearSnapshot();
    [[nodiscard]] Result<bool> hasSnapshot() const;
    [[nodiscard]] Result<QList<SwitchedMessage>> messages() const;
    [[nodiscard]] Result<QHash<qint64, FolderRow>> folders() const;

private:
    Sqlite::Connection &m_connection;
};

}
