// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "looks/observations.h"

#include <KSharedConfig>

#include <QSet>

namespace Konto
{

/// What looks that are made once in a while have shown, and when they were made: in a file, so that nothing is looked at again at every login.
class LookMemory
{
public:
    explicit LookMemory(KSharedConfig::Ptr file);

    struct ServerLook {
        QDateTime when; ///< invalid: never
        ServerSeen seen;
    };
    [[nodiscard]] ServerLook server(const QString &account) const;
    void setServer(const QString &account, const ServerLook &look);

    /// \a when of an account that is seen for the first time is now: its mail has just been fetched.
    [[nodiscard]] CheckSeen check(const QString &account, const QDateTime &now);
    void setCheck(const QString &account, const CheckSeen &check);

    /// Forgets the accounts that are not among \a accounts.
    void forgetOthers(const QSet<QString> &accounts);

private:
    [[nodiscard]] KConfigGroup all() const;

    KSharedConfig::Ptr m_file;
};

}
