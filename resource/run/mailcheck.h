// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/accountstore.h"

namespace Konto
{

/// How the files on disk differ from what is known of them.
struct MailCheck {
    qint64 messages = 0; ///< looked at
    qint64 missing = 0; ///< their files are gone
    qint64 damaged = 0; ///< their files have another size than they had
    qint64 found = 0; ///< files that nobody knew
    qint64 flags = 0; ///< changed by another program

    [[nodiscard]] bool isWell() const
    {
        return missing == 0 && damaged == 0 && found == 0 && flags == 0;
    }
    MailCheck &operator+=(const MailCheck &other);
    bool operator==(const MailCheck &) const = default;
};

/// Looks, and changes nothing. On the store's thread.
[[nodiscard]] Result<MailCheck> checkFolder(AccountStore &store, const FolderRow &folder);

}
