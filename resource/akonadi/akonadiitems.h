// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "akonadi/mailitem.h"
#include "net/task.h"
#include "plan/projection.h"

#include <Akonadi/Collection>
#include <Akonadi/Item>

namespace Konto
{

/// Every function works on the resource's default session, the only one that writes, in transactions of at most
/// transactionSize items, so that another program's write never waits long nor is waited for. Each call ends
/// with everything done, or with an Akonadi error and whole transactions done; a failed transaction is tried
/// once more before that (Akonadi's SQLite has one writer and can refuse to begin).
constexpr qsizetype transactionSize = 100;

/// Ids, keys and flags of a collection's items, without payload; with \a changedSince only of those that were changed, in whatever
/// way, after that.
[[nodiscard]] Task<Result<QList<KnownItem>>> listItems(Akonadi::Collection collection, QDateTime changedSince = {});

/// The message of an item as another program stored it in Akonadi, with CRLF line ends; nothing is asked of the resource.
/// Empty when the item holds none, or is gone.
[[nodiscard]] Task<Result<QByteArray>> messageOf(Akonadi::Item item);

/// Gives an item its key.
[[nodiscard]] Task<Result<void>> setKey(qint64 item, MessageKey key);

/// Writes what was set of these items: the remote id, flags added and removed, tags.
Task<Result<void>> writeItems(Akonadi::Item::List items);

/// Creates the items, with the tags that stand for keywords among their flags; their keys must be new in the collection.
[[nodiscard]] Task<Result<void>> createItems(Akonadi::Collection collection, Akonadi::Item::List items);

/// Replaces the payload of the items with these remote ids.
[[nodiscard]] Task<Result<void>> replacePayloads(Akonadi::Collection collection, Akonadi::Item::List items);

/// Sets the mailbox's flags of items, and the tags that stand for keywords among them (mailtags.h); flags that programs on this desktop set for themselves
/// stay.
[[nodiscard]] Task<Result<void>> setItemFlags(Akonadi::Collection collection, QHash<MessageKey, Flags> flags);
[[nodiscard]] Task<Result<void>> setItemFlagsById(QList<std::pair<qint64, Flags>> flags);

/// Moves items to another collection; they stay the same items, with their keys.
[[nodiscard]] Task<Result<void>> moveItems(Akonadi::Collection from, QList<MessageKey> keys, Akonadi::Collection to);

[[nodiscard]] Task<Result<void>> removeItems(Akonadi::Collection collection, QList<MessageKey> keys);
[[nodiscard]] Task<Result<void>> removeItemsById(QList<qint64> ids);

}
