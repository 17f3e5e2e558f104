// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imapfeed.h"

#include "core/headers.h"
#include "plan/rematch.h"
#include "plan/vanish.h"
#include "run/holding.h"
#include "run/imapdownload.h"
#include "run/imapfolders.h"
#include "run/imapfolderwrites.h"
#include "run/imapwriteback.h"
#include "run/importedcheck.h"
#include "store/outgoing.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype pageSize = 200;
constexpr qsizetype identityBatch = 200;
const QByteArray turnFact = QByteArrayLiteral("imap.turn");
const UidRanges everyUid{{1, std::numeric_limits<quint32>::max()}};

qsizetype countOnServer(const QList<MessageRow> &rows)
{
    return std::ranges::count_if(rows, [](const MessageRow &row) {
        return row.uid != 0;
    });
}

/// How many runs there were; so that what is done in turns goes round.
Result<qint64> takeTurn(AccountStore &store)
{
    const auto before = store.fact(turnFact);
    const qint64 turn = before ? before->toLongLong() + 1 : 0;
    return store.setFact(turnFact, QByteArray::number(turn)).transform([turn] {
        return turn;
    });
}

bool endsRun(const Result<void> &step)
{
    return !step && step.error().scope != Scope::Folder;
}

Result<QList<MessageRow>> rowsOfKeys(AccountStore &store, const QList<MessageKey> &keys)
{
    QList<MessageRow> rows;
    for (const MessageKey &key : keys) {
        const auto row = store.message(key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row) {
            rows.append(**row);
        }
    }
    return rows;
}

/// Folders that are on this computer only, and are to stay so.
Result<QSet<qint64>> foldersOnlyHere(AccountStore &store)
{
    return store.folders().transform([](const QList<FolderRow> &folders) {
        QSet<qint64> onlyHere;
        for (const FolderRow &folder : folders) {
            if (folder.mailbox.isEmpty() && folder.change == FolderChange::None) {
                onlyHere.insert(folder.id);
            }
        }
        return onlyHere;
    });
}

/// Removes what vanished from the server, and returns it; but not what the user has edited meanwhile, which is to be there,
/// nor what the user keeps in a folder of this computer.
Result<QList<MessageRow>> removeRows(AccountStore &store, const QList<MessageKey> &vanished)
{
    auto rows = rowsOfKeys(store, vanished);
    const auto onlyHere = foldersOnlyHere(store);
    if (!rows || !onlyHere) {
        return rows ? std::unexpected(onlyHere.error()) : rows;
    }
    QList<Placed> nowhere;
    QList<MessageKey> upload;
    rows->removeIf([&](const MessageRow &row) {
        const bool edited = row.writing == Writing::Upload || row.writing == Writing::UploadBegun;
        const bool kept = onlyHere->contains(row.folder) && row.body != Body::OnServer && !row.deletedHere;
        if (edited || kept) {
            nowhere.append({.key = row.key, .folder = row.folder, .uidValidity = 0, .uid = 0});
        }
        if (edited && !kept) {
            upload.append(row.key);
        }
        return edited || kept;
    });
    QList<MessageKey> gone;
    for (const MessageRow &row : std::as_const(*rows)) {
        gone.append(row.key);
    }
    return store.outgoing()
        .setPlaced(nowhere)
        .and_then([&] {
            return store.outgoing().setWriting(upload, Writing::Upload);
        })
        .and_then([&] {
            return store.remove(gone, Forget::Everything);
        })
        .transform([&] {
            return *rows;
        });
}

/// What is in a folder whose mailbox is gone.
struct GoneFolder {
    QList<MessageKey> vanished; ///< with the mailbox
    bool isLevel = false; ///< there are folders below it
    bool stays = false; ///< something else is in it
    bool toBeMade = false; ///< something in it is to be on the server
};

/// Messages that the user moved out of the folder, and that its mailbox still had.
Result<QSet<MessageKey>> movedOut(AccountStore &store, qint64 folder)
{
    return store.outgoing().onServer(folder).transform([folder](const QList<MessageRow> &rows) {
        QSet<MessageKey> keys;
        for (const MessageRow &row : rows) {
            if (row.folder != folder && !row.deletedHere) {
                keys.insert(row.key);
            }
        }
        return keys;
    });
}

/// Messages that the user moved out of the mailbox before it went are to be uploaded, as their copy there is gone.
Result<GoneFolder> splitGone(AccountStore &store, qint64 folder)
{
    GoneFolder gone;
    const auto rows = store.messages(folder);
    const auto counted = store.outgoing().onServer(folder);
    const auto folders = store.folders();
    const auto onlyHere = foldersOnlyHere(store);
    if (!rows || !counted || !folders || !onlyHere) {
        return std::unexpected(!rows ? rows.error() : !counted ? counted.error() : !folders ? folders.error() : onlyHere.error());
    }
    const auto self = std::ranges::find(*folders, folder, &FolderRow::id);
    gone.isLevel = self != folders->end() && std::ranges::any_of(*folders, [&self](const FolderRow &other) {
                       return other.path.size() > self->path.size() && other.path.first(self->path.size()) == self->path;
                   });
    QList<Placed> nowhere;
    QList<MessageKey> upload;
    for (const MessageRow &row : *counted) {
        if (row.folder == folder || row.deletedHere || row.body == Body::OnServer) {
            gone.vanished.append(row.key);
            continue;
        }
        nowhere.append({.key = row.key, .folder = row.folder, .uidValidity = 0, .uid = 0});
        if (!onlyHere->contains(row.folder)) {
            upload.append(row.key);
        }
    }
    for (const MessageRow &row : *rows) {
        if (row.placeOnServer() != folder || row.uid == 0) {
            gone.stays = true;
            gone.toBeMade = gone.toBeMade || row.serverFolder != 0 || row.writing != Writing::Nothing;
        }
    }
    return store.outgoing()
        .setPlaced(nowhere)
        .and_then([&] {
            return store.outgoing().setWriting(upload, Writing::Upload);
        })
        .transform([&] {
            return gone;
        });
}

/// The user may have renamed or deleted the folder meanwhile.
Result<void> saveProgress(AccountStore &store, const FolderRow &progress)
{
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const auto known = std::ranges::find(*folders, progress.id, &FolderRow::id);
    if (known == folders->end()) {
        return {};
    }
    FolderRow folder = *known;
    folder.uidValidity = progress.uidValidity;
    folder.uidNext = progress.uidNext;
    folder.highestModSeq = progress.highestModSeq;
    folder.complete = progress.complete;
    return store.saveFolder(folder).transform([](const FolderRow &) { });
}

/// Rows by the folder they are shown in.
QMap<qint64, QList<MessageRow>> byFolder(const QList<MessageRow> &rows)
{
    QMap<qint64, QList<MessageRow>> folders;
    for (const MessageRow &row : rows) {
        folders[row.folder].append(row);
    }
    return folders;
}

/// Large messages that would be fetched if size were no matter.
qsizetype countPostponed(const QList<MessageRow> &rows, qint64 folder, Holding holding)
{
    if (holding.largest == 0) {
        return 0;
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const qsizetype wanted = bodiesMissing(rows, folder, holding, now).size();
    holding.largest = 0;
    return bodiesMissing(rows, folder, holding, now).size() - wanted;
}

QList<quint32> newestFirst(const QList<quint32> &a, const QList<quint32> &b)
{
    QList<quint32> all = a + b;
    std::ranges::sort(all, std::greater());
    return all;
}
}

ImapFeed::ImapFeed(std::shared_ptr<ImapSession> session,
                   StoreWorker &store,
                   Projector &projector,
                   RunProgress &progress,
                   ImapFindings &findings,
                   bool acceptVanished,
                   const Holding &holding)
    : m_store(store)
    , m_projector(projector)
    , m_progress(progress)
    , m_findings(findings)
    , m_acceptVanished(acceptVanished)
    , m_holding(holding)
    , m_connection(std::move(session))
    , m_session(*m_connection)
    , m_copies(store)
{
    m_findings.setAside.clear();
}

Task<Result<void>> ImapFeed::open(Account account, Login login)
{
    co_return co_await m_session.open(account.imap, login, account.pinnedKeys);
}

/// The server may have closed it, or a router forgotten it.
Task<bool> ImapFeed::resume()
{
    if (!m_session.isOpen()) {
        co_return false;
    }
    const auto alive = co_await m_session.noop();
    co_return alive.has_value();
}

Task<Result<void>> ImapFeed::sendChanges()
{
    ImapFolderWrites folders(m_session, m_store);
    ImapWriteBack messages(m_session, m_store, m_projector);
    const Result<void> made = co_await folders.createAndRename();
    if (endsRun(made)) {
        co_return made;
    }
    const Result<void> written = co_await messages.run();
    if (endsRun(written)) {
        co_return written;
    }
    m_writesWait = messages.waits();
    const Result<void> removed = co_await folders.deleteFolders();
    if (endsRun(removed)) {
        co_return removed;
    }
    for (const qint64 folder : folders.doubtful()) {
        m_projector.doubt(folder);
    }
    if (auto subscribed = co_await folders.sendSubscriptions(); !subscribed) {
        co_return subscribed;
    }
    co_return !made ? made : !written ? written : removed;
}

Task<Result<QList<FolderRow>>> ImapFeed::updateFolders()
{
    ImapFolders mailboxes(m_session, m_store);
    const auto folders = co_await mailboxes.update();
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    m_gone = folders->gone;
    m_states = folders->states;
    const auto turn = co_await m_store.run([](AccountStore &store) {
        return takeTurn(store);
    });
    if (!turn) {
        co_return std::unexpected(turn.error());
    }
    m_turn = *turn;
    if (auto written = co_await sendWaiting(); !written) {
        co_return std::unexpected(written.error());
    }
    m_sampled = foldersToSample(folders->there, m_turn);
    m_findings.postponed = 0;
    co_return folders->there + folders->gone;
}

/// What was for a mailbox that another client has renamed, as it turned out.
Task<Result<void>> ImapFeed::sendWaiting()
{
    if (!std::exchange(m_writesWait, false)) {
        co_return {};
    }
    QSet<qint64> gone;
    for (const FolderRow &folder : std::as_const(m_gone)) {
        gone.insert(folder.id);
    }
    ImapWriteBack messages(m_session, m_store, m_projector);
    const Result<void> written = co_await messages.run(gone);
    m_sent = written;
    co_return endsRun(written) ? written : Result<void>();
}

bool ImapFeed::isFed(const FolderRow &folder) const
{
    return folder.selectable && !folder.mailbox.isEmpty() && folder.change != FolderChange::Delete && !std::ranges::contains(m_gone, folder.id, &FolderRow::id);
}

Task<Result<QList<MessageRow>>> ImapFeed::rowsOf(qint64 folder)
{
    co_return co_await m_store.run([folder](AccountStore &store) {
        return store.outgoing().onServer(folder);
    });
}

Task<Result<QList<quint32>>> ImapFeed::newestUids(ImapMailboxState state)
{
    // UIDs are mostly dense at the top: try a window first, so that a huge folder need not be listed.
    UidRanges ranges = everyUid;
    if (state.uidNext > 2 * pageSize) {
        ranges = {{state.uidNext - static_cast<quint32>(2 * pageSize), std::numeric_limits<quint32>::max()}};
    }
    auto listed = co_await m_session.fetchFlags(ranges);
    if (listed && listed->size() < std::min<qsizetype>(pageSize, state.exists) && ranges != everyUid) {
        listed = co_await m_session.fetchFlags(everyUid);
    }
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    QList<quint32> uids;
    for (const ImapFlags &message : *listed) {
        uids.append(message.uid);
    }
    std::ranges::sort(uids, std::greater());
    co_return uids.first(std::min(pageSize, uids.size()));
}

Task<Result<void>> ImapFeed::newestPage(FolderRow folder)
{
    if (folder.complete || !isFed(folder)) {
        co_return {};
    }
    const auto rows = co_await rowsOf(folder.id);
    if (!rows || countOnServer(*rows) > 0) {
        // Interrupted before: the sync goes on where it stopped.
        co_return rows ? Result<void>() : std::unexpected(rows.error());
    }
    co_await lend();
    const auto opened = co_await m_session.openMailbox(folder.mailbox);
    if (!opened || opened->state.exists == 0) {
        co_return opened ? Result<void>() : std::unexpected(opened.error());
    }
    const ImapMailboxState state = opened->state;
    // The first sync announces every folder before it fetches the first body: so the percentage means the account.
    m_announced.insert(folder.id, state.exists);
    m_progress.expect(state.exists);
    folder.uidValidity = state.uidValidity;
    const auto saved = co_await m_store.run([folder](AccountStore &store) {
        return store.saveFolder(folder);
    });
    if (!saved) {
        co_return std::unexpected(saved.error());
    }
    const auto uids = co_await newestUids(state);
    if (!uids || uids->isEmpty()) {
        co_return uids ? Result<void>() : std::unexpected(uids.error());
    }
    ImapDownload download(m_session, m_store, m_projector, m_progress, folder, state.uidValidity);
    download.setBorrower(m_borrower);
    co_return co_await download.headers(*uids);
}

Task<Result<QList<MessageIdentity>>> ImapFeed::identify(QList<MessageRow> rows)
{
    auto messages = co_await m_session.fetchIdentities(everyUid);
    if (!messages) {
        co_return messages;
    }
    QHash<quint32, QByteArray> hashes;
    const QList<quint32> uids = headersToRead(*messages, rows);
    for (qsizetype from = 0; from < uids.size(); from += identityBatch) {
        const auto headers = co_await m_session.fetchHeaders(uidRanges(uids.mid(from, identityBatch)));
        if (!headers) {
            co_return std::unexpected(headers.error());
        }
        for (const ImapHeader &header : *headers) {
            hashes.insert(header.uid, headerHash(header.header));
        }
    }
    for (MessageIdentity &message : *messages) {
        message.headerHash = hashes.value(message.uid);
    }
    co_return messages;
}

Task<Result<ImapChanges>> ImapFeed::findByIdentity(ImapMailboxState state, QList<MessageRow> rows)
{
    QList<MessageRow> onServer;
    for (const MessageRow &row : std::as_const(rows)) {
        if (row.uid != 0) {
            onServer.append(row);
        }
    }
    const auto identities = co_await identify(onServer);
    if (!identities) {
        co_return std::unexpected(identities.error());
    }
    const Rematch matched = rematch(*identities, onServer, state.uidValidity);
    ImapChanges changes;
    changes.fetch = matched.fetch;
    changes.identified = matched.matched;
    for (const MessageRow &row : matched.matched) {
        changes.flags.insert(row.key, row.baseFlags);
    }
    for (const MessageRow &row : matched.unmatched) {
        changes.vanished.append(row.key);
    }
    changes.heldBack = isMassVanish(changes.vanished.size(), onServer.size());
    if (changes.heldBack) {
        // They no longer stand for any UID: kept as messages that are only here.
        changes.identified += matched.unmatched;
    }
    co_return changes;
}

/// What is done only in parts without CONDSTORE is checked against the number of messages there are.
Task<Result<ImapChanges>> ImapFeed::findChanges(FolderRow folder, ImapOpened opened, QList<MessageRow> rows)
{
    const ImapMailboxState state = opened.state;
    const ImapStrategy strategy = planFolder(state, folder, countOnServer(rows));
    if (strategy.kind == ImapStrategy::Nothing) {
        co_return ImapChanges{};
    }
    if (strategy.kind == ImapStrategy::Rematch) {
        co_return co_await findByIdentity(state, rows);
    }
    if (state.exists == 0) {
        co_return compareListing({}, rows);
    }
    if (strategy.kind != ImapStrategy::Scan) {
        const auto changes = co_await findPartly(strategy, folder, opened, rows);
        if (!changes || !needsListing(*changes, state, countOnServer(rows))) {
            co_return changes;
        }
    }
    const auto listing = co_await m_session.fetchFlags(everyUid);
    if (!listing) {
        co_return std::unexpected(listing.error());
    }
    co_return compareListing(*listing, rows);
}

Task<Result<ImapChanges>> ImapFeed::findPartly(ImapStrategy strategy, FolderRow folder, ImapOpened opened, QList<MessageRow> rows)
{
    if (strategy.kind == ImapStrategy::ChangedSince && opened.resynced) {
        co_return compareChanges(opened.changed, rows, opened.vanished);
    }
    QList<quint32> known;
    for (const MessageRow &row : std::as_const(rows)) {
        known.append(row.uid);
    }
    UidRanges asked = everyUid;
    if (strategy.kind == ImapStrategy::Sample) {
        asked = flagSample(known, m_turn);
    } else if (strategy.kind == ImapStrategy::NewOnly) {
        asked = {{folder.uidNext, std::numeric_limits<quint32>::max()}};
    }
    const auto changed = co_await m_session.fetchFlags(asked, strategy.changedSince);
    co_return changed.transform([&rows](const QList<ImapFlags> &messages) {
        return compareChanges(messages, rows);
    });
}

Task<Result<void>> ImapFeed::applyChanges(FolderRow folder, ImapChanges changes)
{
    const auto merged = co_await m_store.run([id = folder.id, changes](AccountStore &store) {
        QList<Placed> placed;
        for (const MessageRow &row : changes.identified) {
            placed.append({.key = row.key, .folder = id, .uidValidity = row.uidValidity, .uid = row.uid, .objectId = row.objectId});
        }
        return store.outgoing().setPlaced(placed).and_then([&] {
            return store.outgoing().mergeFlags(changes.flags);
        });
    });
    if (!merged) {
        co_return std::unexpected(merged.error());
    }
    const auto flagged = byFolder(*merged);
    for (auto rows = flagged.cbegin(); rows != flagged.cend(); ++rows) {
        if (auto shown = co_await m_projector.showFlags(rows.key(), rows.value()); !shown) {
            co_return shown;
        }
    }
    if (changes.vanished.isEmpty() || (changes.heldBack && !m_acceptVanished)) {
        co_return {};
    }
    m_vanished += changes.vanished;
    co_return {};
}

/// Whether the listing of the folders told already that there is nothing to do.
bool ImapFeed::isUnchanged(const FolderRow &folder, const QList<MessageRow> &rows, const Holding &holding) const
{
    const auto state = m_states.constFind(folder.mailbox);
    if (state == m_states.cend() || !folder.complete || state->uidValidity == 0
        || !bodiesMissing(rows, folder.id, holding, QDateTime::currentDateTimeUtc()).isEmpty()
        || (showsHeadersFirst(holding) && !headersMissing(rows, folder.id).isEmpty())) {
        return false;
    }
    const ImapStrategy strategy = planFolder(*state, folder, countOnServer(rows));
    return strategy.kind == ImapStrategy::Nothing || (strategy.kind == ImapStrategy::Sample && !m_sampled.contains(folder.id));
}

Task<Result<void>> ImapFeed::syncFolder(FolderRow folder)
{
    if (!isFed(folder)) {
        co_return {};
    }
    auto rule = co_await m_store.run([id = folder.id, holding = m_holding](AccountStore &store) {
        return holdingOf(store, id, holding).and_then([&](const FolderHolding &found) {
            return freeBodies(store, id, found).transform([&] {
                return found;
            });
        });
    });
    if (!rule) {
        co_return std::unexpected(rule.error());
    }
    rule->holding.largest = m_holding.largest;
    auto before = co_await rowsOf(folder.id);
    if (!before) {
        co_return std::unexpected(before.error());
    }
    if (isUnchanged(folder, *before, rule->holding)) {
        m_findings.postponed += int(countPostponed(*before, folder.id, rule->holding));
        co_return {};
    }
    co_await lend();
    const ImapResync since{.uidValidity = folder.uidValidity, .modSeq = folder.complete ? folder.highestModSeq : 0};
    const auto opened = co_await m_session.openMailbox(folder.mailbox, ImapOpening::ReadOnly, since);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    const ImapMailboxState state = opened->state;
    auto changes = co_await findChanges(folder, *opened, *before);
    if (!changes) {
        co_return std::unexpected(changes.error());
    }
    if (auto applied = co_await applyChanges(folder, *changes); !applied) {
        co_return applied;
    }
    if (auto checked = co_await ImportedCheck(m_session, m_store, m_projector, folder).run(); !checked) {
        co_return checked;
    }
    if (auto rest = co_await leaveOutReplaced(folder.id, state.uidValidity, &changes->fetch); !rest) {
        co_return rest;
    }
    folder.uidValidity = state.uidValidity;
    if (showsHeadersFirst(rule->holding)) {
        if (auto shown = co_await fetchHeadersOf(folder, state.uidValidity, *before, std::exchange(changes->fetch, {})); !shown) {
            co_return shown;
        }
    }
    before->clear(); // in a large folder, rows are most of the memory
    const auto missing = co_await missingIn(folder.id, rule->holding);
    if (!missing) {
        co_return std::unexpected(missing.error());
    }
    const bool heldBack = changes->heldBack && !m_acceptVanished;
    const QList<quint32> uids = newestFirst(changes->fetch, heldBack ? QList<quint32>() : *missing);
    m_progress.expect(uids.size() - m_announced.take(folder.id));
    if (auto downloaded = co_await fetchBodies(folder, state.uidValidity, uids); !downloaded) {
        co_return downloaded;
    }
    // Only now is everything up to this point known; held back changes are found again next time.
    folder.uidNext = state.uidNext;
    folder.highestModSeq = heldBack ? 0 : state.highestModSeq;
    folder.complete = true;
    const auto saved = co_await m_store.run([folder](AccountStore &store) {
        return saveProgress(store, folder);
    });
    if (!saved) {
        co_return saved;
    }
    if (heldBack) {
        m_findings.setAside.insert(folder.id, changes->vanished.size());
        co_return fail(ErrorKind::MassVanish, folder.path.join(u'/'));
    }
    co_return {};
}

Task<Result<QList<quint32>>> ImapFeed::missingIn(qint64 folder, Holding holding)
{
    const auto found = co_await m_store.run([folder, holding](AccountStore &store) {
        return store.outgoing().onServer(folder).transform([&](const QList<MessageRow> &rows) {
            return std::pair(bodiesMissing(rows, folder, holding, QDateTime::currentDateTimeUtc()), countPostponed(rows, folder, holding));
        });
    });
    if (!found) {
        co_return std::unexpected(found.error());
    }
    m_findings.postponed += int(found->second);
    co_return found->first;
}

Task<Result<void>> ImapFeed::fetchBodies(FolderRow folder, quint32 uidValidity, QList<quint32> uids)
{
    if (uids.isEmpty()) {
        co_return {};
    }
    if (auto loaded = co_await m_copies.load(); !loaded) {
        co_return loaded;
    }
    const auto here = co_await m_store.run([id = folder.id](AccountStore &store) {
        return store.messages(id);
    });
    if (!here) {
        co_return std::unexpected(here.error());
    }
    ImapDownload download(m_session, m_store, m_projector, m_progress, folder, uidValidity);
    download.setLocalCopies(&m_copies);
    download.setBorrower(m_borrower);
    download.setKnown(*here);
    const Result<void> downloaded = co_await download.messages(uids);
    m_taken += download.taken();
    co_return downloaded;
}

Task<Result<void>> ImapFeed::fetchHeadersOf(FolderRow folder, quint32 uidValidity, QList<MessageRow> rows, QList<quint32> uids)
{
    uids = newestFirst(uids, headersMissing(rows, folder.id));
    ImapDownload download(m_session, m_store, m_projector, m_progress, folder, uidValidity);
    download.setKnown(rows);
    download.setBorrower(m_borrower);
    m_progress.expect(uids.size() - m_announced.take(folder.id));
    for (qsizetype from = 0; from < uids.size(); from += pageSize) {
        const QList<quint32> page = uids.mid(from, pageSize);
        if (auto shown = co_await download.headers(page); !shown) {
            co_return shown;
        }
        m_progress.done(page.size());
    }
    co_return {};
}

/// Copies that an edited message took the place of are on their way out, not new.
Task<Result<void>> ImapFeed::leaveOutReplaced(qint64 folder, quint32 uidValidity, QList<quint32> *uids)
{
    if (uids->isEmpty()) {
        co_return {};
    }
    const auto replaced = co_await m_store.run([](AccountStore &store) {
        return store.outgoing().replaced();
    });
    if (!replaced) {
        co_return std::unexpected(replaced.error());
    }
    for (const ReplacedCopy &copy : *replaced) {
        if (copy.folder == folder && copy.uidValidity == uidValidity) {
            uids->removeAll(copy.uid);
        }
    }
    co_return {};
}

/// A mailbox that another client deleted. What is in the folder only here, or is on its way there, is not deleted by that: then
/// the folder stays, and is made again on the server if something is to go there.
Task<Result<void>> ImapFeed::removeGone(FolderRow folder)
{
    const auto out = co_await m_store.run([id = folder.id](AccountStore &store) {
        return movedOut(store, id);
    });
    if (!out) {
        co_return std::unexpected(out.error());
    }
    // Another client may have moved them elsewhere before it deleted the mailbox.
    if (const auto kept = co_await keepMoved(&m_store, &m_projector, m_taken, *out); !kept) {
        co_return std::unexpected(kept.error());
    }
    const auto gone = co_await m_store.run([id = folder.id](AccountStore &store) {
        return splitGone(store, id);
    });
    if (!gone) {
        co_return std::unexpected(gone.error());
    }
    if (!m_acceptVanished && isMassVanish(gone->vanished.size(), gone->vanished.size())) {
        m_findings.setAside.insert(folder.id, gone->vanished.size());
        co_return fail(ErrorKind::MassVanish, folder.path.join(u'/'));
    }
    if (!gone->stays && !gone->isLevel) {
        if (auto forgotten = co_await m_projector.forget(folder.id); !forgotten) {
            co_return forgotten;
        }
        co_return co_await m_store.run([id = folder.id](AccountStore &store) {
            return store.removeFolder(id);
        });
    }
    if (auto hidden = co_await m_projector.hide(folder.id, gone->vanished); !hidden) {
        co_return hidden;
    }
    if (gone->stays) {
        folder.mailbox.clear();
    } else {
        folder.selectable = false;
    }
    folder.change = gone->toBeMade ? FolderChange::Create : FolderChange::None;
    folder.uidValidity = 0;
    folder.uidNext = 0;
    folder.highestModSeq = 0;
    folder.complete = false;
    co_return co_await m_store.run([folder, vanished = gone->vanished](AccountStore &store) {
        return store.remove(vanished, Forget::Everything).and_then([&] {
            return store.saveFolder(folder).transform([](const FolderRow &) { });
        });
    });
}

Task<Result<void>> ImapFeed::removeVanished()
{
    const auto kept = co_await keepMoved(&m_store, &m_projector, m_taken, QSet<MessageKey>(m_vanished.cbegin(), m_vanished.cend()));
    if (!kept) {
        co_return std::unexpected(kept.error());
    }
    m_vanished.removeIf([&kept](const MessageKey &key) {
        return kept->contains(key);
    });
    const auto gone = co_await m_store.run([vanished = m_vanished](AccountStore &store) {
        return removeRows(store, vanished);
    });
    if (!gone) {
        co_return std::unexpected(gone.error());
    }
    const auto hidden = byFolder(*gone);
    for (auto rows = hidden.cbegin(); rows != hidden.cend(); ++rows) {
        QList<MessageKey> keys;
        for (const MessageRow &row : rows.value()) {
            keys.append(row.key);
        }
        if (auto done = co_await m_projector.hide(rows.key(), keys); !done) {
            co_return done;
        }
    }
    co_return {};
}

Task<Result<void>> ImapFeed::settle()
{
    if (auto removed = co_await removeVanished(); !removed) {
        co_return removed;
    }
    Result<void> outcome = m_sent;
    for (const FolderRow &folder : std::as_const(m_gone)) {
        const Result<void> gone = co_await removeGone(folder);
        if (!gone && gone.error().scope != Scope::Folder) {
            co_return gone;
        }
        outcome = gone ? outcome : gone;
    }
    co_return outcome;
}

/// Last, because nobody waits for it.
Task<Result<void>> ImapFeed::askQuota()
{
    constexpr auto valid = std::chrono::minutes(30);
    if (!m_findings.quotaAskedUntil.hasExpired()) {
        co_return {};
    }
    const auto quota = co_await m_session.quota(u"INBOX"_s);
    if (!quota && quota.error().scope != Scope::Folder) {
        co_return std::unexpected(quota.error());
    }
    m_findings.quota = quota.value_or(ImapQuota());
    m_findings.quotaAskedUntil = QDeadlineTimer(valid);
    co_return {};
}

Task<Result<void>> ImapFeed::close()
{
    co_return co_await askQuota();
}

void ImapFeed::setBorrower(Borrower *borrower)
{
    m_borrower = borrower;
}

Task<void> ImapFeed::lend()
{
    if (m_borrower && m_borrower->isWaiting()) {
        co_await m_borrower->serve(&m_session);
    }
}

void ImapFeed::abort()
{
    m_session.abort();
}

}
