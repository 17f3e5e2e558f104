// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/matchsides.h"

namespace Konto
{

/// What is known of whole messages, and which of them to ask for. Messages with the same object id are the same message, so
/// that one of them tells about all.
class MatchContents
{
public:
    explicit MatchContents(const MatchSides &sides);

    /// contentHash(); empty: not known, or nothing here.
    [[nodiscard]] QByteArray here(int row) const;
    [[nodiscard]] QByteArray there(int remote) const;
    /// How many different messages \a remotes are at most.
    [[nodiscard]] qsizetype kindsThere(const QList<int> &remotes) const;

    /// Asks for what is not known of \a rows.
    void askHere(const QList<int> &rows, MatchingQuestions &questions) const;
    /// Asks for what is not known of \a remotes, unless that would be more than MatchingLimits::contentsThere of all together.
    void askThere(const QList<int> &remotes, MatchingQuestions &questions);

private:
    /// One of \a remotes for each message.
    [[nodiscard]] QList<int> oneOfEachKind(const QList<int> &remotes) const;

    const MatchSides &m_sides;
    QHash<QByteArray, QByteArray> m_byObjectId;
    qsizetype m_counted = 0;
};

}
