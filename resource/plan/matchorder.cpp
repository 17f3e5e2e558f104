// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/matchorder.h"
#include "plan/matchsample.h"

#include <algorithm>

namespace Konto
{

namespace
{
struct Listed {
    int row = -1; ///< -1: not here, or not known which
    qint64 size = 0;
};

/// The rows by what names them on the side that is left; -1 where several have the same name.
template<class Key, class NameOf>
QHash<Key, int> rowsByName(const MatchSides &sides, NameOf nameOf)
{
    QHash<Key, int> rows;
    for (const int row : sides.freeRows()) {
        if (const Key name = nameOf(sides.row(row)); name != Key()) {
            const auto found = rows.tryEmplace(name, row);
            *found.iterator = found.inserted ? row : -1;
        }
    }
    return rows;
}

QList<Listed> listedOverPop3(const MatchSides &sides)
{
    QList<Pop3Entry> entries = sides.input().pop3Listing;
    std::ranges::sort(entries, {}, [](const Pop3Entry &entry) {
        return std::pair(entry.number, entry.size);
    });
    const auto rows = rowsByName<QByteArray>(sides, [](const MessageRow &row) {
        return row.uidl;
    });
    QList<Listed> listed;
    for (const Pop3Entry &entry : std::as_const(entries)) {
        listed.append({.row = entry.uidl.isEmpty() ? -1 : rows.value(entry.uidl, -1), .size = entry.size});
    }
    return listed;
}

QList<Listed> listedOverImap(const MatchSides &sides)
{
    QList<ListedUid> entries = sides.input().inboxListing;
    std::ranges::sort(entries, {}, [](const ListedUid &entry) {
        return std::pair(entry.uid, entry.size);
    });
    const auto rows = rowsByName<quint32>(sides, [&sides](const MessageRow &row) {
        const bool inInbox = row.placeOnServer() == sides.input().inbox && row.uidValidity == sides.inboxUidValidity();
        return inInbox ? row.uid : 0;
    });
    QList<Listed> listed;
    for (const ListedUid &entry : std::as_const(entries)) {
        listed.append({.row = rows.value(entry.uid, -1), .size = entry.size});
    }
    return listed;
}

/// The mailbox that stands beside the one that is left, in its order.
QList<int> inboxThere(const MatchSides &sides)
{
    QList<int> remotes;
    for (int remote = 0; remote < sides.input().there.size(); ++remote) {
        if (sides.folderOfRemote(remote) == sides.input().inbox) {
            remotes.append(remote);
        }
    }
    return remotes;
}

/// A name that is listed twice names nothing.
void forgetTwice(QList<Listed> &listed)
{
    QHash<int, int> times;
    for (const Listed &one : std::as_const(listed)) {
        ++times[one.row];
    }
    for (Listed &one : listed) {
        one.row = times.value(one.row) == 1 ? one.row : -1;
    }
}

QList<MatchClaim> aligned(const MatchSides &sides, const QList<Listed> &left, const QList<int> &there)
{
    const auto sizeThere = [&](qsizetype i) {
        return i < there.size() ? sides.remote(there.at(i)).size : -1;
    };
    QList<MatchClaim> claims;
    for (qsizetype i = 0; i < std::min(left.size(), there.size()); ++i) {
        const qint64 size = left.at(i).size;
        const bool sameNeighbour = (i + 1 < left.size() && left.at(i + 1).size == size) || sizeThere(i + 1) == size;
        if (size != sizeThere(i) || sameNeighbour) {
            break;
        }
        const MatchClaim claim{.row = left.at(i).row, .remote = there.at(i)};
        if (claim.row >= 0 && sides.isFree(claim)) {
            claims.append(claim);
        }
    }
    return claims;
}
}

void pairByOrder(MatchSides &sides, MatchingQuestions &questions)
{
    QList<Listed> left = sides.isToPop3() ? listedOverImap(sides) : listedOverPop3(sides);
    forgetTwice(left);
    const QList<MatchClaim> claims = aligned(sides, left, inboxThere(sides));
    if (verify(sides, claims, questions) == MatchVerdict::Accepted) {
        std::ignore = pairTrusted(sides, claims, MatchProof::Order);
    }
}

}
