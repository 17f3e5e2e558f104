// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "core/flags.h"
#include "net/task.h"

#include <QHash>

#include <optional>

namespace Konto
{

/// A folder in which an account of kdepim-runtime has mail.
struct StockFolder {
    qint64 collection = 0;
    QString mailbox; ///< IMAP: the server's name, decoded
    QChar delimiter;
    quint32 uidValidity = 0; ///< IMAP: under which the items' UIDs count; 0: not known
    qint64 messages = 0;
};

/// An item of such a folder.
struct StockItem {
    qint64 id = 0;
    quint32 uid = 0; ///< IMAP: 0: never uploaded
    qint64 size = 0; ///< about
    Flags flags; ///< with the keywords of its tags
    Flags serverFlags; ///< without
    bool cached = false; ///< its bytes are in Akonadi
};

/// The mailboxes of the IMAP account, parents before children, without those that hold no messages.
[[nodiscard]] Task<Result<QList<StockFolder>>> stockMailboxes(QString identifier);
/// The collection a POP3 account delivers to; nothing when it is gone. \a collection 0: the inbox of the desktop's local folders.
[[nodiscard]] Task<Result<std::optional<StockFolder>>> stockTarget(qint64 collection);

/// The items of a folder by id; of a POP3 account (\a pop3Account: its agent's identifier) those it has brought.
[[nodiscard]] Task<Result<QList<StockItem>>> stockItems(qint64 collection, QString pop3Account);

/// How many messages which the POP3 account has brought lie beside \a target, in other folders of the same resource: there filters
/// or the user have put them.
[[nodiscard]] Task<Result<qint64>> countSorted(qint64 target, QString pop3Account);

enum class BytesFrom {
    Cache, ///< nothing is asked of the resource that has the items
    Anywhere, ///< the folder is on this computer
};
/// Whole messages with CRLF line ends by item; those that cannot be had are left out.
[[nodiscard]] Task<Result<QHash<qint64, QByteArray>>> stockMessages(QList<qint64> items, BytesFrom from);

}
