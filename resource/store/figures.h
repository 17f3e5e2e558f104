// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/error.h"

#include <QHash>
#include <QSet>

namespace Konto
{

class StateDatabase;

/// How much of it there is. Folders that the user deleted, or that a switch has hidden, do not count.
struct StoreFigures {
    qint64 messages = 0; ///< shown in folders of the account
    qint64 whole = 0; ///< of these, those whose bytes are here
    qint64 bodyBytes = 0; ///< of the bytes of all mail that is here
    qint64 withoutUid = 0; ///< of \a messages, those that no IMAP server is known to have
    qint64 withUid = 0; ///< messages that the IMAP server has
    qint64 folders = 0;
    qint64 mailboxes = 0; ///< folders that hold messages on the IMAP server; of others' those that are subscribed to
    qint64 waiting = 0; ///< messages and folders that are here as an IMAP server does not know yet

    bool operator==(const StoreFigures &) const = default;
};

struct FolderFigures {
    qint64 messages = 0;
    qint64 bytes = 0; ///< of those whose bytes are here

    bool operator==(const FolderFigures &) const = default;
};

/// Messages that a POP3 server lists, by what is known of them here.
struct ListedFigures {
    qint64 shown = 0; ///< here and not deleted
    qint64 deletedHere = 0;

    bool operator==(const ListedFigures &) const = default;
};

/// Counts what state.db knows, in SQL: no row is kept in memory. On the store's thread. Errors: Storage.
class Figures
{
public:
    explicit Figures(StateDatabase &database);

    [[nodiscard]] Result<StoreFigures> count() const;
    /// By folder; none where there are no messages.
    [[nodiscard]] Result<QHash<qint64, FolderFigures>> folders() const;
    /// Of messages with these \a uidls, or these \a keys.
    [[nodiscard]] Result<ListedFigures> listed(const QSet<QByteArray> &uidls, const QSet<QByteArray> &keys) const;

private:
    StateDatabase &m_database;
};

}
