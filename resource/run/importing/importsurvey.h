// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "akonadi/stockagents.h"
#include "akonadi/stockmail.h"

namespace Konto
{

/// An account of kdepim-runtime with its settings and the folders it has mail in: of a POP3 account the one it delivers to.
struct StockAccount {
    StockAgent agent;
    ImportedSettings settings;
    QList<StockFolder> folders; ///< by the ids of their collections
};

/// What an import would take. Nothing is changed by asking.
struct ImportPreview {
    StockAccount account;
    qint64 messages = 0; ///< in those folders; of a POP3 account those that it has brought
    qint64 withBytes = 0; ///< need not be fetched from the server
    qint64 bytes = 0; ///< of those, about
    qint64 sorted = 0; ///< of a POP3 account: in other local folders, where they stay
};

[[nodiscard]] Task<Result<StockAccount>> surveyAccount(StockAgent agent);
[[nodiscard]] Task<Result<ImportPreview>> previewImport(StockAgent agent);
/// Of every such account what can be told quickly: of IMAP, bytes are not counted.
[[nodiscard]] Task<Result<QList<ImportPreview>>> importCandidates();

/// Where the messages come from, and which of a folder's items belong to the account.
[[nodiscard]] BytesFrom bytesFrom(Mode mode);
[[nodiscard]] QString originOf(const StockAgent &agent);

}
