// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/accountstore.h"
#include "store/maildirtree.h"
#include "store/statedatabase.h"

#include <map>

namespace Konto
{

/// Unlinks or moves the files of a folder that the table "leftovers" names, then forgets them. What cannot be
/// done now is logged and stays in the table for the next open. \a suffixes: where they are known, so that the
/// directory need not be listed.
[[nodiscard]] Result<void> clearLeftovers(StateDatabase &database, MaildirTree &tree, qint64 folder, const QHash<MessageKey, QByteArray> &suffixes = {});

/// Changes to messages that have files: flags, place, removal. Written down before a file is touched (removal,
/// moving), or done in an order that reads as another program's doing after a crash (flags).
class FileChanges
{
public:
    FileChanges(StateDatabase &database, MaildirTree &tree);

    [[nodiscard]] Result<void> setFlags(const QHash<MessageKey, Flags> &flags);
    [[nodiscard]] Result<void> move(const QList<MessageKey> &keys, qint64 folder);
    [[nodiscard]] Result<void> remove(const QList<MessageKey> &keys, Forget how);

private:
    using ByFolder = std::map<qint64, QList<StoredMessage>>;

    [[nodiscard]] Result<ByFolder> find(const QList<MessageKey> &keys) const;
    [[nodiscard]] Result<void> renameForFlags(qint64 folder, QList<StoredMessage> &messages, qsizetype &done);
    [[nodiscard]] Result<void> forget(const StoredMessage &message, Forget how);
    [[nodiscard]] Result<void> clearAll(const ByFolder &messages);

    StateDatabase &m_database;
    MaildirTree &m_tree;
};

}
