// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QStringList>

namespace Konto
{

/// What a folder is for (RFC 6154); decides its icon and its place in the account.
enum class Role {
    None = 0,
    Inbox,
    Sent,
    Drafts,
    Templates,
    Trash,
    Junk,
    Archive,
    All, ///< every message of the account (Gmail's "All Mail")
    Flagged,
};

/// A folder as the user sees it: {"Archive", "2024"}. The inbox is always {"Inbox"}.
/// Never empty for a real folder; the empty path is the account itself.
using FolderPath = QStringList;

/// The path of an IMAP mailbox, whose name is already decoded (UTF-16); INBOX in any case becomes "Inbox"
/// (RFC 9051 section 5.1). A null \a delimiter means a flat name. Empty levels are kept as "_" so that two
/// mailboxes never share a path.
[[nodiscard]] FolderPath pathOfMailbox(const QString &mailbox, QChar delimiter);

/// Whether \a path is \a top, or a folder below it.
[[nodiscard]] bool isAtOrBelow(const FolderPath &path, const FolderPath &top);

/// Whether \a path is below \a top, at any depth.
[[nodiscard]] bool isBelow(const FolderPath &path, const FolderPath &top);

/// The role named by SPECIAL-USE attributes such as "\\Sent" (RFC 6154 section 2), else None.
[[nodiscard]] Role roleOfAttributes(const QByteArrayList &attributes);

/// The attribute that gives a new mailbox the role (RFC 6154 section 3); empty where there is none.
[[nodiscard]] QByteArray attributeOfRole(Role role);

/// The icon of the freedesktop icon naming scheme which KMail shows for the role.
[[nodiscard]] QString iconName(Role role);

}
