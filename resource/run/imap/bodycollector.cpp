// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/bodycollector.h"

#include "run/imap/imapdownload.h"
#include "store/outgoing.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
struct Incomplete {
    FolderRow folder;
    QList<MessageRow> rows;
    QList<quint32> uids; ///< whose text is not here, newest first
};

Result<QList<Incomplete>> incomplete(AccountStore &store, const QSet<qint64> &except)
{
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    QList<Incomplete> found;
    for (const FolderRow &folder : *folders) {
        if (except.contains(folder.id) || folder.mailbox.isEmpty() || !folder.selectable) {
            continue;
        }
        const auto rows = store.outgoing().onServer(folder.id);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        Incomplete one{.folder = folder, .rows = *rows, .uids = {}};
        for (const MessageRow &row : *rows) {
            if (row.uid != 0 && (row.body == Body::OnServer || row.fetchAgain) && !row.deletedHere) {
                one.uids.append(row.uid);
            }
        }
        if (!one.uids.isEmpty()) {
            std::ranges::sort(one.uids, std::greater());
            found.append(one);
        }
    }
    return found;
}
}

Task<Result<void>> collectBodies(ImapSession *session, StoreWorker *store, Projector *projector, RunProgress *progress, QSet<qint64> except)
{
    const auto missing = co_await store->run([except](AccountStore &opened) {
        return incomplete(opened, except);
    });
    if (!missing) {
        co_return std::unexpected(missing.error());
    }
    for (const Incomplete &one : *missing) {
        progress->expect(one.uids.size());
    }
    for (const Incomplete &one : *missing) {
        const auto opened = co_await session->openMailbox(one.folder.mailbox);
        if (!opened) {
            co_return std::unexpected(opened.error());
        }
        if (opened->state.uidValidity != one.folder.uidValidity) {
            co_return fail(ErrorKind::Nonsense, u"“%1” has another UIDVALIDITY"_s.arg(one.folder.mailbox)); // the next run sees to it
        }
        ImapDownload download(*session, *store, *projector, *progress, one.folder, one.folder.uidValidity);
        download.setKnown(one.rows);
        if (auto fetched = co_await download.messages(one.uids); !fetched) {
            co_return fetched;
        }
    }
    const auto left = co_await store->run([except](AccountStore &opened) {
        return incomplete(opened, except);
    });
    if (!left) {
        co_return std::unexpected(left.error());
    }
    if (!left->isEmpty()) {
        co_return fail(ErrorKind::Refused, u"some messages of “%1” did not come"_s.arg(left->first().folder.mailbox));
    }
    co_return {};
}

}
