// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "accounts/forgetgroups.h"

#include <QStringList>

namespace Konto
{

void forgetGroups(KConfigGroup all, const std::function<bool(const QString &)> &obsolete)
{
    bool changed = false;
    for (const QString &name : all.groupList()) {
        if (obsolete(name)) {
            all.deleteGroup(name);
            changed = true;
        }
    }
    if (changed) {
        all.sync();
    }
}

}
