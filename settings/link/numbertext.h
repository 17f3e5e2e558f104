// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDateTime>
#include <QString>

namespace Konto
{

/// "3,1 MiB", in the units that the user has chosen for the desktop.
[[nodiscard]] QString sizeText(qint64 octets);

/// "12.345", as the user writes numbers.
[[nodiscard]] QString numberText(qint64 number);

/// "Just now", "Yesterday, 08:15"; the more precise the younger.
[[nodiscard]] QString timeText(const QDateTime &past);

}
