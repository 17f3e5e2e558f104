// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/keepplan.h"

namespace Konto
{

bool showsHeadersFirst(const Holding &holding)
{
    return holding.keep != HeldHere::Everything || holding.largest > 0;
}

bool isBodyWanted(const MessageRow &row, const Holding &holding, const QDateTime &now)
{
    switch (holding.keep) {
    case HeldHere::Everything:
        return true;
    case HeldHere::Days:
        // A date that is not known is no reason to keep a message away.
        return !row.internalDate.isValid() || row.internalDate.daysTo(now) < holding.days;
    case HeldHere::Opened:
        break;
    }
    return false;
}

bool isBodyToFree(const MessageRow &row, qint64 folder, const Holding &holding, const QDateTime &since, const QDateTime &now)
{
    const bool onServer =
        row.uid != 0 && row.folder == folder && row.serverFolder == 0 && row.writing == Writing::Nothing && !row.deletedHere && !row.fetchAgain;
    const bool opened = holding.keep == HeldHere::Days ? row.storedAt.daysTo(now) < holding.days : row.storedAt >= since;
    return onServer && row.body == Body::Here && !opened && !isBodyWanted(row, holding, now);
}

}
