// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include <QList>
#include <QString>

namespace Konto
{

/// One question a person has, and what either mode answers.
struct ComparisonRow {
    QString question;
    QString imap;
    QString pop3;
    QString fact; ///< about this very account; empty: nothing is known of it

    bool operator==(const ComparisonRow &) const = default;
};

/// The table that explains both modes. \a facts are of an account that is connected, or empty.
[[nodiscard]] QList<ComparisonRow> comparisonRows(const AccountFacts &facts);

}
