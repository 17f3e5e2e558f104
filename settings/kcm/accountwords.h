// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "link/accountfacts.h"

#include <QStringList>

namespace Konto
{

struct ImportForecast;

/// How an account is doing, in a few words. \a online is whether it is not paused.
[[nodiscard]] QString stateWords(const AccountFacts &facts, bool online);

/// Where its mail is kept.
[[nodiscard]] QString modeWords(const AccountFacts &facts);

/// How many messages are where.
[[nodiscard]] QString messageWords(const AccountFacts &facts);

/// What the user should see to, worst first.
[[nodiscard]] QStringList warningsOf(const AccountFacts &facts);

/// Of these, what the agent has no notice of.
[[nodiscard]] QStringList ownWarningsOf(const AccountFacts &facts);

/// How full the mailbox is at the provider, 0 to 100; -1: not known.
[[nodiscard]] int quotaPercent(const AccountFacts &facts);

/// What becomes of the mail here and on the server when the account is removed.
[[nodiscard]] QStringList removalWords(const AccountFacts &facts);

/// Whether removing the account without a backup would leave messages that are nowhere else. What is not known counts as yes.
[[nodiscard]] bool hasOnlyCopies(const AccountFacts &facts);

/// What the import of an account would do.
[[nodiscard]] QStringList importWords(const ImportForecast &forecast);

}
