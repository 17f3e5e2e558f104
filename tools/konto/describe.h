// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "accounts.h"

namespace Konto
{

// What the commands print, as text for people.

/// A line for each account, in columns.
[[nodiscard]] QString listText(const QList<ListedAccount> &accounts);

/// Identifiers and names, one a line, for the completion of shells.
[[nodiscard]] QString namesText(const QList<ListedAccount> &accounts);

/// How one account is; \a notices are all there are.
[[nodiscard]] QString statusText(const ListedAccount &account, const QJsonArray &notices);

/// A paragraph for each; \a accounts know the names.
[[nodiscard]] QString noticesText(const QJsonArray &notices, const QList<ListedAccount> &accounts);

/// Those of one account.
[[nodiscard]] QJsonArray noticesOf(const QJsonArray &notices, const QString &identifier);

/// How something has ended, for scripts.
[[nodiscard]] QJsonObject endingObject(const QString &identifier, const Ending &ending);

/// What a switch would do: the sentences of the plan, and its folders.
[[nodiscard]] QString planText(const QJsonObject &plan);

/// How a switch ended: an entry of org.kde.konto.Switch's report().
[[nodiscard]] QString switchText(const QJsonObject &entry);

}
