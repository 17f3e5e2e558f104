// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "akonadi/stockmail.h"

#include "akonadi/akonadijob.h"
#include "akonadi/mailitem.h"
#include "akonadi/mailtags.h"

#include <Akonadi/AttributeFactory>
#include <Akonadi/CollectionFetchJob>
#include <Akonadi/CollectionFetchScope>
#include <Akonadi/CollectionStatistics>
#include <Akonadi/ItemFetchJob>
#include <Akonadi/ItemFetchScope>
#include <Akonadi/MessageParts>
#include <Akonadi/Pop3ResourceAttribute>
#include <Akonadi/SpecialCollectionAttribute>

#include <KConfig>
#include <KConfigGroup>
#include <KMime/Message>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// An attribute of kdepim-runtime's IMAP resource, which that keeps to itself.
class UidValidity : public Akonadi::Attribute
{
public:
    [[nodiscard]] QByteArray type() const override
    {
        return QByteArrayLiteral("uidvalidity");
    }
    [[nodiscard]] Attribute *clone() const override
    {
        return new UidValidity(*this);
    }
    [[nodiscard]] QByteArray serialized() const override
    {
        return m_text;
    }
    void deserialize(const QByteArray &data) override
    {
        m_text = data;
    }
    /// The resource keeps it as a signed number: above 2^31 it is negative there.
    [[nodiscard]] quint32 value() const
    {
        return static_cast<quint32>(m_text.toLongLong());
    }

private:
    QByteArray m_text;
};

void registerAttributes()
{
    static const bool once = [] {
        Akonadi::AttributeFactory::registerAttribute<UidValidity>();
        Akonadi::AttributeFactory::registerAttribute<Akonadi::Pop3ResourceAttribute>();
        return true;
    }();
    Q_UNUSED(once)
}

bool holdsMessages(const Akonadi::Collection &collection)
{
    return collection.contentMimeTypes().contains(KMime::Message::mimeType());
}

/// Remote ids are a delimiter and a name, from the root down.
StockFolder mailboxOf(const Akonadi::Collection &collection, const QHash<qint64, Akonadi::Collection> &all)
{
    StockFolder folder{.collection = collection.id(), .mailbox = {}, .delimiter = {}, .messages = std::max<qint64>(0, collection.statistics().count())};
    for (Akonadi::Collection level = collection; level.parentCollection() != Akonadi::Collection::root(); level = all.value(level.parentCollection().id())) {
        if (!level.isValid() || level.remoteId().size() < 2) {
            return {};
        }
        folder.mailbox.prepend(level.remoteId());
    }
    folder.delimiter = folder.mailbox.at(0);
    folder.mailbox.removeFirst();
    if (const auto *attribute = collection.attribute<UidValidity>()) {
        folder.uidValidity = attribute->value();
    }
    return folder;
}

StockItem stockItem(const Akonadi::Item &item, const QHash<Akonadi::Tag::Id, QByteArray> &keywords)
{
    StockItem found{.id = item.id(), .uid = item.remoteId().toUInt(), .size = item.size(), .flags = {}, .serverFlags = {}};
    found.serverFlags = fromAkonadi(item.flags());
    found.flags = found.serverFlags;
    const Akonadi::Tag::List tags = item.tags();
    for (const Akonadi::Tag &tag : tags) {
        if (const QByteArray keyword = keywords.value(tag.id()); !keyword.isEmpty()) {
            found.flags.setKeyword(keyword);
        }
    }
    found.cached = item.cachedPayloadParts().contains(QByteArrayLiteral("PLD:RFC822"));
    return found;
}

Task<Result<QHash<Akonadi::Tag::Id, QByteArray>>> keywordsOfTags()
{
    const auto tags = co_await readTags();
    if (!tags) {
        co_return std::unexpected(tags.error());
    }
    QHash<Akonadi::Tag::Id, QByteArray> keywords;
    for (auto tag = tags->cbegin(); tag != tags->cend(); ++tag) {
        keywords.insert(tag.value().id(), tag.key());
    }
    co_return keywords;
}
}

Task<Result<QList<StockFolder>>> stockMailboxes(QString identifier)
{
    registerAttributes();
    auto *fetch = new Akonadi::CollectionFetchJob(Akonadi::Collection::root(), Akonadi::CollectionFetchJob::Recursive);
    fetch->fetchScope().setResource(identifier);
    fetch->fetchScope().setIncludeStatistics(true);
    fetch->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    fetch->fetchScope().setAncestorRetrieval(Akonadi::CollectionFetchScope::Parent);
    const auto collections = co_await akonadiJob(fetch, [](Akonadi::CollectionFetchJob *job) {
        return job->collections();
    });
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    QHash<qint64, Akonadi::Collection> all;
    for (const Akonadi::Collection &collection : *collections) {
        all.insert(collection.id(), collection);
    }
    QList<StockFolder> folders;
    for (const Akonadi::Collection &collection : *collections) {
        if (collection.parentCollection() == Akonadi::Collection::root() || !holdsMessages(collection)) {
            continue;
        }
        if (const StockFolder folder = mailboxOf(collection, all); !folder.mailbox.isEmpty()) {
            folders.append(folder);
        }
    }
    std::ranges::sort(folders, {}, &StockFolder::mailbox);
    co_return folders;
}

/// Where Akonadi remembers which resource has the desktop's own folders.
static QString localFoldersResource()
{
    return KConfig(u"specialmailcollectionsrc"_s).group(u"SpecialCollections"_s).readEntry(u"DefaultResourceId"_s, QString());
}

static Task<Result<Akonadi::Collection>> localInbox()
{
    const QString resource = localFoldersResource();
    if (resource.isEmpty()) {
        co_return Akonadi::Collection();
    }
    auto *fetch = new Akonadi::CollectionFetchJob(Akonadi::Collection::root(), Akonadi::CollectionFetchJob::Recursive);
    fetch->fetchScope().setResource(resource);
    fetch->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    co_return co_await akonadiJob(fetch, [](Akonadi::CollectionFetchJob *job) {
        const Akonadi::Collection::List collections = job->collections();
        for (const Akonadi::Collection &collection : collections) {
            const auto *special = collection.attribute<Akonadi::SpecialCollectionAttribute>();
            if (special && special->collectionType() == "inbox") {
                return collection;
            }
        }
        return Akonadi::Collection();
    });
}

Task<Result<std::optional<StockFolder>>> stockTarget(qint64 collection)
{
    Result<Akonadi::Collection> target = Akonadi::Collection(collection);
    if (collection <= 0) {
        target = co_await localInbox();
    }
    if (!target || !target->isValid()) {
        co_return target ? Result<std::optional<StockFolder>>(std::nullopt) : std::unexpected(target.error());
    }
    auto *fetch = new Akonadi::CollectionFetchJob(*target, Akonadi::CollectionFetchJob::Base);
    fetch->fetchScope().setIncludeStatistics(true);
    fetch->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    const auto found = co_await akonadiJob(fetch, [](Akonadi::CollectionFetchJob *job) {
        return job->collections();
    });
    if (!found || found->isEmpty()) {
        co_return std::nullopt; // the user has removed it: Akonadi says "unknown collection"
    }
    co_return StockFolder{.collection = found->first().id(),
                          .mailbox = found->first().name(),
                          .delimiter = {},
                          .messages = std::max<qint64>(0, found->first().statistics().count())};
}

Task<Result<QList<StockItem>>> stockItems(qint64 collection, QString pop3Account)
{
    registerAttributes();
    const auto keywords = co_await keywordsOfTags();
    if (!keywords) {
        co_return std::unexpected(keywords.error());
    }
    auto *fetch = new Akonadi::ItemFetchJob(Akonadi::Collection(collection));
    Akonadi::ItemFetchScope &scope = fetch->fetchScope();
    scope.setCacheOnly(true);
    scope.setFetchRemoteIdentification(true);
    scope.setFetchTags(true);
    if (pop3Account.isEmpty()) {
        scope.fetchFullPayload();
        scope.setCheckForCachedPayloadPartsOnly();
    } else {
        // Together with the above, Akonadi 26.08 tells no attributes
        scope.fetchAttribute<Akonadi::Pop3ResourceAttribute>();
    }
    co_return co_await akonadiJob(fetch, [keywords, pop3Account](Akonadi::ItemFetchJob *job) {
        QList<StockItem> found;
        const Akonadi::Item::List items = job->items();
        for (const Akonadi::Item &item : items) {
            const auto *origin = item.attribute<Akonadi::Pop3ResourceAttribute>();
            if (pop3Account.isEmpty() || (origin && origin->pop3AccountName() == pop3Account)) {
                found.append(stockItem(item, *keywords));
            }
        }
        std::ranges::sort(found, {}, &StockItem::id);
        return found;
    });
}

static Task<Result<QList<qint64>>> foldersBeside(qint64 target)
{
    auto *fetchTarget = new Akonadi::CollectionFetchJob(Akonadi::Collection(target), Akonadi::CollectionFetchJob::Base);
    fetchTarget->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    const auto resource = co_await akonadiJob(fetchTarget, [](Akonadi::CollectionFetchJob *job) {
        return job->collections().isEmpty() ? QString() : job->collections().first().resource();
    });
    if (!resource || resource->isEmpty()) {
        co_return resource.transform([](const QString &) {
            return QList<qint64>();
        });
    }
    auto *fetch = new Akonadi::CollectionFetchJob(Akonadi::Collection::root(), Akonadi::CollectionFetchJob::Recursive);
    fetch->fetchScope().setResource(*resource);
    fetch->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    co_return co_await akonadiJob(fetch, [target](Akonadi::CollectionFetchJob *job) {
        QList<qint64> beside;
        const Akonadi::Collection::List collections = job->collections();
        for (const Akonadi::Collection &collection : collections) {
            if (collection.id() != target && holdsMessages(collection)) {
                beside.append(collection.id());
            }
        }
        return beside;
    });
}

Task<Result<qint64>> countSorted(qint64 target, QString pop3Account)
{
    const auto folders = co_await foldersBeside(target);
    if (!folders) {
        co_return std::unexpected(folders.error());
    }
    qint64 count = 0;
    for (const qint64 folder : *folders) {
        const auto items = co_await stockItems(folder, pop3Account);
        if (!items) {
            co_return std::unexpected(items.error());
        }
        count += items->size();
    }
    co_return count;
}

namespace
{
enum class Fetch {
    Cached,
    FromResource, ///< fails as a whole when one cannot be had
    WithoutBody, ///< what is in the cache and has no body, so that there is no part of it to be had anywhere
};

Akonadi::ItemFetchJob *fetchJob(const Akonadi::Item::List &wanted, Fetch how)
{
    auto *fetch = new Akonadi::ItemFetchJob(wanted);
    // Of all parts together, Akonadi's reader may write the envelope's headers over those of the message, depending on their order
    fetch->fetchScope().fetchPayloadPart(Akonadi::MessagePart::Body);
    fetch->fetchScope().fetchPayloadPart(Akonadi::MessagePart::Header, how == Fetch::WithoutBody);
    fetch->fetchScope().setCacheOnly(how != Fetch::FromResource);
    // Akonadi 26.08 then leaves out items with a part that has dropped out of the cache
    fetch->fetchScope().setIgnoreRetrievalErrors(how == Fetch::WithoutBody);
    return fetch;
}

Task<Result<QHash<qint64, QByteArray>>> fetchMessages(Akonadi::Item::List wanted, Fetch how)
{
    co_return co_await akonadiJob(fetchJob(wanted, how), [how](Akonadi::ItemFetchJob *job) {
        using MessagePointer = std::shared_ptr<KMime::Message>;
        QHash<qint64, QByteArray> messages;
        const Akonadi::Item::List items = job->items();
        for (const Akonadi::Item &item : items) {
            const bool hasBody = item.loadedPayloadParts().contains(Akonadi::MessagePart::Body);
            if (hasBody != (how == Fetch::WithoutBody) && item.hasPayload<MessagePointer>()) {
                messages.insert(item.id(), item.payload<MessagePointer>()->encodedContent(KMime::NewlineType::CRLF));
            }
        }
        return messages;
    });
}
}

Task<Result<QHash<qint64, QByteArray>>> stockMessages(QList<qint64> ids, BytesFrom from)
{
    if (ids.isEmpty()) {
        co_return QHash<qint64, QByteArray>();
    }
    Akonadi::Item::List wanted;
    for (const qint64 id : std::as_const(ids)) {
        wanted.append(Akonadi::Item(id));
    }
    const auto together = co_await fetchMessages(wanted, from == BytesFrom::Cache ? Fetch::Cached : Fetch::FromResource);
    if (from == BytesFrom::Cache) {
        co_return together;
    }
    QHash<qint64, QByteArray> messages = together.value_or(QHash<qint64, QByteArray>());
    for (const Akonadi::Item &item : std::as_const(wanted)) {
        if (!together) {
            const auto one = co_await fetchMessages({item}, Fetch::FromResource);
            messages.insert(one.value_or(QHash<qint64, QByteArray>()));
        }
        if (!messages.contains(item.id())) {
            const auto one = co_await fetchMessages({item}, Fetch::WithoutBody);
            messages.insert(one.value_or(QHash<qint64, QByteArray>()));
        }
    }
    if (!together && messages.isEmpty() && wanted.size() > 1) {
        co_return together; // Akonadi or the resource is not there at all
    }
    co_return messages;
}

}
