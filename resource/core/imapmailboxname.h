// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

namespace Konto
{

/// A mailbox name as it is on the wire: modified UTF-7 (RFC 9051 appendix A.1, RFC 3501 section 5.1.3), or UTF-8 where
/// the server speaks IMAP4rev2 alone. Decoding and encoding again gives the same bytes for every name that was encoded
/// rightly; what is no modified UTF-7 is taken as UTF-8, else as Latin-1.
[[nodiscard]] QString decodeMailboxName(const QByteArray &name, bool utf8);
[[nodiscard]] QByteArray encodeMailboxName(const QString &name, bool utf8);

}
