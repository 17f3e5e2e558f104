// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "core/message.h"

namespace Konto
{

/// How the folders here become the folders there.
struct FolderPlan {
    QList<FolderRow> save; ///< new (id 0) and changed rows, parents before children
    QList<FolderRow> gone; ///< rows whose mailbox the server no longer lists, or only as a level of the tree; children before parents
    QList<FolderRow> unchanged;
};

/// Matches mailboxes with the stored folders by mailbox name, else with a folder of that path which no mailbox stands
/// for. Folders that are only here stay. Missing parents become folders that hold no
/// messages. Those of other users and shared ones are there too, and FolderRow::subscribed tells whether they are wanted. Two mailboxes never share a path. The
/// role the user chose goes before the server's; the first mailbox with a role keeps it. The order of \a listed is irrelevant; applying the plan and planning
/// again saves and removes nothing.
[[nodiscard]] FolderPlan planFolders(QList<ImapMailbox> listed, const QList<FolderRow> &stored);

/// \a path, or one beside it that no folder but \a except has.
[[nodiscard]] FolderPath freePath(const QList<FolderRow> &folders, const FolderPath &path, qint64 except = 0);

/// The one folder that a POP3 mailbox has.
[[nodiscard]] FolderRow pop3Inbox();

/// The order in which folders are synchronised: Inbox, Sent, Drafts, then by path; Trash, Junk and "all mail" last.
[[nodiscard]] QList<FolderRow> inSyncOrder(QList<FolderRow> folders);

}
