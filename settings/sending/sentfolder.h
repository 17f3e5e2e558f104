// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QString>

namespace KIdentityManagementCore
{
class Identity;
}

namespace Konto
{

// Where mail that was sent goes, and drafts. An identity that was made with an account is to keep both in the account's own folders, as soon as
// there are any on the server: it is marked until then. Afterwards the user alone says where.

/// \a account is the identifier of the agent instance; empty: not marked.
void markForFolders(KIdentityManagementCore::Identity &identity, const QString &account);

/// Whether there is an identity that waits for the account's folders. Reads a file.
[[nodiscard]] bool waitsForFolders(const QString &account);

/// Gives those that wait the folders, by their numbers in Akonadi (0: there is none), unless the user has chosen others, and ends the waiting.
void setFolders(const QString &account, qint64 sent, qint64 drafts);

}
