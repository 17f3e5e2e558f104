// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

#include <QHash>
#include <QMap>

namespace Konto
{

/// Flags to set or to clear on several messages at once.
struct FlagWrite {
    QByteArrayList names;
    bool on = true;
    QList<MessageRow> rows;
};

/// What is to be written in one mailbox, in this order. The rows' UIDs count in it.
struct MailboxWrites {
    QList<FlagWrite> flags;
    QMap<qint64, QList<MessageRow>> moves; ///< by the folder they go to
    QList<MessageRow> removals;
};

/// A message that is a copy of one on the server.
struct CopyWrite {
    MessageRow row;
    MessageRow source;
};

/// By the folders of source and copy.
using CopyWrites = QMap<std::pair<qint64, qint64>, QList<CopyWrite>>;

/// What the server has to be told about messages. Everything of one kind about one mailbox is together, so that it costs
/// a few commands whatever the number of messages.
struct WritePlan {
    QList<MessageRow> unsettled; ///< begun before: may have been done
    CopyWrites copies;
    QList<MessageRow> appends;
    QMap<qint64, MailboxWrites> mailboxes; ///< by folder
};

/// Copies on the server by header hash and size.
using CopiesOnServer = QHash<std::pair<QByteArray, qint64>, MessageRow>;

/// \a outgoing are rows that differ from the server. What belongs into a folder that has no mailbox yet, or no longer,
/// waits. The order of \a outgoing is irrelevant for what is in the plan.
[[nodiscard]] WritePlan planWriting(const QList<MessageRow> &outgoing, const QList<FolderRow> &folders, const CopiesOnServer &copies);

}
