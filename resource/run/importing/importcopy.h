// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "akonadi/stockmail.h"
#include "core/account.h"
#include "run/storeworker.h"

#include <QSet>

namespace Konto
{

/// A part of a folder of the old account: its items, and the bytes of those that have some.
struct ImportBatch {
    QList<StockItem> items;
    QHash<qint64, QByteArray> bytes;
};

/// Items from the front of \a items whose bytes may stand in memory together, at most a hundred.
[[nodiscard]] Task<Result<ImportBatch>> takeImportBatch(QList<StockItem> *items, BytesFrom from);

/// The folder here for one of the old account: that of the mailbox, or a POP3 account's Inbox (\a stock: nothing).
[[nodiscard]] Result<FolderRow> importFolder(AccountStore &store, const std::optional<StockFolder> &stock);

/// Stores a batch in \a folder, durably. A message's key is made of the item and its content, so that doing it twice
/// changes nothing. IMAP: the rows have the UIDs of the items; what was never uploaded is to be, if the server has it not
/// after all; of items without bytes, only what is known here alone is kept: their tags.
[[nodiscard]] Result<void> storeImported(AccountStore &store, Mode mode, const FolderRow &folder, const ImportBatch &batch);

/// Which contents the old account and the store have, by hash; and how many messages the store lacks.
struct ImportProof {
    QSet<QByteArray> before;
    QSet<QByteArray> after;
    qint64 missing = 0;
};
/// Reads the store's files of the batch and compares them with the batch's bytes.
[[nodiscard]] Result<void> proveImported(AccountStore &store, const ImportBatch &batch, ImportProof *proof);

}
