// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "store/accountstore.h"

namespace Konto
{

/// What the user does, done to the store at once. In POP3 mode that is all, because this computer is the master; in IMAP
/// mode what the server has to be told is left in the store for the next run (store/outgoing.h, FolderRow::change).
/// Everything may be asked again after a crash, and is then done once: Akonadi replays a change until it is told that it
/// was committed. Messages whose UIDL is known are remembered when they go. All functions run on the store's thread.
namespace LocalChanges
{
/// Adds the message of Akonadi item \a item. The key is made of the item and the bytes, so that asked again it is the
/// same message. \a bytes with CRLF line ends.
[[nodiscard]] Result<MessageRow> addMessage(AccountStore &store, Mode mode, qint64 folder, qint64 item, const QByteArray &bytes, const Flags &flags);
struct NewMessage {
    QByteArray bytes;
    Flags flags;
};
/// Messages that Akonadi does not know: those of a backup. In one commit.
[[nodiscard]] Result<void> addMessages(AccountStore &store, Mode mode, qint64 folder, const QList<NewMessage> &messages);
/// An edited message. One that is gone is no error; one of which only the header is here is refused, with
/// Scope::Folder.
[[nodiscard]] Result<void> replaceMessage(AccountStore &store, Mode mode, const MessageKey &key, const QByteArray &bytes);
/// What flags are to become on the server is then the difference to MessageRow::baseFlags.
[[nodiscard]] Result<void> changeFlags(AccountStore &store, const QList<MessageKey> &keys, const Flags &added, const Flags &removed);
[[nodiscard]] Result<void> moveMessages(AccountStore &store, Mode mode, const QList<MessageKey> &keys, qint64 folder);
[[nodiscard]] Result<void> deleteMessages(AccountStore &store, Mode mode, const QList<MessageKey> &keys);

/// The stored folders, parents before children, with an inbox among them.
[[nodiscard]] Result<QList<FolderRow>> foldersWithInbox(AccountStore &store);
/// A folder called \a name below \a parent (0: the account itself). One of that path becomes it, but for the inbox.
[[nodiscard]] Result<FolderRow> addFolder(AccountStore &store, Mode mode, qint64 parent, const QString &name, Role role);
/// Other name, parent or role. Returns the folder as it is now: the inbox keeps name and place. Another folder of that
/// path gets a number behind its name: Akonadi has given its name away, so it has another one there that is yet to be
/// replayed. Errors: Storage with Scope::Folder when the folder is not there, or cannot go there.
[[nodiscard]] Result<FolderRow> changeFolder(AccountStore &store, Mode mode, qint64 folder, qint64 parent, const QString &name, Role role);
/// With all messages and everything below. The inbox stays.
[[nodiscard]] Result<void> deleteFolder(AccountStore &store, Mode mode, qint64 folder);
}

}
