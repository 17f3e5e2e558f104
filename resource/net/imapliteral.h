// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArrayView>

#include <optional>

namespace Konto
{

/// How many octets follow \a line (without its line end) as a literal, "{310}" or "{310+}" at its end
/// (RFC 9051 section 4.3, RFC 7888); a number too large to be true is the largest qint64.
[[nodiscard]] std::optional<qint64> announcedLiteral(QByteArrayView line);

}
