// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "run/shown/projector.h"

namespace Konto
{

/// Messages of the folder with UIDs up to \a highest come from another program's cache, and may not be what the server has.
[[nodiscard]] Result<void> markUnchecked(AccountStore &store, qint64 folder, quint32 highest);

/// Compares such messages with the server's, by header and size. What disagrees (a program that parses messages may write
/// them differently) is fetched, and takes the place of the imported bytes under the same key only when it is durable here.
/// The session has the folder's mailbox open. Does nothing for a folder that was checked.
class ImportedCheck
{
public:
    ImportedCheck(ImapSession &session, StoreWorker &store, Projector &projector, const FolderRow &folder);

    [[nodiscard]] Task<Result<void>> run();

private:
    [[nodiscard]] Task<Result<void>> checkBatch(QHash<quint32, MessageRow> rows);
    [[nodiscard]] Task<Result<void>> replace(QHash<quint32, MessageRow> rows, QList<ImapHeader> headers);

    ImapSession &m_session;
    StoreWorker &m_store;
    Projector &m_projector;
    FolderRow m_folder;
};

}
