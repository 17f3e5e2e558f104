// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imapfeed.h"

#include "core/headers.h"
#include "plan/rematch.h"
#include "run/imap/byfolder.h"
#include "run/imap/foldercontents.h"
#include "run/imap/imapdownload.h"
#include "run/imap/imapfolders.h"
#include "run/imap/imapfolderwrites.h"
#include "run/imap/imapremoval.h"
#include "run/imap/imapwriteback.h"
#include "run/importing/importedcheck.h"
#include "run/upkeep/holding.h"
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

/// How many runs there were; so that what is done in turns goes round.
Result<qint64> takeTurn(AccountStore &store)
{
    const auto before = store.fact(turnFact);
    const qint64 turn = before ? before->toLongLong() + 1 : 0;
    return store.setFact(turnFact, QByteArray::number(turn)).transform([turn] {
        return turn;
    });
}

/// The user may have renamed or deleted the folder meanwhile: then no more of it is to be known here than the user had seen. False: it was deleted.
Result<bool> saveProgress(AccountStore &store, const FolderRow &progress)
{
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const auto known = std::ranges::find(*folders, progress.id, &FolderRow::id);
    if (known == folders->end() || known->change == FolderChange::Delete) {
        return false;
    }
    FolderRow folder = *known;
    folder.uidValidity = progress.uidValidity;
    folder.uidNext = progress.uidNext;
    folder.highestModSeq = progress.highestModSeq;
    folder.complete = progress.complete;
    return store.saveFolder(folder).transform([](const FolderRow &) {
        return true;
    });
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
                   Disappeared disappeared,
                   const Holding &holding)
    : m_store(store)
    , m_projector(projector)
    , m_progress(progress)
    , m_findings(findings)
    , m_disappeared(disappeared)
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
    m_listed = folders->states;
    m_states = m_listed;
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

Task<Result<QList<MessageRow>>> ImapFeed::rowsFor(qint64 folder, QList<quint32> uids)
{
    co_return co_await m_store.run([folder, uids = QSet<quint32>(uids.cbegin(), uids.cend())](AccountStore &store) {
        return rowsForUids(store, folder, uids);
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
    const auto known = co_await m_store.run([id = folder.id, holding = m_holding](AccountStore &store) {
        return contentsOf(store, id, holding);
    });
    if (!known || known->onServer > 0) {
        // Interrupted before: the sync goes on where it stopped.
        co_return known ? Result<void>() : std::unexpected(known.error());
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
        return saveProgress(store, folder);
    });
    if (!saved || !*saved) {
        co_return saved ? Result<void>() : std::unexpected(saved.error());
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
Task<Result<ImapChanges>> ImapFeed::findChanges(FolderRow folder, ImapOpened opened, qsizetype onServer)
{
    const ImapMailboxState state = opened.state;
    const ImapStrategy strategy = planFolder(state, folder, onServer);
    if (strategy.kind == ImapStrategy::Nothing) {
        co_return ImapChanges{};
    }
    if (strategy.kind == ImapStrategy::Rematch) {
        const auto rows = co_await rowsOf(folder.id);
        if (!rows) {
            co_return std::unexpected(rows.error());
        }
        co_return co_await findByIdentity(state, *rows);
    }
    const auto known = co_await m_store.run([id = folder.id](AccountStore &store) {
        return knownUids(store, id);
    });
    if (!known) {
        co_return std::unexpected(known.error());
    }
    if (state.exists == 0) {
        co_return compareListing({}, *known);
    }
    if (strategy.kind != ImapStrategy::Scan) {
        const auto changes = co_await findPartly(strategy, folder, opened, *known);
        if (!changes || !needsListing(*changes, state, known->size())) {
            co_return changes;
        }
    }
    const auto listing = co_await m_session.fetchFlags(everyUid);
    if (!listing) {
        co_return std::unexpected(listing.error());
    }
    co_return compareListing(*listing, *known);
}

Task<Result<ImapChanges>> ImapFeed::findPartly(ImapStrategy strategy, FolderRow folder, ImapOpened opened, QList<KnownUid> known)
{
    if (strategy.kind == ImapStrategy::ChangedSince && opened.resynced) {
        co_return compareChanges(opened.changed, known, opened.vanished);
    }
    UidRanges asked = everyUid;
    if (strategy.kind == ImapStrategy::Sample) {
        QList<quint32> uids;
        for (const KnownUid &message : std::as_const(known)) {
            uids.append(message.uid);
        }
        asked = flagSample(uids, m_turn);
    } else if (strategy.kind == ImapStrategy::NewOnly) {
        asked = {{folder.uidNext, std::numeric_limits<quint32>::max()}};
    }
    const auto changed = co_await m_session.fetchFlags(asked, strategy.changedSince);
    co_return changed.transform([&known](const QList<ImapFlags> &messages) {
        return compareChanges(messages, known);
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
    if (changes.heldBack && m_disappeared == Disappeared::PutBack) {
        m_putBack += changes.vanished;
    } else if (!changes.heldBack || m_disappeared == Disappeared::Removed) {
        m_vanished += changes.vanished;
    }
    co_return {};
}

/// Whether the listing of the folders told already that there is nothing to do.
bool ImapFeed::isUnchanged(const FolderRow &folder, const FolderContents &contents, const Holding &holding) const
{
    const auto state = m_states.constFind(folder.mailbox);
    if (state == m_states.cend() || !folder.complete || state->uidValidity == 0 || !contents.bodiesMissing.isEmpty()
        || (showsHeadersFirst(holding) && !contents.headersMissing.isEmpty())) {
        return false;
    }
    const ImapStrategy strategy = planFolder(*state, folder, contents.onServer);
    return strategy.kind == ImapStrategy::Nothing || (strategy.kind == ImapStrategy::Sample && !m_sampled.contains(folder.id));
}

void ImapFeed::notePostponed(qint64 folder, int messages)
{
    m_findings.postponed += messages - m_postponed.value(folder);
    m_postponed.insert(folder, messages);
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
    const auto before = co_await m_store.run([id = folder.id, holding = rule->holding](AccountStore &store) {
        return contentsOf(store, id, holding);
    });
    if (!before) {
        co_return std::unexpected(before.error());
    }
    const bool unchanged = isUnchanged(folder, *before, rule->holding);
    m_states.remove(folder.mailbox); // who asks once more in this run wants to know anew
    if (unchanged) {
        notePostponed(folder.id, int(before->postponed));
        co_return {};
    }
    co_await lend();
    const ImapResync since{.uidValidity = folder.uidValidity, .modSeq = folder.complete ? folder.highestModSeq : 0};
    const auto opened = co_await m_session.openMailbox(folder.mailbox, ImapOpening::ReadOnly, since);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    const ImapMailboxState state = opened->state;
    auto changes = co_await findChanges(folder, *opened, before->onServer);
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
        const QList<quint32> headers = newestFirst(std::exchange(changes->fetch, {}), before->headersMissing);
        if (auto shown = co_await fetchHeaders(folder, state.uidValidity, headers); !shown) {
            co_return shown;
        }
    }
    co_return co_await fetchRest(folder, state, *changes, rule->holding);
}

/// What is to be here as a whole; then the folder is done.
Task<Result<void>> ImapFeed::fetchRest(FolderRow folder, ImapMailboxState state, ImapChanges changes, Holding holding)
{
    const auto after = co_await m_store.run([id = folder.id, holding](AccountStore &store) {
        return contentsOf(store, id, holding);
    });
    if (!after) {
        co_return std::unexpected(after.error());
    }
    notePostponed(folder.id, int(after->postponed));
    const bool heldBack = changes.heldBack && m_disappeared == Disappeared::Held;
    const QList<quint32> uids = newestFirst(changes.fetch, heldBack ? QList<quint32>() : after->bodiesMissing);
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
        co_return std::unexpected(saved.error());
    }
    if (heldBack) {
        m_findings.setAside.insert(folder.id, changes.vanished.size());
        co_return fail(ErrorKind::MassVanish, folder.path.join(u'/'));
    }
    co_return {};
}

Task<Result<void>> ImapFeed::fetchBodies(FolderRow folder, quint32 uidValidity, QList<quint32> uids)
{
    if (uids.isEmpty()) {
        co_return {};
    }
    if (auto loaded = co_await m_copies.load(); !loaded) {
        co_return loaded;
    }
    const auto here = co_await rowsFor(folder.id, uids);
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

Task<Result<void>> ImapFeed::fetchHeaders(FolderRow folder, quint32 uidValidity, QList<quint32> uids)
{
    if (uids.isEmpty()) {
        co_return {};
    }
    const auto here = co_await rowsFor(folder.id, uids);
    if (!here) {
        co_return std::unexpected(here.error());
    }
    ImapDownload download(m_session, m_store, m_projector, m_progress, folder, uidValidity);
    download.setKnown(*here);
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

/// Another client may move messages while the folders are gone through. Where a listing tells which folders have changed (RFC 5819), it costs no more
/// than that to see where they went.
Task<Result<QSet<QString>>> ImapFeed::changedMeanwhile()
{
    QSet<QString> changed;
    if (m_vanished.isEmpty() || !m_session.offers("LIST-STATUS")) {
        co_return changed;
    }
    const auto listed = co_await ImapFolders(m_session, m_store).update();
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    m_states = listed->states;
    for (auto state = m_states.cbegin(); state != m_states.cend(); ++state) {
        if (m_listed.value(state.key()) != state.value()) {
            changed.insert(state.key());
        }
    }
    co_return changed;
}

Task<Result<void>> ImapFeed::settle()
{
    m_findings.taken.removeIf([](const TakenCopy &copy) {
        return copy.moving.hasExpired();
    });
    m_findings.taken += m_taken;
    ImapRemoval removal(m_store, m_projector, m_findings, m_findings.taken, m_disappeared);
    if (auto done = co_await removal.putBack(m_putBack); !done) {
        co_return done;
    }
    const QSet<MessageKey> vanished(m_vanished.cbegin(), m_vanished.cend()); // a folder that is looked at twice says so twice
    if (auto removed = co_await removal.removeVanished(vanished.values()); !removed) {
        co_return removed;
    }
    Result<void> outcome = m_sent;
    for (const FolderRow &folder : std::as_const(m_gone)) {
        const Result<void> gone = co_await removal.removeGone(folder);
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
