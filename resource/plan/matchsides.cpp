// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/matchsides.h"

#include <QHash>

#include <algorithm>
#include <ranges>
#include <utility>

namespace Konto
{

namespace
{
template<class T, class Key>
QList<const T *> sortedBy(const QList<T> &list, Key key)
{
    QList<const T *> sorted;
    sorted.reserve(list.size());
    for (const T &element : list) {
        sorted.append(&element);
    }
    std::ranges::sort(sorted, {}, [key](const T *element) -> const auto & {
        return element->*key;
    });
    return sorted;
}

QList<int> places(const QList<bool> &free)
{
    QList<int> result;
    for (int i = 0; i < free.size(); ++i) {
        if (free.at(i)) {
            result.append(i);
        }
    }
    return result;
}

QList<int> placesOf(const QList<int> &list, const QList<bool> &free)
{
    QList<int> result;
    std::ranges::copy_if(list, std::back_inserter(result), [&free](int place) {
        return free.at(place);
    });
    return result;
}

/// Takes out of \a group what is in the same folder here and there.
QList<MatchClaim> takeSameFolder(const MatchSides &sides, MatchGroup &group)
{
    QHash<qint64, QList<int>> rowsOf;
    for (const int row : std::as_const(group.rows) | std::views::reverse) {
        rowsOf[sides.row(row).folder].append(row); // the first last: it is taken first
    }
    QList<MatchClaim> claims;
    QSet<int> taken;
    group.remotes.removeIf([&](int remote) {
        const auto rows = rowsOf.find(sides.folderOfRemote(remote));
        if (rows == rowsOf.end() || rows->isEmpty()) {
            return false;
        }
        const int row = rows->takeLast();
        taken.insert(row);
        claims.append({.row = row, .remote = remote});
        return true;
    });
    group.rows.removeIf([&taken](int row) {
        return taken.contains(row);
    });
    return claims;
}

/// Takes the rest out of \a group, as far as there is something on both sides.
QList<MatchClaim> takeInOrder(const MatchSides &sides, MatchGroup &group)
{
    std::ranges::stable_partition(group.remotes, [&sides](int remote) {
        return sides.folderOfRemote(remote) == sides.input().inbox;
    });
    QList<MatchClaim> claims;
    const qsizetype count = std::min(group.rows.size(), group.remotes.size());
    for (qsizetype i = 0; i < count; ++i) {
        claims.append({.row = group.rows.at(i), .remote = group.remotes.at(i)});
    }
    group.rows.remove(0, count);
    group.remotes.remove(0, count);
    return claims;
}
}

MatchSides::MatchSides(const MatchingInput &input)
    : m_input(input)
    , m_rows(sortedBy(input.here, &MessageRow::key))
    , m_remotes(sortedBy(input.there, &RemoteMessage::id))
    , m_rowFree(m_rows.size(), true)
    , m_remoteFree(m_remotes.size(), true)
{
}

bool MatchSides::isToPop3() const
{
    return !m_remotes.isEmpty() && m_remotes.first()->id.mailbox == 0;
}

quint32 MatchSides::inboxUidValidity() const
{
    return m_input.uidValidities.value(m_input.inbox);
}

qint64 MatchSides::folderOfRemote(int index) const
{
    const qint64 mailbox = remote(index).id.mailbox;
    return mailbox != 0 ? mailbox : m_input.inbox;
}

int MatchSides::remoteAt(const RemoteId &id) const
{
    const auto found = std::ranges::lower_bound(m_remotes, id, {}, [](const RemoteMessage *message) {
        return message->id;
    });
    return found != m_remotes.end() && (*found)->id == id ? static_cast<int>(found - m_remotes.begin()) : -1;
}

const LearntHeader *MatchSides::header(int remote) const
{
    const auto answer = m_input.answers.headers.constFind(this->remote(remote).id);
    return answer != m_input.answers.headers.cend() ? &*answer : nullptr;
}

QList<int> MatchSides::freeRows() const
{
    return places(m_rowFree);
}

QList<int> MatchSides::freeRemotes() const
{
    return places(m_remoteFree);
}

MatchGroup MatchSides::freeOf(const MatchGroup &group) const
{
    return {.rows = placesOf(group.rows, m_rowFree), .remotes = placesOf(group.remotes, m_remoteFree)};
}

bool MatchSides::isFree(const MatchClaim &claim) const
{
    return m_rowFree.at(claim.row) && m_remoteFree.at(claim.remote);
}

void MatchSides::pair(const MatchClaim &claim, MatchProof proof)
{
    Q_ASSERT(isFree(claim));
    m_rowFree[claim.row] = false;
    m_remoteFree[claim.remote] = false;
    const MessageRow &here = row(claim.row);
    (here.deletedHere ? m_deletedPairs : m_pairs).append({.key = here.key, .id = remote(claim.remote).id, .proof = proof});
}

void MatchSides::doubt(const MatchGroup &group, MatchDoubt doubt)
{
    Ambiguity ambiguity{.keys = {}, .ids = {}, .doubt = doubt};
    for (const int row : group.rows) {
        Q_ASSERT(m_rowFree.at(row));
        m_rowFree[row] = false;
        ambiguity.keys.append(this->row(row).key);
    }
    for (const int remote : group.remotes) {
        Q_ASSERT(m_remoteFree.at(remote));
        m_remoteFree[remote] = false;
        ambiguity.ids.append(this->remote(remote).id);
    }
    std::ranges::sort(ambiguity.keys);
    std::ranges::sort(ambiguity.ids);
    m_ambiguous.append(ambiguity);
}

Matching MatchSides::result() const
{
    Matching result;
    result.matched = m_pairs;
    result.deletedButThere = m_deletedPairs;
    result.ambiguous = m_ambiguous;
    std::ranges::sort(result.matched, {}, &Match::key);
    std::ranges::sort(result.deletedButThere, {}, &Match::key);
    std::ranges::sort(result.ambiguous, {}, [](const Ambiguity &ambiguity) -> const MessageKey & {
        return ambiguity.keys.first();
    });
    for (const int row : freeRows()) {
        const MessageRow &here = this->row(row);
        (here.deletedHere ? result.deletedAndGone : result.onlyHere).append(here.key);
    }
    for (const int remote : freeRemotes()) {
        result.onlyThere.append(this->remote(remote).id);
    }
    return result;
}

bool hasBytes(const MessageRow &row)
{
    return row.body != Body::OnServer && !row.deletedHere;
}

QList<MatchClaim> pairsInOrder(const MatchSides &sides, const MatchGroup &group)
{
    MatchGroup left{.rows = {}, .remotes = group.remotes};
    QList<MatchClaim> claims;
    for (const bool deleted : {false, true}) {
        left.rows.clear();
        std::ranges::copy_if(group.rows, std::back_inserter(left.rows), [&](int row) {
            return sides.row(row).deletedHere == deleted;
        });
        claims += takeSameFolder(sides, left);
        claims += takeInOrder(sides, left);
        std::ranges::sort(left.remotes);
    }
    return claims;
}

}
