// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "edit.h"

#include "mail.h"

#include <Akonadi/AgentManager>
#include <Akonadi/CollectionCreateJob>
#include <Akonadi/CollectionDeleteJob>
#include <Akonadi/CollectionFetchJob>
#include <Akonadi/CollectionModifyJob>
#include <Akonadi/CollectionMoveJob>
#include <Akonadi/ItemCopyJob>
#include <Akonadi/ItemCreateJob>
#include <Akonadi/ItemDeleteJob>
#include <Akonadi/ItemFetchJob>
#include <Akonadi/ItemFetchScope>
#include <Akonadi/ItemModifyJob>
#include <Akonadi/ItemMoveJob>
#include <Akonadi/SpecialMailCollections>
#include <Akonadi/SpecialMailCollectionsRequestJob>
#include <Akonadi/TagCreateJob>
#include <Akonadi/TransactionSequence>
#include <KMime/Message>
#include <KMime/Util>

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>

#include <cstdio>
#include <functional>

using namespace Qt::StringLiterals;
using Akonadi::Collection;
using Akonadi::Item;

namespace Konto::Probe
{

namespace
{
using ForItems = std::function<void(const Item::List &)>;
using ForCollection = std::function<void(const Collection &)>;

/// The items that the words from \a first on name.
void withItems(const Arguments &arguments, int first, const ForItems &then)
{
    Item::List items;
    for (const QString &word : arguments.words.mid(first)) {
        if (word.startsWith("in:"_L1)) {
            auto *fetch = new Akonadi::ItemFetchJob(Collection(word.mid(3).toLongLong()), qApp);
            whenDone(fetch, [then](Akonadi::ItemFetchJob *done) {
                then(done->items());
            });
            return;
        }
        items.append(Item(word.toLongLong()));
    }
    then(items);
}

void withCollection(const QString &id, const ForCollection &then)
{
    auto *fetch = new Akonadi::CollectionFetchJob(Collection(id.toLongLong()), Akonadi::CollectionFetchJob::Base, qApp);
    whenDone(fetch, [then](Akonadi::CollectionFetchJob *done) {
        if (done->collections().isEmpty()) {
            fail(u"no such collection"_s);
        } else {
            then(done->collections().constFirst());
        }
    });
}

void finishWhenDone(KJob *job)
{
    whenDone(job, [](KJob *) {
        finish({});
    });
}

Item itemFromInput(Item item = Item())
{
    QFile input;
    QByteArray bytes;
    if (input.open(stdin, QIODevice::ReadOnly)) {
        bytes = input.readAll();
    }
    auto message = std::make_shared<KMime::Message>();
    message->setContent(KMime::CRLFtoLF(bytes));
    message->parse();
    item.setMimeType(u"message/rfc822"_s);
    item.setPayload<std::shared_ptr<KMime::Message>>(message);
    return item;
}
}

void createFolder(const Arguments &arguments)
{
    withCollection(arguments.word(0), [name = arguments.word(1)](const Collection &parent) {
        Collection collection;
        collection.setParentCollection(parent);
        collection.setName(name);
        collection.setContentMimeTypes({Collection::mimeType(), u"message/rfc822"_s});
        whenDone(new Akonadi::CollectionCreateJob(collection, qApp), [](Akonadi::CollectionCreateJob *done) {
            finish({{u"id"_s, done->collection().id()}});
        });
    });
}

void renameFolder(const Arguments &arguments)
{
    withCollection(arguments.word(0), [name = arguments.word(1)](Collection collection) {
        collection.setName(name);
        finishWhenDone(new Akonadi::CollectionModifyJob(collection, qApp));
    });
}

void moveFolder(const Arguments &arguments)
{
    withCollection(arguments.word(0), [parent = arguments.word(1)](const Collection &collection) {
        finishWhenDone(new Akonadi::CollectionMoveJob(collection, Collection(parent.toLongLong()), qApp));
    });
}

void deleteFolder(const Arguments &arguments)
{
    finishWhenDone(new Akonadi::CollectionDeleteJob(Collection(arguments.word(0).toLongLong()), qApp));
}

void enableFolder(const Arguments &arguments)
{
    Collection collection(arguments.word(0).toLongLong());
    collection.setEnabled(arguments.word(1) == "true"_L1);
    finishWhenDone(new Akonadi::CollectionModifyJob(collection, qApp));
}

void createTag(const Arguments &arguments)
{
    auto *job = new Akonadi::TagCreateJob(Akonadi::Tag::genericTag(arguments.word(0)), qApp);
    whenDone(job, [](Akonadi::TagCreateJob *done) {
        finish({{u"id"_s, done->tag().id()}});
    });
}

void tagItem(const Arguments &arguments)
{
    Item item(arguments.word(0).toLongLong());
    const Akonadi::Tag tag(arguments.word(2).toLongLong());
    if (arguments.word(1) == "on"_L1) {
        item.setTag(tag);
    } else {
        item.clearTag(tag);
    }
    auto *job = new Akonadi::ItemModifyJob(item, qApp);
    job->disableRevisionCheck();
    job->setIgnorePayload(true);
    finishWhenDone(job);
}

void requestSpecialFolder(const Arguments &arguments)
{
    const auto types = {Akonadi::SpecialMailCollections::SentMail,
                        Akonadi::SpecialMailCollections::Trash,
                        Akonadi::SpecialMailCollections::Drafts,
                        Akonadi::SpecialMailCollections::Templates};
    const QStringList names{u"sent-mail"_s, u"trash"_s, u"drafts"_s, u"templates"_s};
    const qsizetype index = names.indexOf(arguments.word(0));
    if (index < 0) {
        fail(u"no such type"_s);
        return;
    }
    auto *request = new Akonadi::SpecialMailCollectionsRequestJob(qApp);
    const auto agent = Akonadi::AgentManager::self()->instance(arguments.word(1));
    request->requestCollection(*(types.begin() + index), agent);
    whenDone(request, [](Akonadi::SpecialMailCollectionsRequestJob *done) {
        finish({{u"id"_s, done->collection().id()}});
    });
    request->start();
}

void addItems(const Arguments &arguments)
{
    const Collection target(arguments.word(0).toLongLong());
    const Item item = itemFromInput();
    auto *transaction = new Akonadi::TransactionSequence(qApp);
    auto ids = std::make_shared<QJsonArray>();
    for (int i = 0; i < arguments.first; ++i) {
        auto *create = new Akonadi::ItemCreateJob(item, target, transaction);
        QObject::connect(create, &KJob::result, transaction, [ids, create] {
            ids->append(create->item().id());
        });
    }
    whenDone(transaction, [ids](Akonadi::TransactionSequence *) {
        finish({{u"ids"_s, *ids}});
    });
}

void editItem(const Arguments &arguments)
{
    auto *fetch = new Akonadi::ItemFetchJob(Item(arguments.word(0).toLongLong()), qApp);
    whenDone(fetch, [](Akonadi::ItemFetchJob *done) {
        if (done->items().isEmpty()) {
            fail(u"no such item"_s);
            return;
        }
        finishWhenDone(new Akonadi::ItemModifyJob(itemFromInput(done->items().constFirst()), qApp));
    });
}

void copyItems(const Arguments &arguments)
{
    withItems(arguments, 1, [target = Collection(arguments.word(0).toLongLong())](const Item::List &items) {
        finishWhenDone(new Akonadi::ItemCopyJob(items, target, qApp));
    });
}

void moveItems(const Arguments &arguments)
{
    withItems(arguments, 1, [target = Collection(arguments.word(0).toLongLong())](const Item::List &items) {
        finishWhenDone(new Akonadi::ItemMoveJob(items, target, qApp));
    });
}

void deleteItems(const Arguments &arguments)
{
    withItems(arguments, 0, [](const Item::List &items) {
        finishWhenDone(new Akonadi::ItemDeleteJob(items, qApp));
    });
}

}
