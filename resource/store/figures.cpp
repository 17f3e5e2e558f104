// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/figures.h"

#include "store/statedatabase.h"

// FolderChange::Delete and Hidden
#define SHOWN "(SELECT id FROM folders WHERE NOT removing AND change NOT IN (3, 4))"

namespace Konto
{

Figures::Figures(StateDatabase &database)
    : m_database(database)
{
}

Result<StoreFigures> Figures::count() const
{
    StoreFigures figures;
    const Result<void> messages = m_database.visit(
        "SELECT count(*) FILTER (WHERE shown), count(*) FILTER (WHERE shown AND body <> 0), coalesce(sum(size) FILTER (WHERE body <> 0), 0), "
        "count(*) FILTER (WHERE shown AND uid = 0), count(*) FILTER (WHERE uid <> 0), "
        "count(*) FILTER (WHERE writing <> 0 OR (uid <> 0 AND (deleted_by_user OR server_folder <> 0 OR flags <> base_flags OR keywords IS NOT "
        "base_keywords))) "
        "FROM (SELECT *, NOT deleted_here AND folder IN " SHOWN " AS shown FROM messages)",
        [&figures](const Sqlite::Query &query) {
            figures.messages = query.integer(0);
            figures.whole = query.integer(1);
            figures.bodyBytes = query.integer(2);
            figures.withoutUid = query.integer(3);
            figures.withUid = query.integer(4);
            figures.waiting = query.integer(5);
        });
    const Result<void> folders = m_database.visit(
        "SELECT count(*) FILTER (WHERE selectable AND change NOT IN (3, 4)), "
        "count(*) FILTER (WHERE selectable AND mailbox <> '' AND (subscribed OR NOT shared)), "
        "count(*) FILTER (WHERE change IN (1, 2, 3)) FROM folders WHERE NOT removing",
        [&figures](const Sqlite::Query &query) {
            figures.folders = query.integer(0);
            figures.mailboxes = query.integer(1);
            figures.waiting += query.integer(2);
        });
    if (!messages || !folders) {
        return std::unexpected(messages ? folders.error() : messages.error());
    }
    return figures;
}

Result<QHash<qint64, FolderFigures>> Figures::folders() const
{
    QHash<qint64, FolderFigures> figures;
    const Result<void> counted = m_database.visit(
        "SELECT folder, count(*) FILTER (WHERE NOT deleted_here), coalesce(sum(size) FILTER (WHERE body <> 0), 0) FROM messages GROUP BY folder",
        [&figures](const Sqlite::Query &query) {
            figures.insert(query.integer(0), {.messages = query.integer(1), .bytes = query.integer(2)});
        });
    return counted.transform([&figures] {
        return figures;
    });
}

Result<ListedFigures> Figures::listed(const QSet<QByteArray> &uidls, const QSet<QByteArray> &keys) const
{
    ListedFigures figures;
    const Result<void> counted = m_database.visit("SELECT uidl, key, deleted_here FROM messages", [&](const Sqlite::Query &query) {
        const QByteArray uidl = query.bytes(0);
        if ((!uidl.isEmpty() && uidls.contains(uidl)) || keys.contains(query.bytes(1))) {
            ++(query.integer(2) != 0 ? figures.deletedHere : figures.shown);
        }
    });
    return counted.transform([&figures] {
        return figures;
    });
}

}
