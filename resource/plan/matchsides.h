// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/matching.h"

namespace Konto
{

/// A row and a remote message, as places in MatchSides.
struct MatchClaim {
    int row = 0;
    int remote = 0;
};

/// Rows and remote messages that may be the same, as places in MatchSides.
struct MatchGroup {
    QList<int> rows;
    QList<int> remotes;

    [[nodiscard]] bool hasBoth() const
    {
        return !rows.isEmpty() && !remotes.isEmpty();
    }
};

/// Both sides of a matching in an order of their own, rows by key and remote messages by id, and what was found out about
/// them. A row or remote message is free until it stands in a pair or a doubt. Keeps references to the input.
class MatchSides
{
public:
    explicit MatchSides(const MatchingInput &input);

    [[nodiscard]] const MatchingInput &input() const
    {
        return m_input;
    }
    /// Whether the other side is a POP3 mailbox.
    [[nodiscard]] bool isToPop3() const;
    /// UIDVALIDITY of INBOX; 0: not known.
    [[nodiscard]] quint32 inboxUidValidity() const;

    [[nodiscard]] const MessageRow &row(int index) const
    {
        return *m_rows.at(index);
    }
    [[nodiscard]] const RemoteMessage &remote(int index) const
    {
        return *m_remotes.at(index);
    }
    /// The folder in which \a index would be shown here.
    [[nodiscard]] qint64 folderOfRemote(int index) const;
    /// The place of \a id; -1: there is none.
    [[nodiscard]] int remoteAt(const RemoteId &id) const;
    /// What the header says; null: not asked yet.
    [[nodiscard]] const LearntHeader *header(int remote) const;

    [[nodiscard]] QList<int> freeRows() const;
    [[nodiscard]] QList<int> freeRemotes() const;
    /// What is free of \a group.
    [[nodiscard]] MatchGroup freeOf(const MatchGroup &group) const;
    [[nodiscard]] bool isFree(const MatchClaim &claim) const;

    void pair(const MatchClaim &claim, MatchProof proof);
    void doubt(const MatchGroup &group, MatchDoubt doubt);

    /// With each key and id in its place; no questions and no identifiers.
    [[nodiscard]] Matching result() const;

private:
    const MatchingInput &m_input;
    QList<const MessageRow *> m_rows;
    QList<const RemoteMessage *> m_remotes;
    QList<bool> m_rowFree;
    QList<bool> m_remoteFree;
    QList<Match> m_pairs; ///< of rows that are not deletedHere
    QList<Match> m_deletedPairs;
    QList<Ambiguity> m_ambiguous;
};

/// Whether the whole message is on this disk.
[[nodiscard]] bool hasBytes(const MessageRow &row);

/// Equal messages one to one, as many as there are on the shorter side: rows that are not deletedHere first, of these the
/// ones in the same folder, then with those in INBOX, then with the others. Both lists of \a group are ascending.
[[nodiscard]] QList<MatchClaim> pairsInOrder(const MatchSides &sides, const MatchGroup &group);

}
