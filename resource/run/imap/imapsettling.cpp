// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapsettling.h"

#include "run/imap/imapplaces.h"
#include "run/imap/imapwriteparts.h"

namespace Konto
{

namespace
{
using RowsByFolder = QMap<qint64, QList<MessageRow>>;

/// Messages by the folder into which what was begun would have put them.
Result<RowsByFolder> begunIn(AccountStore &store, const QList<MessageRow> &rows, const QList<FolderRow> &folders)
{
    RowsByFolder places;
    for (const MessageRow &row : rows) {
        const auto begun = store.fact(begunFact(row.key));
        if (!begun) {
            return std::unexpected(begun.error());
        }
        const qint64 folder = begun->toLongLong();
        places[std::ranges::contains(folders, folder, &FolderRow::id) ? folder : row.folder].append(row);
    }
    return places;
}

/// Of those that are no longer begun.
Result<void> forgetBegun(AccountStore &store, const QList<MessageRow> &rows)
{
    for (const MessageRow &row : rows) {
        const auto begun = store.fact(begunFact(row.key));
        const auto now = store.message(row.key);
        if (!begun || !now) {
            return std::unexpected(begun ? now.error() : begun.error());
        }
        const bool waits = *now && ((*now)->writing == Writing::UploadBegun || (*now)->writing == Writing::MoveBegun);
        if (begun->isEmpty() || waits) {
            continue;
        }
        if (auto forgotten = store.setFact(begunFact(row.key), {}); !forgotten) {
            return forgotten;
        }
    }
    return {};
}

/// What was \a found of what was sent into \a folder, and what was not.
Result<void> record(Outgoing &outgoing, const FolderRow &folder, const QList<MessageRow> &rows, const QHash<MessageKey, FoundPlace> &found)
{
    QList<Placed> placed;
    QHash<MessageKey, Flags> base;
    QList<ReplacedCopy> left;
    QList<MessageKey> upload;
    QList<MessageKey> nothing;
    for (const MessageRow &row : rows) {
        const auto place = found.constFind(row.key);
        if (place == found.cend()) {
            (row.writing == Writing::UploadBegun ? upload : nothing).append(row.key);
            continue;
        }
        placed.append({.key = row.key, .folder = folder.id, .uidValidity = place->uidValidity, .uid = place->uid});
        base.insert(row.key, place->flags);
        if (row.uid != 0) { // copied; gone already if it was moved, and then nobody has that UID
            left.append({.folder = row.placeOnServer(), .uidValidity = row.uidValidity, .uid = row.uid, .key = row.key});
        }
    }
    return outgoing.addReplaced(left)
        .and_then([&] {
            return outgoing.setBaseFlags(base);
        })
        .and_then([&] {
            return outgoing.setPlaced(placed);
        })
        .and_then([&] {
            return outgoing.setWriting(upload, Writing::Upload);
        })
        .and_then([&] {
            return outgoing.setWriting(nothing, Writing::Nothing);
        });
}
}

ImapSettling::ImapSettling(ImapSession &session, StoreWorker &store, ImapRefusals &refusals)
    : m_session(session)
    , m_store(store)
    , m_refusals(refusals)
{
}

Task<Result<void>> ImapSettling::settle(QList<MessageRow> rows, QList<FolderRow> folders)
{
    const auto places = co_await m_store.run([rows, folders](AccountStore &store) {
        return begunIn(store, rows, folders);
    });
    if (!places) {
        co_return std::unexpected(places.error());
    }
    for (auto place = places->cbegin(); place != places->cend(); ++place) {
        if (auto settled = co_await settleIn(folderIn(folders, place.key()), place.value()); !settled) {
            co_return settled;
        }
    }
    co_return co_await m_store.run([rows](AccountStore &store) {
        return forgetBegun(store, rows);
    });
}

Task<Result<void>> ImapSettling::settleIn(FolderRow folder, QList<MessageRow> rows)
{
    const auto found = co_await findPlaces(&m_session, &m_store, folder, rows);
    if (!found) {
        co_return (co_await m_refusals.keepUnlessGone(found.error(), ErrorKind::ChangeRefused, folder, folder)).transform([](bool) { });
    }
    co_return co_await inOutgoing(m_store, [folder, rows, found = *found](Outgoing &outgoing) {
        return record(outgoing, folder, rows, found);
    });
}

}
