// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/pop3/seenuidls.h"

#include <QSet>

namespace Konto
{

static const QByteArray seenFact = QByteArrayLiteral("import.seen");

Result<void> noteSeen(AccountStore &store, const QByteArrayList &uidls)
{
    // A UIDL has no spaces (RFC 1939 section 7)
    return store.setFact(seenFact, uidls.join(' '));
}

Result<qsizetype> rememberSeen(AccountStore &store, qint64 inbox)
{
    const auto seen = store.fact(seenFact);
    if (!seen || seen->isEmpty()) {
        return seen ? Result<qsizetype>(0) : std::unexpected(seen.error());
    }
    const auto messages = store.knownMessages();
    if (!messages) {
        return std::unexpected(messages.error());
    }
    QSet<QByteArray> known;
    for (const KnownMessage &message : *messages) {
        known.insert(message.uidl);
    }
    QList<MessageRow> deleted;
    const QByteArrayList uidls = seen->split(' ');
    for (const QByteArray &uidl : uidls) {
        if (!uidl.isEmpty() && !known.contains(uidl)) {
            known.insert(uidl);
            MessageRow row;
            row.folder = inbox;
            row.uidl = uidl;
            row.deletedHere = true;
            deleted.append(row);
        }
    }
    return store.saveRows(deleted).and_then([&](const QList<MessageRow> &rows) {
        return store.setFact(seenFact, {}).transform([&rows] {
            return rows.size();
        });
    });
}

}
