// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QSet>
#include <QStringList>

namespace Konto
{

/// Whose turn it is to look for mail when many accounts want to at once: some at a time, in the order they asked. Whoever asks again while
/// waiting keeps its place; whoever asks during its turn gets another one. Plain values: the caller does what next() says.
class CheckTurns
{
public:
    /// How many look for mail at once: enough to keep the network busy, and few enough for Akonadi's one writer.
    static constexpr qsizetype atOnce = 4;

    void ask(const QString &account);
    /// Its turn is over. Has no effect on one that has no turn.
    void end(const QString &account);
    /// Those whose turn begins now.
    [[nodiscard]] QStringList next();

private:
    QStringList m_waiting;
    QSet<QString> m_turns;
};

}
