// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArray>

namespace Konto
{

/// Stands for NIL, "no hierarchy", as the delimiter of a mailbox: KIMAP would make it "/".
inline constexpr char noDelimiter = '\x01';

/// \a line, a LIST response without its line end (RFC 9051 section 7.3.1), as KIMAP understands it: NIL
/// replaced by noDelimiter, and a name with brackets, which may come as an atom, in quotes. What does not look
/// like a LIST response comes back as it is.
[[nodiscard]] QByteArray listLineForKimap(const QByteArray &line);

}
