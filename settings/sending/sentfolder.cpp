// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "sending/sentfolder.h"

#include <KIdentityManagementCore/Identity>
#include <KIdentityManagementCore/IdentityManager>

#include <KConfig>
#include <KConfigGroup>

#include <algorithm>

using namespace Qt::StringLiterals;
using KIdentityManagementCore::Identity;
using KIdentityManagementCore::IdentityManager;

namespace Konto
{

static const QString mark = u"Konto Account"_s;

void markForFolders(Identity &identity, const QString &account)
{
    identity.setProperty(mark, account);
}

bool waitsForFolders(const QString &account)
{
    const KConfig file(u"emailidentities"_s);
    const QStringList groups = file.groupList();
    return std::ranges::any_of(groups, [&](const QString &group) {
        return file.group(group).readEntry(mark, QString()) == account;
    });
}

void setFolders(const QString &account, qint64 sent, qint64 drafts)
{
    IdentityManager manager;
    for (const Identity &identity : manager) {
        if (identity.property(mark).toString() != account) {
            continue;
        }
        Identity &changed = manager.modifyIdentityForUoid(identity.uoid());
        if (sent > 0 && changed.fcc().isEmpty()) {
            changed.setFcc(QString::number(sent));
        }
        if (drafts > 0 && changed.drafts().isEmpty()) {
            changed.setDrafts(QString::number(drafts));
        }
        markForFolders(changed, {});
    }
    manager.commit();
}

}
