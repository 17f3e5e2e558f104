// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/accountfigures.h"

#include "run/upkeep/holding.h"

#include <QTimeZone>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
const QByteArray checkedFact = "run.ended"_ba; // milliseconds since 1970
const QByteArray pop3Fact = "figures.pop3"_ba; // messages on the server, and of these shown and deleted here

struct Pop3Figures {
    qint64 onServer = 0;
    ListedFigures listed;
};

Result<Pop3Figures> pop3Figures(AccountStore &store, const Pop3Findings &findings)
{
    if (!findings.listing) {
        return store.fact(pop3Fact).transform([](const QByteArray &fact) {
            const QByteArrayList words = fact.split(' ');
            return Pop3Figures{.onServer = words.value(0).toLongLong(),
                               .listed = {.shown = words.value(1).toLongLong(), .deletedHere = words.value(2).toLongLong()}};
        });
    }
    QSet<QByteArray> uidls;
    QSet<QByteArray> keys;
    for (const Pop3Entry &entry : *findings.listing) {
        if (const MessageKey key = findings.identified.value(entry.number); !key.isEmpty()) {
            keys.insert(key);
        } else if (!entry.uidl.isEmpty()) {
            uidls.insert(entry.uidl);
        }
    }
    return store.figures().listed(uidls, keys).transform([&findings](const ListedFigures &listed) {
        return Pop3Figures{.onServer = findings.listing->size(), .listed = listed};
    });
}

Error folderError(const QString &detail)
{
    Error error = makeError(ErrorKind::Storage, detail);
    error.scope = Scope::Folder;
    return error;
}
}

Result<AccountFigures> readFigures(AccountStore &store, Mode mode, const Pop3Findings &findings)
{
    const auto stored = store.figures().count();
    const auto checked = store.fact(checkedFact);
    const auto pop3 = mode == Mode::Pop3 ? pop3Figures(store, findings) : Result<Pop3Figures>();
    if (!stored || !checked || !pop3) {
        return std::unexpected(!stored ? stored.error() : !checked ? checked.error() : pop3.error());
    }
    AccountFigures figures{.stored = *stored,
                           .onServer = stored->withUid,
                           .onlyHere = stored->withoutUid,
                           .copiesDeletedHere = 0,
                           .foldersOnServer = stored->mailboxes,
                           .databaseBytes = store.databaseBytes(),
                           .lastCheck = {}};
    if (!checked->isEmpty()) {
        figures.lastCheck = QDateTime::fromMSecsSinceEpoch(checked->toLongLong(), QTimeZone::UTC);
    }
    if (mode == Mode::Pop3) {
        figures.onServer = pop3->onServer;
        figures.onlyHere = std::max<qint64>(0, stored->messages - pop3->listed.shown);
        figures.copiesDeletedHere = pop3->listed.deletedHere;
        figures.foldersOnServer = 1;
        figures.stored.waiting = 0; // this computer is the master
    }
    return figures;
}

Result<QList<FolderState>> readFolders(AccountStore &store)
{
    const auto folders = store.folders();
    const auto figures = store.figures().folders();
    if (!folders || !figures) {
        return std::unexpected(folders ? figures.error() : folders.error());
    }
    QList<FolderState> states;
    for (const FolderRow &folder : *folders) {
        if (!folder.isShown()) {
            continue;
        }
        const auto holding = ownHolding(store, folder.id);
        if (!holding) {
            return std::unexpected(holding.error());
        }
        states.append({.row = folder, .figures = figures->value(folder.id), .holding = *holding});
    }
    return states;
}

Result<void> noteCheck(AccountStore &store, const QDateTime &when, const Pop3Findings &findings)
{
    const Result<void> noted = store.setFact(checkedFact, QByteArray::number(when.toMSecsSinceEpoch()));
    if (!noted || !findings.listing) {
        return noted;
    }
    return pop3Figures(store, findings).and_then([&store](const Pop3Figures &figures) {
        const QByteArrayList words{QByteArray::number(figures.onServer),
                                   QByteArray::number(figures.listed.shown),
                                   QByteArray::number(figures.listed.deletedHere)};
        return store.setFact(pop3Fact, words.join(' '));
    });
}

Result<void> chooseRole(AccountStore &store, qint64 id, Role role)
{
    static constexpr std::array choosable{Role::None, Role::Sent, Role::Drafts, Role::Templates, Role::Trash, Role::Junk, Role::Archive};
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const auto chosen = std::ranges::find(*folders, id, &FolderRow::id);
    const bool possible = chosen != folders->end() && chosen->role != Role::Inbox && (chosen->selectable || role == Role::None);
    if (!possible || !std::ranges::contains(choosable, role)) {
        return std::unexpected(folderError(u"folder %1 cannot have role %2"_s.arg(id).arg(int(role))));
    }
    for (FolderRow other : *folders) {
        if (other.id == id || role == Role::None || (other.role != role && other.chosenRole != role)) {
            continue;
        }
        // Without a choice of its own, it gets the role again when the user takes it from this one
        other.chosenRole = other.chosenRole == role ? std::nullopt : other.chosenRole;
        other.role = Role::None;
        if (const auto saved = store.saveFolder(other); !saved) {
            return std::unexpected(saved.error());
        }
    }
    FolderRow folder = *chosen;
    folder.role = role;
    folder.chosenRole = role;
    return store.saveFolder(folder).transform([](const FolderRow &) { });
}

}
