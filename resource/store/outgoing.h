// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "core/message.h"

#include <QHash>

#include <functional>

namespace Konto
{

class MaildirTree;
class StateDatabase;

/// Called for each row; may not change the store.
using RowVisitor = std::function<void(const MessageRow &)>;

/// Where a message stands on the server now.
struct Placed {
    MessageKey key;
    qint64 folder = 0; ///< in whose mailbox
    quint32 uidValidity = 0;
    quint32 uid = 0; ///< 0: there, but under a UID that is not known; the next sync of the folder recognises it
    QByteArray objectId = {}; ///< empty: as before
};

/// A copy on the server that an edited message takes the place of.
struct ReplacedCopy {
    qint64 folder = 0;
    quint32 uidValidity = 0;
    quint32 uid = 0;
    MessageKey key; ///< the message in its place

    bool operator==(const ReplacedCopy &) const = default;
};

/// AccountStore::fact(): the folder into which an upload or a move of the message was begun, when the user has moved the
/// message on since; as a number.
[[nodiscard]] QByteArray begunFact(const MessageKey &key);

/// What the user changed in IMAP mode and the server has not been told, kept as the difference between what a message
/// is here and what it was there: MessageRow::folder and placeOnServer(), flags and baseFlags, deletedByUser, writing.
/// So changes survive a crash, come in any number, and cancel each other out. Each call is one transaction; keys without
/// a row are ignored. On the store's thread.
class Outgoing
{
public:
    Outgoing(StateDatabase &database, MaildirTree &tree);

    /// Rows that differ from the server.
    [[nodiscard]] Result<QList<MessageRow>> messages() const;
    /// Rows whose UID counts in the folder's mailbox, wherever they are here.
    [[nodiscard]] Result<QList<MessageRow>> onServer(qint64 folder) const;
    /// The same one by one: as a list, the rows of a large folder are most of the memory.
    [[nodiscard]] Result<void> visitOnServer(qint64 folder, const RowVisitor &visit) const;

    /// Those of these messages that there are.
    [[nodiscard]] Result<QList<MessageRow>> rows(const QList<MessageKey> &keys) const;

    /// The user deleted them, or it is undone: file and row stay until the server has done it. What no server knows is
    /// removed at once.
    [[nodiscard]] Result<void> setDeleted(const QList<MessageKey> &keys, bool deleted);
    [[nodiscard]] Result<void> setWriting(const QList<MessageKey> &keys, Writing writing);
    /// They stand on the server, and wait for nothing any more.
    [[nodiscard]] Result<void> setPlaced(const QList<Placed> &messages);
    /// The flags the server has now.
    [[nodiscard]] Result<void> setBaseFlags(const QHash<MessageKey, Flags> &flags);
    /// The server has these flags: merges them with what is here. Returns the rows as they are now.
    [[nodiscard]] Result<QList<MessageRow>> mergeFlags(const QHash<MessageKey, Flags> &server);

    /// The message is about to get other bytes: the server's copy is replaced when they are uploaded.
    [[nodiscard]] Result<void> replaceCopy(const MessageKey &key);
    /// More copies to be removed from the server.
    [[nodiscard]] Result<void> addReplaced(const QList<ReplacedCopy> &copies);
    [[nodiscard]] Result<QList<ReplacedCopy>> replaced() const;
    [[nodiscard]] Result<void> forgetReplaced(const QList<ReplacedCopy> &copies);

private:
    StateDatabase &m_database;
    MaildirTree &m_tree;
};

}
