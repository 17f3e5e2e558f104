// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/mendplan.h"
#include "store/accountstore.h"

namespace Konto
{

/// How the files on disk differ from what is known of them.
struct MailCheck {
    qint64 messages = 0; ///< looked at
    QList<MessageKey> missing; ///< their files are gone
    QList<MessageKey> damaged; ///< their files have another size than they had
    qint64 fetchedAgain = 0; ///< missing or damaged, and mended by the server's copy: not in the lists any more
    qint64 found = 0; ///< files that nobody knew
    qint64 flags = 0; ///< changed by another program

    [[nodiscard]] qint64 differences() const
    {
        return missing.size() + damaged.size() + fetchedAgain + found + flags;
    }
    [[nodiscard]] bool isWell() const
    {
        return differences() == 0;
    }
    /// Of those that are missing or damaged, \a keys come from the server again.
    void setFetchedAgain(const QSet<MessageKey> &keys);
    MailCheck &operator+=(const MailCheck &other);
    bool operator==(const MailCheck &) const = default;
};

/// Looks, and changes nothing. On the store's thread.
[[nodiscard]] Result<MailCheck> checkFolder(AccountStore &store, const FolderRow &folder);

/// What the server still has of what is missing or damaged is to be fetched again by the next run; which that is. In POP3 mode not what
/// is missing: who takes a file away deletes the message. On the store's thread.
[[nodiscard]] Result<QSet<MessageKey>> askAgain(AccountStore &store, const MailCheck &found, const Refetching &server);

/// Those of \a asked that are whole now, or will be when a run has come to them: not those that the server turned out to have no more.
/// On the store's thread.
[[nodiscard]] Result<QSet<MessageKey>> wholeOrExpected(AccountStore &store, const QSet<MessageKey> &asked, const Refetching &server);

}
