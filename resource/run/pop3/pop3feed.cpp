// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/pop3/pop3feed.h"

#include "core/crashpoint.h"
#include "core/headers.h"
#include "run/pop3/pop3download.h"
#include "run/pop3/pop3headers.h"
#include "run/pop3/seenuidls.h"
#include "run/shown/localchanges.h"
#include "run_debug.h"

namespace Konto
{

namespace
{
const QByteArray pipeliningFact = QByteArrayLiteral("pop3.pipelining");
const QByteArray retentionFact = QByteArrayLiteral("pop3.retention");

struct Knowledge {
    Pop3Knowledge known;
    QSet<MessageKey> wanted;
    QSet<qint64> trash;
};

Result<Knowledge> readAll(AccountStore &store)
{
    auto rows = store.knownMessages();
    const auto headers = store.headers();
    const auto folders = store.folders();
    if (!rows || !headers || !folders) {
        return std::unexpected(!rows ? rows.error() : !headers ? headers.error() : folders.error());
    }
    Knowledge knowledge;
    knowledge.known.rows = std::move(*rows);
    for (auto header = headers->cbegin(); header != headers->cend(); ++header) {
        knowledge.known.withHeader.insert(header.key());
        if (header.value()) {
            knowledge.wanted.insert(header.key());
        }
    }
    for (const FolderRow &folder : *folders) {
        if (folder.role == Role::Trash) {
            knowledge.trash.insert(folder.id);
        }
    }
    return knowledge;
}

/// What the user has agreed to. A new account's first rule was chosen with nothing here that it could take away.
Result<Retention> confirmedRule(AccountStore &store, const Retention &wanted)
{
    const auto fact = store.fact(retentionFact);
    if (!fact || !fact->isEmpty()) {
        return fact.transform(retentionFromBytes);
    }
    const auto rows = store.knownMessages();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    const Retention first = rows->isEmpty() ? wanted : Retention();
    return confirmRule(store, first).transform([&first] {
        return first;
    });
}

bool keepsEverything(const Retention &rule)
{
    return rule.keep == Keep::Everything && !rule.removeWhenDeletedHere;
}

QList<int> numbersOf(const QList<Pop3Fetch> &fetches)
{
    QList<int> numbers;
    for (const Pop3Fetch &fetch : fetches) {
        numbers.append(fetch.entry.number);
    }
    return numbers;
}
}

Result<void> confirmRule(AccountStore &store, const Retention &rule)
{
    return store.setFact(retentionFact, toBytes(rule));
}

Result<qsizetype> countRemovals(AccountStore &store, const Pop3Findings &findings, const Retention &rule)
{
    auto knowledge = readAll(store);
    if (!knowledge) {
        return std::unexpected(knowledge.error());
    }
    knowledge->known.identified = findings.identified;
    return removals(serverCopies(findings.listing.value_or(QList<Pop3Entry>()), knowledge->known), rule, knowledge->trash, QDateTime::currentDateTimeUtc())
        .size();
}

Pop3Feed::Pop3Feed(StoreWorker &store, Projector &projector, RunProgress &progress, Pop3Findings &findings, bool metered)
    : m_store(store)
    , m_projector(projector)
    , m_progress(progress)
    , m_findings(findings)
    , m_metered(metered)
{
}

Task<Result<void>> Pop3Feed::open(Account account, Login login)
{
    m_account = account;
    m_limits = {.largestDownload = account.largestDownload, .budget = m_metered ? account.meteredBudget : 0};
    const auto record = co_await m_store.run([](AccountStore &store) {
        return store.fact(pipeliningFact);
    });
    if (!record) {
        co_return std::unexpected(record.error());
    }
    m_pipelining = pipeliningFromBytes(*record, account.pop3);
    m_findings.lockStep = m_pipelining.isLockStep(QDate::currentDate());
    m_session.setLockStep(m_findings.lockStep);
    const Result<void> opened = co_await m_session.open(account.pop3, login, account.pinnedKeys);
    if (opened) {
        m_findings.capabilities = m_session.capabilities();
    }
    co_return opened;
}

/// A POP3 session holds the mailbox locked (RFC 1939 section 4), so it ends with the run.
Task<bool> Pop3Feed::resume()
{
    co_return false;
}

/// A POP3 server has no use for them.
Task<Result<void>> Pop3Feed::sendChanges()
{
    co_return {};
}

Task<Result<QList<FolderRow>>> Pop3Feed::updateFolders()
{
    // Before the first message comes, so that what a new account was set up with counts as agreed to.
    const auto rule = co_await m_store.run([wanted = m_account.retention](AccountStore &store) {
        return confirmedRule(store, wanted);
    });
    if (!rule) {
        co_return std::unexpected(rule.error());
    }
    co_return co_await m_store.run(LocalChanges::foldersWithInbox);
}

Task<Result<void>> Pop3Feed::newestPage(FolderRow)
{
    co_return {}; // the download itself is newest first
}

Task<Result<void>> Pop3Feed::syncFolder(FolderRow folder)
{
    if (folder.role != Role::Inbox) {
        co_return {};
    }
    const Result<void> synced = co_await sync(folder);
    co_return co_await learn(synced);
}

Task<Result<void>> Pop3Feed::learn(Result<void> outcome)
{
    if (outcome || !m_session.failedWhilePipelining()) {
        co_return outcome;
    }
    const PipeliningRecord record = afterPipelineFailure(m_pipelining, outcome.error().kind, m_arrived, QDate::currentDate());
    if (record == m_pipelining) {
        co_return outcome;
    }
    qCInfo(KONTO_RUN_LOG) << m_account.pop3.host << "offers PIPELINING and fails under it: one command at a time until" << record.lockStepUntil;
    const auto saved = co_await m_store.run([value = toBytes(record, m_account.pop3)](AccountStore &store) {
        return store.setFact(pipeliningFact, value);
    });
    Error error = outcome.error();
    error.retry = saved ? Retry::Now : error.retry;
    co_return std::unexpected(error);
}

Task<Result<void>> Pop3Feed::readKnowledge()
{
    auto knowledge = co_await m_store.run(readAll);
    if (!knowledge) {
        co_return std::unexpected(knowledge.error());
    }
    m_known.rows = std::move(knowledge->known.rows);
    m_known.withHeader = knowledge->known.withHeader;
    m_limits.wanted = knowledge->wanted;
    m_trash = knowledge->trash;
    co_return {};
}

Task<Result<void>> Pop3Feed::sync(FolderRow inbox)
{
    const auto listing = co_await m_session.list();
    if (!listing) {
        co_return std::unexpected(listing.error());
    }
    m_listing = *listing;
    if (auto read = co_await readKnowledge(); !read) {
        co_return read;
    }
    Pop3Plan plan = planPop3(m_listing, m_known, m_limits);
    if (!plan.probe.isEmpty()) {
        if (auto recognised = co_await recognise(plan.probe); !recognised) {
            co_return recognised;
        }
        plan = planPop3(m_listing, m_known, m_limits);
    }
    const auto remembered = co_await m_store.run([id = inbox.id](AccountStore &store) {
        return rememberSeen(store, id);
    });
    if (!remembered) {
        co_return std::unexpected(remembered.error());
    }
    if (*remembered > 0) {
        if (auto read = co_await readKnowledge(); !read) {
            co_return read;
        }
        plan = planPop3(m_listing, m_known, m_limits);
    }
    m_findings.postponed = plan.postponed;
    m_changed = !plan.headers.isEmpty() || !plan.download.isEmpty();
    if (auto fetched = co_await fetchHeaders(inbox, plan.headers); !fetched) {
        co_return fetched;
    }
    if (auto downloaded = co_await download(inbox, plan.download); !downloaded) {
        co_return downloaded;
    }
    m_listed = true;
    co_return {};
}

Task<Result<void>> Pop3Feed::recognise(QList<Pop3Entry> entries)
{
    QList<int> numbers;
    for (const Pop3Entry &entry : std::as_const(entries)) {
        numbers.append(entry.number);
        m_known.probed.insert(entry.number);
    }
    const auto headers = co_await Pop3Headers(m_session).fetch(numbers);
    if (!headers) {
        co_return std::unexpected(headers.error());
    }
    QHash<std::pair<QByteArray, qint64>, QList<MessageKey>> candidates;
    for (const KnownMessage &row : orphans(m_listing, m_known)) {
        candidates[{row.headerHash, row.size}].append(row.key);
    }
    QHash<MessageKey, QByteArray> recognised;
    for (const Pop3Entry &entry : std::as_const(entries)) {
        const auto header = headers->constFind(entry.number);
        const auto keys = header != headers->cend() ? candidates.find({headerHash(*header), entry.size}) : candidates.end();
        if (keys == candidates.end() || keys->isEmpty()) {
            continue;
        }
        const MessageKey key = keys->takeFirst();
        m_known.identified.insert(entry.number, key);
        recognised.insert(key, uidlToStore(entry));
    }
    const auto saved = co_await m_store.run([recognised](AccountStore &store) {
        return store.setUidls(recognised);
    });
    if (!saved) {
        co_return saved;
    }
    co_return co_await readKnowledge();
}

Task<Result<void>> Pop3Feed::fetchHeaders(FolderRow inbox, QList<Pop3Fetch> fetches)
{
    if (fetches.isEmpty()) {
        co_return {};
    }
    const auto headers = co_await Pop3Headers(m_session).fetch(numbersOf(fetches));
    if (!headers) {
        co_return std::unexpected(headers.error());
    }
    QList<HeaderedMessage> messages;
    for (const Pop3Fetch &fetch : std::as_const(fetches)) {
        const QByteArray header = headers->value(fetch.entry.number); // empty: the server has no TOP
        if (header.isEmpty() && fetch.entry.uidl.isEmpty()) {
            continue; // nothing to know it by the next time
        }
        MessageRow row;
        row.key = fetch.into;
        row.folder = inbox.id;
        row.uidl = uidlToStore(fetch.entry);
        row.size = fetch.entry.size;
        row.headerHash = header.isEmpty() ? QByteArray() : headerHash(header);
        row.messageIdHash = messageIdHash(header);
        row.internalDate = arrivalDate(header);
        messages.append({.row = row, .header = header});
    }
    m_findings.postponed += int(fetches.size() - messages.size());
    const auto saved = co_await m_store.run([messages](AccountStore &store) {
        return store.saveHeaders(messages);
    });
    if (!saved) {
        co_return std::unexpected(saved.error());
    }
    co_return co_await m_projector.showMessages(inbox.id, *saved);
}

Task<Result<void>> Pop3Feed::download(FolderRow inbox, QList<Pop3Fetch> fetches)
{
    if (fetches.isEmpty()) {
        co_return {};
    }
    Pop3Download download(m_session, m_store, m_projector, m_progress, inbox.id);
    const Result<void> done = co_await download.run(fetches, orphans(m_listing, m_known));
    m_arrived += download.arrived();
    m_known.identified.insert(download.identified());
    co_return done;
}

Task<Result<QSet<QString>>> Pop3Feed::changedMeanwhile()
{
    co_return QSet<QString>();
}

Task<Result<void>> Pop3Feed::settle()
{
    if (!m_listed) {
        co_return {};
    }
    m_findings.listing = m_listing;
    m_findings.identified = m_known.identified;
    const auto confirmed = co_await m_store.run([wanted = m_account.retention](AccountStore &store) {
        return confirmedRule(store, wanted);
    });
    if (!confirmed) {
        co_return std::unexpected(confirmed.error());
    }
    if (keepsEverything(m_account.retention) && keepsEverything(*confirmed)) {
        m_findings.held = 0;
        co_return {};
    }
    co_return co_await learn(co_await applyRetention(*confirmed));
}

Task<Result<void>> Pop3Feed::applyRetention(Retention confirmed)
{
    if (m_changed) {
        if (auto read = co_await readKnowledge(); !read) {
            co_return read;
        }
    }
    const QList<ServerCopy> copies = serverCopies(m_listing, m_known);
    const RetentionPlan plan = planRetention(copies, m_account.retention, confirmed, m_trash, QDateTime::currentDateTimeUtc());
    m_findings.held = plan.held;
    if (plan.held == 0 && confirmed != m_account.retention) {
        const auto agreed = co_await m_store.run([rule = m_account.retention](AccountStore &store) {
            return confirmRule(store, rule);
        });
        if (!agreed) {
            co_return agreed;
        }
    }
    co_return co_await removeFromServer(plan.remove);
}

Task<Result<void>> Pop3Feed::removeFromServer(QList<Removal> removals)
{
    if (removals.isEmpty()) {
        co_return {};
    }
    QList<MessageKey> keys;
    for (const Removal &removal : std::as_const(removals)) {
        keys.append(removal.key);
    }
    const auto proofs = co_await m_store.run([keys](AccountStore &store) {
        return store.proveStored(keys);
    });
    if (!proofs) {
        co_return std::unexpected(proofs.error());
    }
    crashPoint("pop3.proved");
    QList<int> numbers;
    for (const DeleteStep &step : deleteSteps(removals, *proofs)) {
        numbers.append(step.number);
    }
    const auto removed = co_await m_session.remove(numbers);
    crashPoint("pop3.deleted");
    if (!removed) {
        co_return std::unexpected(removed.error());
    }
    if (m_findings.listing) {
        m_findings.listing->removeIf([&removed](const Pop3Entry &entry) {
            return removed->contains(entry.number);
        });
    }
    co_return {};
}

Task<Result<void>> Pop3Feed::close()
{
    const Result<void> quit = co_await m_session.quit();
    crashPoint("pop3.quit");
    co_return quit;
}

void Pop3Feed::abort()
{
    m_session.abort();
}

}
