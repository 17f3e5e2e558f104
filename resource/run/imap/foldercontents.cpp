// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/foldercontents.h"

#include "plan/imapplan.h"
#include "store/outgoing.h"

#include <algorithm>

namespace Konto
{

Result<FolderContents> contentsOf(AccountStore &store, qint64 folder, const Holding &holding)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    Holding ofAnySize = holding;
    ofAnySize.largest = 0;
    FolderContents contents;
    const RowVisitor look = [&](const MessageRow &row) {
        ++contents.onServer;
        if (isBodyMissing(row, folder, holding, now)) {
            contents.bodiesMissing.append(row.uid);
        } else if (holding.largest > 0 && isBodyMissing(row, folder, ofAnySize, now)) {
            ++contents.postponed;
        }
        if (isHeaderMissing(row, folder)) {
            contents.headersMissing.append(row.uid);
        }
    };
    return store.outgoing().visitOnServer(folder, look).transform([&contents] {
        std::ranges::sort(contents.bodiesMissing, std::greater());
        std::ranges::sort(contents.headersMissing, std::greater());
        return std::move(contents);
    });
}

Result<QList<KnownUid>> knownUids(AccountStore &store, qint64 folder)
{
    QList<KnownUid> known;
    const RowVisitor note = [&known](const MessageRow &row) {
        known.append({.uid = row.uid, .key = row.key, .baseFlags = row.baseFlags});
    };
    return store.outgoing().visitOnServer(folder, note).transform([&known] {
        return std::move(known);
    });
}

Result<QList<MessageRow>> rowsForUids(AccountStore &store, qint64 folder, const QSet<quint32> &uids)
{
    QList<MessageRow> rows;
    const RowVisitor choose = [&rows, &uids](const MessageRow &row) {
        if (row.uid == 0 || uids.contains(row.uid)) {
            rows.append(row);
        }
    };
    return store.visitMessages(folder, choose).transform([&rows] {
        return std::move(rows);
    });
}

}
