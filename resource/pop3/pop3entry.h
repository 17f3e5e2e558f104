// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArray>

namespace Konto
{

/// One message of a POP3 mailbox: the answers to LIST and UIDL (RFC 1939 sections 5 and 7).
struct Pop3Entry {
    int number = 0; ///< counts in this session only
    qint64 size = 0; ///< what the server announced; servers may be wrong
    QByteArray uidl; ///< empty when the server has no UIDL

    bool operator==(const Pop3Entry &) const = default;
};

}
