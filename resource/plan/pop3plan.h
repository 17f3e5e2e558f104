// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "pop3/pop3entry.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace Konto
{

/// What a POP3 sync may do.
struct Pop3Limits {
    qint64 largestDownload = 0; ///< octets; 0 = any size
    qint64 budget = 0; ///< octets for all downloads together; 0 = no limit
    QSet<MessageKey> wanted; ///< messages whose body the user asked for, whatever their size
};

/// What is known here before a sync: of all folders, because a message that was moved keeps its UIDL.
struct Pop3Knowledge {
    QList<KnownMessage> rows;
    QSet<MessageKey> withHeader; ///< rows whose body is on the server and whose header is stored
    QHash<int, MessageKey> identified; ///< numbers of this session whose message is known by something else than its UIDL
    QSet<int> probed; ///< numbers of this session whose header was looked at
};

/// One message to fetch; \a into is the row it belongs to when there is one already, else empty.
struct Pop3Fetch {
    Pop3Entry entry;
    MessageKey into;
};

/// What to do with a POP3 mailbox. Nothing is ever deleted by this plan.
struct Pop3Plan {
    QList<Pop3Entry> probe; ///< may be a message that is here already, under another UIDL or none: its header tells. Do this first, then plan again
    QList<Pop3Fetch> download; ///< newest first
    QList<Pop3Fetch> headers; ///< larger than the limit: only the header is fetched; newest first
    int postponed = 0; ///< messages the budget leaves for another sync
};

/// A message is known when a row has its UIDL, deletedHere ones included: what was deleted here is not
/// downloaded again; what is to be fetched again is, whatever its size. A UIDL that stands n times in the listing (against RFC 1939 section 7) is known n times
/// at most. What is not known and has the size of a row whose own UIDL is not listed is probed once.
[[nodiscard]] Pop3Plan planPop3(const QList<Pop3Entry> &listing, const Pop3Knowledge &known, const Pop3Limits &limits = {});

/// The rows of \a known that stand for no message of the listing: candidates for messages whose UIDL changed or
/// never was. Rows that had a UIDL come first, then by key.
[[nodiscard]] QList<KnownMessage> orphans(const QList<Pop3Entry> &listing, const Pop3Knowledge &known);

/// What a row says of the UIDL of \a entry. Without one it is a space, which cannot stand in a UIDL (RFC 1939 section 7):
/// the message came from a server all the same, and must be remembered when it is deleted here.
[[nodiscard]] QByteArray uidlToStore(const Pop3Entry &entry);

/// A message of the server's listing and, where it is known for sure which one it is, its row.
struct ServerCopy {
    Pop3Entry entry;
    std::optional<KnownMessage> row;
};

/// Every message of the listing with its row where that is certain: it was identified in this session, or its UIDL
/// stands once in the listing and belongs to one row only.
[[nodiscard]] QList<ServerCopy> serverCopies(const QList<Pop3Entry> &listing, const Pop3Knowledge &known);

}
