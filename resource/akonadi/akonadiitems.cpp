// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "akonadi/akonadiitems.h"

#include "akonadi/akonadijob.h"
#include "akonadi/mailtags.h"

#include <Akonadi/ItemCreateJob>
#include <Akonadi/ItemDeleteJob>
#include <Akonadi/ItemFetchJob>
#include <Akonadi/ItemFetchScope>
#include <Akonadi/ItemModifyJob>
#include <Akonadi/ItemMoveJob>
#include <Akonadi/MessageParts>
#include <Akonadi/Session>
#include <Akonadi/TransactionSequence>

#include <KMime/Message>

#include <QCoreApplication>

#include <functional>
#include <memory>

namespace Konto
{

namespace
{
using AddJobs = std::function<void(Akonadi::TransactionSequence *)>;

/// Runs the jobs that \a addJobs makes as one transaction; once more if that fails.
Task<Result<void>> runTransaction(AddJobs addJobs)
{
    Result<void> outcome;
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto *transaction = new Akonadi::TransactionSequence;
        transaction->setAutomaticCommittingEnabled(false);
        addJobs(transaction);
        transaction->commit();
        outcome = co_await akonadiJob(transaction);
        if (outcome) {
            break;
        }
    }
    co_return outcome;
}

/// Calls \a work with slices of \a list, one transaction each.
template<class List>
Task<Result<void>> inTransactions(List list, std::function<void(Akonadi::TransactionSequence *, const List &)> work)
{
    for (qsizetype from = 0; from < list.size(); from += transactionSize) {
        const List slice = list.mid(from, transactionSize);
        const AddJobs addJobs = [&work, &slice](Akonadi::TransactionSequence *transaction) {
            work(transaction, slice);
        };
        const auto done = co_await runTransaction(addJobs);
        if (!done) {
            co_return done;
        }
    }
    co_return {};
}

Akonadi::Item::List itemsOfKeys(const QList<MessageKey> &keys)
{
    Akonadi::Item::List items;
    items.reserve(keys.size());
    for (const MessageKey &key : keys) {
        Akonadi::Item item;
        item.setRemoteId(QString::fromLatin1(key));
        items.append(item);
    }
    return items;
}

Akonadi::Item::List itemsOfIds(const QList<qint64> &ids)
{
    Akonadi::Item::List items;
    items.reserve(ids.size());
    for (const qint64 id : ids) {
        items.append(Akonadi::Item(id));
    }
    return items;
}

/// The same when Akonadi has none of them: it answers that with an error, which looks like any other.
Task<Result<Akonadi::Item::List>> findAmongAll(Akonadi::Collection collection, QList<MessageKey> keys)
{
    const auto known = co_await listItems(collection);
    if (!known) {
        co_return std::unexpected(known.error());
    }
    const QSet<MessageKey> wanted(keys.cbegin(), keys.cend());
    QList<qint64> ids;
    for (const KnownItem &item : *known) {
        if (wanted.contains(item.key)) {
            ids.append(item.id);
        }
    }
    if (ids.isEmpty()) {
        co_return Akonadi::Item::List();
    }
    auto *fetch = new Akonadi::ItemFetchJob(itemsOfIds(ids));
    fetch->fetchScope().setCacheOnly(true);
    fetch->fetchScope().setFetchRemoteIdentification(true);
    co_return co_await akonadiJob(fetch, [](Akonadi::ItemFetchJob *job) {
        return job->items();
    });
}

/// The items of a collection that have these keys; unknown keys are left out.
Task<Result<Akonadi::Item::List>> findItems(Akonadi::Collection collection, QList<MessageKey> keys)
{
    Akonadi::Item::List found;
    for (qsizetype from = 0; from < keys.size(); from += transactionSize) {
        auto *fetch = new Akonadi::ItemFetchJob(itemsOfKeys(keys.mid(from, transactionSize)));
        fetch->setCollection(collection);
        fetch->fetchScope().setCacheOnly(true);
        fetch->fetchScope().setFetchRemoteIdentification(true);
        auto items = co_await akonadiJob(fetch, [](Akonadi::ItemFetchJob *job) {
            return job->items();
        });
        if (!items) {
            items = co_await findAmongAll(collection, keys.mid(from, transactionSize));
        }
        if (!items) {
            co_return std::unexpected(items.error());
        }
        found += *items;
    }
    co_return found;
}

/// The difference between what Akonadi has and what it should have.
struct FlagChange {
    Akonadi::Item item; ///< carries the difference only
    Akonadi::Item::Flags added;
    Akonadi::Item::Flags removed;
};

FlagChange flagDifference(const Akonadi::Item &have, const Flags &want)
{
    const Akonadi::Item::Flags current = toAkonadi(fromAkonadi(have.flags()));
    const Akonadi::Item::Flags wanted = toAkonadi(want);
    FlagChange change{.item = Akonadi::Item(have.id()), .added = wanted - current, .removed = current - wanted};
    for (const QByteArray &flag : std::as_const(change.added)) {
        change.item.setFlag(flag);
    }
    for (const QByteArray &flag : std::as_const(change.removed)) {
        change.item.clearFlag(flag);
    }
    return change;
}

using Tags = QHash<QByteArray, Akonadi::Tag>;

/// The tags of keywords, as far as the user has such; not asked for when there are no keywords.
Task<Result<Tags>> tagsFor(QList<Akonadi::Item::Flags> flags)
{
    const bool any = std::ranges::any_of(flags, [](const Akonadi::Item::Flags &names) {
        return !fromAkonadi(names).keywords().isEmpty();
    });
    if (!any) {
        co_return Tags();
    }
    co_return co_await readTags();
}

void addTags(Akonadi::Item &item, const Akonadi::Item::Flags &keywords, const Tags &tags)
{
    for (const QByteArray &keyword : keywords) {
        if (const auto tag = tags.constFind(keyword.toLower()); tag != tags.cend()) {
            item.setTag(*tag);
        }
    }
}

/// Tags follow the keywords they stand for.
Task<Result<void>> applyFlagChanges(QList<FlagChange> changes)
{
    QList<Akonadi::Item::Flags> changed;
    for (const FlagChange &change : std::as_const(changes)) {
        changed << change.added << change.removed;
    }
    const auto tags = co_await tagsFor(changed);
    if (!tags) {
        co_return std::unexpected(tags.error());
    }
    Akonadi::Item::List items;
    for (FlagChange &change : changes) {
        addTags(change.item, change.added, *tags);
        for (const QByteArray &keyword : std::as_const(change.removed)) {
            if (const auto tag = tags->constFind(keyword.toLower()); tag != tags->cend()) {
                change.item.clearTag(*tag);
            }
        }
        items.append(change.item);
    }
    co_return co_await writeItems(items);
}
}

Task<Result<QList<KnownItem>>> listItems(Akonadi::Collection collection, QDateTime changedSince)
{
    auto *fetch = new Akonadi::ItemFetchJob(collection);
    fetch->fetchScope().setCacheOnly(true);
    fetch->fetchScope().setFetchModificationTime(changedSince.isValid());
    fetch->fetchScope().setFetchRemoteIdentification(true);
    // Items are large: what is wanted of them is taken as they come.
    fetch->setDeliveryOption(Akonadi::ItemFetchJob::EmitItemsInBatches);
    const auto known = std::make_shared<QList<KnownItem>>();
    QObject::connect(fetch, &Akonadi::ItemFetchJob::itemsReceived, fetch, [known, changedSince](const Akonadi::Item::List &items) {
        for (const Akonadi::Item &item : items) {
            if (changedSince.isValid() && item.modificationTime() < changedSince) {
                continue;
            }
            known->append({.id = item.id(),
                           .key = item.remoteId().toLatin1(),
                           .flags = fromAkonadi(item.flags()),
                           .changed = changedSince.isValid() ? item.modificationTime() : QDateTime(),
                           .revision = changedSince.isValid() ? item.revision() : 0});
        }
    });
    const auto fetched = co_await akonadiJob(fetch);
    co_return fetched.transform([&known] {
        return std::move(*known);
    });
}

/// The message as one part of the item has it. Several parts would be laid one over the other, and the envelope take the place
/// of fields of the header.
static Task<Result<QByteArray>> messageFrom(qint64 item, QByteArray part)
{
    auto *fetch = new Akonadi::ItemFetchJob(Akonadi::Item(item));
    fetch->fetchScope().setCacheOnly(true);
    fetch->fetchScope().fetchPayloadPart(part);
    fetch->fetchScope().setIgnoreRetrievalErrors(true);
    co_return co_await akonadiJob(fetch, [](Akonadi::ItemFetchJob *job) {
        const Akonadi::Item::List items = job->items();
        using MessagePointer = std::shared_ptr<KMime::Message>;
        if (items.isEmpty() || !items.first().hasPayload<MessagePointer>()) {
            return QByteArray();
        }
        return items.first().payload<MessagePointer>()->encodedContent(KMime::NewlineType::CRLF);
    });
}

Task<Result<QByteArray>> messageOf(Akonadi::Item item)
{
    const auto whole = co_await messageFrom(item.id(), Akonadi::MessagePart::Body);
    if (!whole || !whole->isEmpty()) {
        co_return whole;
    }
    co_return co_await messageFrom(item.id(), Akonadi::MessagePart::Header);
}

Task<Result<void>> setKey(qint64 id, MessageKey key)
{
    Akonadi::Item item(id);
    item.setRemoteId(QString::fromLatin1(key));
    co_return co_await writeItems({item});
}

Task<Result<void>> writeItems(Akonadi::Item::List items)
{
    co_return co_await inTransactions<Akonadi::Item::List>(items, [](Akonadi::TransactionSequence *transaction, const Akonadi::Item::List &slice) {
        for (const Akonadi::Item &item : slice) {
            auto *modify = new Akonadi::ItemModifyJob(item, transaction);
            modify->disableRevisionCheck();
            modify->setIgnorePayload(true);
        }
    });
}

Task<Result<void>> createItems(Akonadi::Collection collection, Akonadi::Item::List items)
{
    QList<Akonadi::Item::Flags> flags;
    for (const Akonadi::Item &item : std::as_const(items)) {
        flags << item.flags();
    }
    const auto tags = co_await tagsFor(flags);
    if (!tags) {
        co_return std::unexpected(tags.error());
    }
    for (Akonadi::Item &item : items) {
        addTags(item, item.flags(), *tags);
    }
    co_return co_await inTransactions<Akonadi::Item::List>(items, [collection](Akonadi::TransactionSequence *transaction, const Akonadi::Item::List &slice) {
        for (const Akonadi::Item &item : slice) {
            new Akonadi::ItemCreateJob(item, collection, transaction);
        }
    });
}

Task<Result<void>> replacePayloads(Akonadi::Collection collection, Akonadi::Item::List items)
{
    QHash<QString, Akonadi::Item> payloads;
    QList<MessageKey> keys;
    for (const Akonadi::Item &item : std::as_const(items)) {
        payloads.insert(item.remoteId(), item);
        keys.append(item.remoteId().toLatin1());
    }
    auto found = co_await findItems(collection, keys);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    for (Akonadi::Item &item : *found) {
        Akonadi::Item with = payloads.value(item.remoteId());
        with.setId(item.id());
        item = with;
    }
    co_return co_await inTransactions<Akonadi::Item::List>(*found, [](Akonadi::TransactionSequence *transaction, const Akonadi::Item::List &slice) {
        for (const Akonadi::Item &item : slice) {
            auto *modify = new Akonadi::ItemModifyJob(item, transaction);
            modify->disableRevisionCheck();
        }
    });
}

Task<Result<void>> setItemFlags(Akonadi::Collection collection, QHash<MessageKey, Flags> flags)
{
    const auto found = co_await findItems(collection, flags.keys());
    if (!found) {
        co_return std::unexpected(found.error());
    }
    QList<FlagChange> changes;
    for (const Akonadi::Item &item : *found) {
        changes.append(flagDifference(item, flags.value(item.remoteId().toLatin1())));
    }
    co_return co_await applyFlagChanges(changes);
}

Task<Result<void>> setItemFlagsById(QList<std::pair<qint64, Flags>> flags)
{
    QHash<qint64, Flags> wanted;
    for (const auto &[id, want] : std::as_const(flags)) {
        wanted.insert(id, want);
    }
    QList<qint64> ids = wanted.keys();
    QList<FlagChange> changes;
    for (qsizetype from = 0; from < ids.size(); from += transactionSize) {
        auto *fetch = new Akonadi::ItemFetchJob(itemsOfIds(ids.mid(from, transactionSize)));
        fetch->fetchScope().setCacheOnly(true);
        const auto items = co_await akonadiJob(fetch, [](Akonadi::ItemFetchJob *job) {
            return job->items();
        });
        if (!items) {
            co_return std::unexpected(items.error());
        }
        for (const Akonadi::Item &item : *items) {
            changes.append(flagDifference(item, wanted.value(item.id())));
        }
    }
    co_return co_await applyFlagChanges(changes);
}

Task<Result<void>> moveItems(Akonadi::Collection from, QList<MessageKey> keys, Akonadi::Collection to)
{
    const auto found = co_await findItems(from, keys);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    // Akonadi 26.08 moves nothing, and says it did, when the resource asks in its own session: it looks for the items
    // without those of the resource that asks. So the move comes from somebody else, and is replayed like the user's.
    static auto *session = new Akonadi::Session("konto-moves-" + QByteArray::number(QCoreApplication::applicationPid()), QCoreApplication::instance());
    for (qsizetype first = 0; first < found->size(); first += transactionSize) {
        if (auto moved = co_await akonadiJob(new Akonadi::ItemMoveJob(found->mid(first, transactionSize), to, session)); !moved) {
            co_return moved;
        }
    }
    co_return {};
}

Task<Result<void>> removeItems(Akonadi::Collection collection, QList<MessageKey> keys)
{
    const auto found = co_await findItems(collection, keys);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    QList<qint64> ids;
    for (const Akonadi::Item &item : *found) {
        ids.append(item.id());
    }
    co_return co_await removeItemsById(ids);
}

Task<Result<void>> removeItemsById(QList<qint64> ids)
{
    co_return co_await inTransactions<Akonadi::Item::List>(itemsOfIds(ids), [](Akonadi::TransactionSequence *transaction, const Akonadi::Item::List &slice) {
        new Akonadi::ItemDeleteJob(slice, transaction);
    });
}

}
