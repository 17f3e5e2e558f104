// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/messagegroup.h"

namespace Konto
{

Result<QList<MessageRow>> storeGroup(AccountStore &store, qint64 folder, const QList<MessageBytes> &messages)
{
    std::vector<PendingMessage> group;
    group.reserve(messages.size());
    for (const MessageBytes &message : messages) {
        auto incoming = store.createIncoming(folder);
        if (!incoming) {
            return std::unexpected(incoming.error());
        }
        for (const QByteArray &part : {message.header, message.text}) {
            if (auto written = incoming->write(part); !written) {
                return std::unexpected(written.error());
            }
        }
        group.push_back({.row = message.row, .bytes = std::move(*incoming)});
    }
    return store.commit(std::move(group));
}

QList<MessageCopy> takeCopies(QList<MessageCopy> &copies)
{
    QList<MessageCopy> batch;
    qint64 bytes = 0;
    while (!copies.isEmpty() && (batch.isEmpty() || bytes + copies.first().first.size <= largestGroup)) {
        bytes += copies.first().first.size;
        batch.append(copies.takeFirst());
    }
    return batch;
}

/// The user may have edited the other one since it was found to be equal.
static bool isStillEqual(const MessageRow &row, const MessageRow &source)
{
    const bool byObject = !row.objectId.isEmpty() && row.objectId == source.objectId;
    return row.size == source.size && (byObject || row.headerHash == source.headerHash);
}

/// What is known of a message without its header is completed by what is known of the equal one.
static MessageRow completed(MessageRow row, const MessageRow &source)
{
    if (row.headerHash.isEmpty()) {
        row.headerHash = source.headerHash;
        row.messageIdHash = source.messageIdHash;
        row.internalDate = source.internalDate;
    }
    return row;
}

Result<QList<MessageRow>> copyGroup(AccountStore &store, qint64 folder, const QList<MessageCopy> &copies)
{
    QList<MessageBytes> group;
    for (const auto &[row, key] : copies) {
        const auto source = store.message(key);
        if (!source) {
            return std::unexpected(source.error());
        }
        if (!*source || !isStillEqual(row, **source)) {
            continue;
        }
        const auto bytes = store.read(key);
        if (!bytes && bytes.error().scope == Scope::Message) {
            continue;
        }
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        if (bytes->size() != (*source)->size) {
            continue; // damaged
        }
        group.append({.row = completed(row, **source), .header = *bytes, .text = {}});
    }
    return storeGroup(store, folder, group);
}

}
