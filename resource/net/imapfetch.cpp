// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapfetch.h"

#include "net/imaplog.h"
#include "net/imapranges.h"

#include <KIMAP/FetchJob>
#include <KIMAP/ImapSet>
#include <KMime/Message>

#include <algorithm>
#include <functional>
#include <limits>

using namespace Qt::StringLiterals;

namespace Konto
{

using FetchScope = KIMAP::FetchJob::FetchScope;

static constexpr int maxAttempts = 4;

/// Takes one message of a FETCH response, whose UID was asked for; true when what was asked for came along.
using Taker = std::function<bool(quint32 uid, const KIMAP::Message &message)>;

static KIMAP::ImapSet setOf(const UidRanges &ranges)
{
    KIMAP::ImapSet set;
    for (const auto &[first, last] : ranges) {
        // RFC 9051 section 9, seq-number: "*" is the largest in use. 0 stands for it in KIMAP.
        set.add(KIMAP::ImapInterval(first, last == std::numeric_limits<quint32>::max() ? 0 : last));
    }
    return set;
}

namespace
{
struct Fetched {
    QList<quint32> uids; // with all that was asked for
    quint64 responses = 0;
};
}

/// One FETCH command. Succeeds also when KIMAP lost responses: then fewer are counted than passed the tunnel.
static Task<Result<void>> fetchOnce(ImapConnectionPtr connection, UidRanges uids, FetchScope scope, Taker take, std::shared_ptr<Fetched> fetched)
{
    if (const auto begun = connection->beginJob(); !begun) {
        co_return std::unexpected(begun.error());
    }
    auto *fetch = new KIMAP::FetchJob(connection->kimap());
    fetch->setUidBased(true);
    fetch->setSequenceSet(setOf(uids));
    fetch->setScope(scope);
    QObject::connect(fetch, &KIMAP::FetchJob::messagesAvailable, fetch, [fetched, take, uids](const QMap<qint64, KIMAP::Message> &messages) {
        fetched->responses += messages.size();
        for (const KIMAP::Message &message : messages) {
            // Without a UID, or for another one: the server tells in passing that flags changed
            // (RFC 9051 section 7.5.2).
            const bool wanted = message.uid > 0 && message.uid <= std::numeric_limits<quint32>::max() && contains(uids, quint32(message.uid));
            if (wanted && take(quint32(message.uid), message)) {
                fetched->uids << quint32(message.uid);
            }
        }
    });
    const auto done = co_await runImapJob(connection, fetch, Detail::nothing);
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return Result<void>();
}

/// Fetches until no response was lost on the way through KIMAP, which keeps one per sequence number and 100 ms:
/// flags that change meanwhile, or an expunge that shifts the numbers, make it drop a message.
static Task<Result<void>> fetchPortion(ImapConnectionPtr connection, UidRanges uids, FetchScope scope, Taker take)
{
    for (int attempt = 1; attempt <= maxAttempts && !uids.isEmpty(); ++attempt) {
        auto fetched = std::make_shared<Fetched>();
        const quint64 before = connection->isOpen() ? connection->tunnel().scanner().fetchCount() : 0;
        const auto done = co_await fetchOnce(connection, uids, scope, take, fetched);
        if (!done) {
            co_return std::unexpected(done.error());
        }
        const quint64 passed = connection->tunnel().scanner().fetchCount() - before;
        if (fetched->responses == passed) {
            co_return Result<void>();
        }
        qCDebug(imapLog) << "KIMAP kept" << fetched->responses << "of" << passed << "FETCH responses; asking again for the rest";
        uids = without(uids, fetched->uids);
    }
    if (!uids.isEmpty()) {
        Error error = makeError(ErrorKind::Unavailable, u"the mailbox changes too fast to be read"_s);
        error.scope = Scope::Folder;
        co_return std::unexpected(error);
    }
    co_return Result<void>();
}

static Task<Result<void>> fetchAll(ImapConnectionPtr connection, UidRanges uids, FetchScope scope, Taker take)
{
    for (const UidRanges &portion : inPortions(uids)) {
        const auto done = co_await fetchPortion(connection, portion, scope, take);
        if (!done) {
            co_return std::unexpected(done.error());
        }
    }
    co_return Result<void>();
}

static FetchScope scopeOf(FetchScope::Mode mode)
{
    FetchScope scope;
    scope.mode = mode;
    return scope;
}

static Flags flagsOf(const KIMAP::Message &message)
{
    QByteArrayList names = message.flags;
    names.removeAll(QByteArray()); // KIMAP's reading of "()"
    return Flags::fromImap(names);
}

/// Ascending by UID; of several about the same message the last counts.
template<class T>
static void sortAndUnite(QList<T> &items)
{
    std::ranges::stable_sort(items, {}, &T::uid);
    std::ranges::reverse(items);
    const auto rest = std::ranges::unique(items, {}, &T::uid);
    items.erase(rest.begin(), rest.end());
    std::ranges::reverse(items);
}

Task<Result<QList<ImapHeader>>> fetchImapHeaders(ImapConnectionPtr connection, UidRanges uids)
{
    auto found = std::make_shared<QList<ImapHeader>>();
    const Taker take = [found](quint32 uid, const KIMAP::Message &message) {
        const QByteArray header = message.message ? message.message->head() : QByteArray();
        // Flags alone: news in passing. Every message has a size, and a header block of at least a line end.
        if (message.size <= 0 && header.isEmpty()) {
            return false;
        }
        found->append({.uid = uid, .size = message.size, .flags = flagsOf(message), .header = header});
        return true;
    };
    const auto done = co_await fetchAll(connection, uids, scopeOf(FetchScope::FullHeaders), take);
    if (!done) {
        co_return std::unexpected(done.error());
    }
    const QHash<quint32, QDateTime> dates = connection->tunnel().scanner().takeDates();
    for (ImapHeader &header : *found) {
        header.internalDate = dates.value(header.uid);
    }
    sortAndUnite(*found);
    co_return std::move(*found);
}

Task<Result<QHash<quint32, QByteArray>>> fetchImapTexts(ImapConnectionPtr connection, UidRanges uids)
{
    FetchScope scope = scopeOf(FetchScope::Content);
    scope.parts << "TEXT";
    auto found = std::make_shared<QHash<quint32, QByteArray>>();
    const Taker take = [found](quint32 uid, const KIMAP::Message &message) {
        const auto part = message.parts.constFind("TEXT");
        if (part == message.parts.cend()) {
            return false;
        }
        found->insert(uid, (*part)->body());
        return true;
    };
    const auto done = co_await fetchAll(connection, uids, scope, take);
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return std::move(*found);
}

}
