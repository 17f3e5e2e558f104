// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapplaces.h"

#include "core/headers.h"
#include "store/outgoing.h"

#include <limits>

namespace Konto
{

namespace
{
constexpr qsizetype headersAtOnce = 200;

bool isSame(const MessageRow &row, const ImapHeader &header)
{
    if (row.size == header.size && row.headerHash == headerHash(header.header)) {
        return true;
    }
    // Some servers change what they are given. It is one we sent just now.
    return row.writing == Writing::UploadBegun && !row.messageIdHash.isEmpty() && row.messageIdHash == messageIdHash(header.header);
}

/// The UIDs that stand for messages here already.
Result<QSet<quint32>> takenUids(AccountStore &store, qint64 folder)
{
    return store.outgoing().onServer(folder).transform([](const QList<MessageRow> &rows) {
        QSet<quint32> uids;
        for (const MessageRow &row : rows) {
            uids.insert(row.uid);
        }
        return uids;
    });
}
}

Task<Result<QHash<MessageKey, FoundPlace>>> findPlaces(ImapSession *session, StoreWorker *store, FolderRow folder, QList<MessageRow> rows)
{
    QHash<MessageKey, FoundPlace> found;
    const auto opened = co_await session->openMailbox(folder.mailbox);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    const auto taken = co_await store->run([id = folder.id](AccountStore &opened) {
        return takenUids(opened, id);
    });
    if (!taken) {
        co_return std::unexpected(taken.error());
    }
    const bool sameUids = opened->state.uidValidity == folder.uidValidity;
    const quint32 first = sameUids ? std::max<quint32>(folder.uidNext, 1) : 1;
    if (opened->state.exists == 0) {
        co_return found;
    }
    const auto listed = co_await session->fetchFlags({{first, std::numeric_limits<quint32>::max()}});
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    QList<quint32> uids;
    for (const ImapFlags &message : *listed) {
        // RFC 9051 section 9, seq-range: "7:*" also means the last message when there is none from 7 on
        if (message.uid >= first && !(sameUids && taken->contains(message.uid))) {
            uids.append(message.uid);
        }
    }
    for (qsizetype from = 0; from < uids.size() && !rows.isEmpty(); from += headersAtOnce) {
        const auto headers = co_await session->fetchHeaders(uidRanges(uids.mid(from, headersAtOnce)));
        if (!headers) {
            co_return std::unexpected(headers.error());
        }
        for (const ImapHeader &header : *headers) {
            const auto row = std::ranges::find_if(rows, [&header](const MessageRow &candidate) {
                return isSame(candidate, header);
            });
            if (row != rows.end()) {
                found.insert(row->key, {.uidValidity = opened->state.uidValidity, .uid = header.uid, .flags = header.flags});
                rows.erase(row);
            }
        }
    }
    co_return found;
}

}
