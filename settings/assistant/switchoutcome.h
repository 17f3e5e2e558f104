// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include <QDateTime>
#include <QStringList>

namespace Konto
{

/// How a switch ended, for the user.
struct SwitchOutcome {
    bool succeeded = false;
    QString headline; ///< one sentence
    QStringList details;

    bool operator==(const SwitchOutcome &) const = default;
};

/// \a undoableUntil may be invalid: it cannot be undone.
[[nodiscard]] SwitchOutcome switchOutcome(const PastSwitch &last, const QDateTime &undoableUntil);

}
