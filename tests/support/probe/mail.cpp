// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "mail.h"

#include <Akonadi/Collection>
#include <Akonadi/CollectionFetchJob>
#include <Akonadi/CollectionFetchScope>
#include <Akonadi/CollectionStatistics>
#include <Akonadi/EntityDisplayAttribute>
#include <Akonadi/ItemFetchJob>
#include <Akonadi/ItemFetchScope>
#include <Akonadi/ItemModifyJob>
#include <Akonadi/MessageParts>
#include <Akonadi/SpecialCollectionAttribute>
#include <Akonadi/Tag>
#include <KMime/Message>

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;
using Akonadi::Collection;
using Akonadi::Item;

namespace Konto::Probe
{

namespace
{
constexpr qsizetype longestText = 4096;

using MessagePointer = std::shared_ptr<KMime::Message>;

QJsonArray rightsOf(const Collection &collection)
{
    static const std::initializer_list<std::pair<Collection::Right, QLatin1StringView>> names = {
        {Collection::CanChangeItem, "changeItem"_L1},
        {Collection::CanCreateItem, "createItem"_L1},
        {Collection::CanDeleteItem, "deleteItem"_L1},
        {Collection::CanChangeCollection, "changeCollection"_L1},
        {Collection::CanCreateCollection, "createCollection"_L1},
        {Collection::CanDeleteCollection, "deleteCollection"_L1},
    };
    QJsonArray rights;
    for (const auto &[right, name] : names) {
        if (collection.rights() & right) {
            rights.append(name);
        }
    }
    return rights;
}

QJsonObject describeCollection(const Collection &collection)
{
    QJsonObject object{
        {u"id"_s, collection.id()},
        {u"parent"_s, collection.parentCollection().id()},
        {u"name"_s, collection.name()},
        {u"displayName"_s, collection.displayName()},
        {u"rid"_s, collection.remoteId()},
        {u"mimeTypes"_s, QJsonArray::fromStringList(collection.contentMimeTypes())},
        {u"rights"_s, rightsOf(collection)},
        {u"count"_s, collection.statistics().count()},
        {u"unread"_s, collection.statistics().unreadCount()},
        {u"size"_s, collection.statistics().size()},
        {u"enabled"_s, collection.enabled()},
        {u"icon"_s, QString()},
        {u"special"_s, QString()},
    };
    if (const auto *display = collection.attribute<Akonadi::EntityDisplayAttribute>()) {
        object[u"icon"_s] = display->iconName();
    }
    if (const auto *special = collection.attribute<Akonadi::SpecialCollectionAttribute>()) {
        object[u"special"_s] = QString::fromLatin1(special->collectionType());
    }
    return object;
}

QJsonArray partNames(const QSet<QByteArray> &parts)
{
    QStringList names;
    for (const QByteArray &part : parts) {
        names.append(QString::fromLatin1(part));
    }
    names.sort();
    return QJsonArray::fromStringList(names);
}

QDateTime dateOf(const Item &item)
{
    if (!item.hasPayload<MessagePointer>()) {
        return {};
    }
    auto *date = item.payload<MessagePointer>()->date(KMime::CreatePolicy::DontCreate);
    return date ? date->dateTime() : QDateTime();
}

void sortItems(Item::List &items, const QString &order)
{
    if (order == "id"_L1 || order.isEmpty()) {
        std::ranges::sort(items, {}, &Item::id);
        return;
    }
    std::ranges::sort(items, {}, [](const Item &item) {
        return std::pair(dateOf(item), item.id());
    });
    if (order == "newest"_L1) {
        std::ranges::reverse(items);
    }
}

/// SHA-256 whatever the line ends and however many of them end the message.
QString contentHash(QByteArray bytes)
{
    bytes.replace("\r\n", "\n");
    while (bytes.endsWith('\n')) {
        bytes.chop(1);
    }
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

}

QJsonObject describeItem(const Item &item)
{
    QStringList flags;
    const QSet<QByteArray> set = item.flags();
    for (const QByteArray &flag : set) {
        flags.append(QString::fromLatin1(flag));
    }
    flags.sort();
    QJsonObject object{
        {u"id"_s, item.id()},
        {u"rid"_s, item.remoteId()},
        {u"collection"_s, item.parentCollection().id()},
        {u"flags"_s, QJsonArray::fromStringList(flags)},
        {u"size"_s, item.size()},
    };
    if (!item.tags().isEmpty()) {
        QJsonArray tags;
        const Akonadi::Tag::List ids = item.tags();
        for (const Akonadi::Tag &tag : ids) {
            tags.append(tag.id());
        }
        object.insert(u"tags"_s, tags);
    }
    if (item.hasPayload<MessagePointer>()) {
        const auto message = item.payload<MessagePointer>();
        const auto *subject = message->subject(KMime::CreatePolicy::DontCreate);
        object.insert(u"subject"_s, subject ? subject->asUnicodeString() : QString());
        object.insert(u"date"_s, dateOf(item).toString(Qt::ISODate));
    }
    return object;
}

void showTree(const Arguments &arguments)
{
    auto *job = new Akonadi::CollectionFetchJob(Collection::root(), Akonadi::CollectionFetchJob::Recursive, qApp);
    job->fetchScope().setResource(arguments.word(0));
    job->fetchScope().setIncludeStatistics(true);
    job->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    whenDone(job, [](Akonadi::CollectionFetchJob *done) {
        QJsonArray collections;
        const Collection::List found = done->collections();
        for (const Collection &collection : found) {
            collections.append(describeCollection(collection));
        }
        finish({{u"collections"_s, collections}});
    });
}

void showItems(const Arguments &arguments)
{
    auto *job = new Akonadi::ItemFetchJob(Collection(arguments.word(0).toLongLong()), qApp);
    job->fetchScope().setCacheOnly(true);
    job->fetchScope().setFetchTags(true);
    job->fetchScope().setIgnoreRetrievalErrors(true);
    job->fetchScope().setAncestorRetrieval(Akonadi::ItemFetchScope::Parent);
    if (arguments.payload) {
        job->fetchScope().fetchFullPayload(true);
    } else {
        job->fetchScope().fetchPayloadPart(Akonadi::MessagePart::Envelope);
    }
    for (const QString &attribute : arguments.attributes.split(u',', Qt::SkipEmptyParts)) {
        job->fetchScope().fetchAttribute(attribute.toLatin1());
    }
    whenDone(job, [arguments](Akonadi::ItemFetchJob *done) {
        Item::List items = done->items();
        const qsizetype count = items.size();
        sortItems(items, arguments.sort);
        if (arguments.limit >= 0) {
            items.resize(std::min<qsizetype>(items.size(), arguments.limit));
        }
        QJsonArray list;
        for (const Item &item : std::as_const(items)) {
            QJsonObject object = describeItem(item);
            if (arguments.payload) {
                object.insert(u"parts"_s, partNames(item.loadedPayloadParts()));
            }
            list.append(object);
        }
        finish({{u"count"_s, count}, {u"items"_s, list}});
    });
}

void showContents(const Arguments &arguments)
{
    auto *job = new Akonadi::CollectionFetchJob(Collection::root(), Akonadi::CollectionFetchJob::Recursive, qApp);
    job->fetchScope().setResource(arguments.word(0));
    job->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    whenDone(job, [](Akonadi::CollectionFetchJob *done) {
        const auto collections = std::make_shared<QJsonArray>();
        const auto items = std::make_shared<QJsonArray>();
        const auto waiting = std::make_shared<qsizetype>(done->collections().size());
        const Collection::List found = done->collections();
        if (found.isEmpty()) {
            finish({{u"collections"_s, *collections}, {u"items"_s, *items}});
        }
        for (const Collection &collection : found) {
            collections->append(describeCollection(collection));
            auto *fetch = new Akonadi::ItemFetchJob(collection, qApp);
            fetch->fetchScope().setCacheOnly(true);
            fetch->fetchScope().setFetchTags(true);
            fetch->fetchScope().setIgnoreRetrievalErrors(true);
            fetch->fetchScope().setAncestorRetrieval(Akonadi::ItemFetchScope::Parent);
            fetch->fetchScope().fetchPayloadPart(Akonadi::MessagePart::Envelope);
            whenDone(fetch, [collections, items, waiting](Akonadi::ItemFetchJob *fetched) {
                const Item::List list = fetched->items();
                for (const Item &item : list) {
                    items->append(describeItem(item));
                }
                if (--*waiting == 0) {
                    finish({{u"collections"_s, *collections}, {u"items"_s, *items}});
                }
            });
        }
    });
}

void showItem(const Arguments &arguments)
{
    auto *job = new Akonadi::ItemFetchJob(Item(arguments.word(0).toLongLong()), qApp);
    job->fetchScope().setAncestorRetrieval(Akonadi::ItemFetchScope::Parent);
    if (arguments.full) {
        job->fetchScope().fetchFullPayload(true);
    } else {
        job->fetchScope().fetchPayloadPart(Akonadi::MessagePart::Envelope);
        job->fetchScope().setCacheOnly(true);
    }
    QElapsedTimer clock;
    clock.start();
    whenDone(job, [clock, full = arguments.full](Akonadi::ItemFetchJob *done) {
        const qint64 elapsed = clock.elapsed();
        if (done->items().isEmpty()) {
            fail(u"no such item"_s);
            return;
        }
        const Item item = done->items().constFirst();
        QJsonObject object = describeItem(item);
        object.insert(u"elapsed_ms"_s, elapsed);
        object.insert(u"parts"_s, partNames(item.loadedPayloadParts()));
        if (full && item.hasPayload<MessagePointer>()) {
            const auto message = item.payload<MessagePointer>();
            if (const auto *text = message->textContent()) {
                object.insert(u"text"_s, text->decodedText().first(qMin<qsizetype>(text->decodedText().size(), longestText)));
            }
            const QByteArray bytes = message->encodedContent();
            object.insert(u"bytes"_s, bytes.size());
            object.insert(u"sha256"_s, contentHash(bytes));
        }
        finish(object);
    });
}

void changeFlags(const Arguments &arguments)
{
    const QString which = arguments.word(0);
    auto *job = which.startsWith("in:"_L1) ? new Akonadi::ItemFetchJob(Collection(which.mid(3).toLongLong()), qApp)
                                           : new Akonadi::ItemFetchJob(Item(which.toLongLong()), qApp);
    whenDone(job, [words = arguments.words.mid(1)](Akonadi::ItemFetchJob *done) {
        if (done->items().isEmpty()) {
            fail(u"no such item"_s);
            return;
        }
        Item::List items = done->items();
        for (Item &item : items) {
            for (const QString &word : words) {
                const QByteArray flag = word.mid(1).toLatin1();
                if (word.startsWith(u'+')) {
                    item.setFlag(flag);
                } else {
                    item.clearFlag(flag);
                }
            }
        }
        auto *modify = new Akonadi::ItemModifyJob(items, qApp);
        modify->setIgnorePayload(true);
        whenDone(modify, [](Akonadi::ItemModifyJob *changed) {
            finish(describeItem(changed->item()));
        });
    });
}

}
