// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "akonadi/akonadifolders.h"

#include "akonadi/akonadijob.h"

#include <Akonadi/CachePolicy>
#include <Akonadi/CollectionCreateJob>
#include <Akonadi/CollectionDeleteJob>
#include <Akonadi/CollectionFetchJob>
#include <Akonadi/CollectionFetchScope>
#include <Akonadi/CollectionModifyJob>
#include <Akonadi/CollectionMoveJob>
#include <Akonadi/CollectionQuotaAttribute>
#include <Akonadi/EntityDisplayAttribute>
#include <Akonadi/MessageParts>
#include <Akonadi/SpecialCollectionAttribute>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr auto folderPrefix = "folder-"_L1;
constexpr int bytesKeptMinutes = 24 * 60;

QString remoteId(const FolderRow &folder)
{
    return folderPrefix + QString::number(folder.id);
}

/// The names KMail's special collections go by.
QByteArray specialType(Role role)
{
    switch (role) {
    case Role::Inbox:
        return "inbox";
    case Role::Sent:
        return "sent-mail";
    case Role::Drafts:
        return "drafts";
    case Role::Templates:
        return "templates";
    case Role::Trash:
        return "trash";
    default:
        return {};
    }
}

/// RFC 4314 section 4. Messages are in selectable folders only; changed is a message also when its flags are.
Akonadi::Collection::Rights rightsOnServer(const FolderRow &folder)
{
    using Akonadi::Collection;
    const auto may = [&folder](char right) {
        return folder.rights.isEmpty() || folder.rights.contains(right);
    };
    Collection::Rights rights = Collection::ReadOnly;
    rights.setFlag(Collection::CanChangeItem, folder.selectable && (may('s') || may('w')));
    rights.setFlag(Collection::CanCreateItem, folder.selectable && may('i'));
    rights.setFlag(Collection::CanDeleteItem, folder.selectable && may('t') && may('e'));
    rights.setFlag(Collection::CanCreateCollection, may('k'));
    rights.setFlag(Collection::CanChangeCollection, may('x'));
    rights.setFlag(Collection::CanDeleteCollection, may('x'));
    return rights;
}

Akonadi::Collection::Rights rightsIn(const FolderRow &folder, Mode mode)
{
    using Akonadi::Collection;
    Collection::Rights rights = mode == Mode::Imap ? rightsOnServer(folder) : Collection::Rights(Collection::AllRights);
    if (folder.role == Role::Inbox) {
        rights &= ~Collection::Rights(Collection::CanDeleteCollection);
        rights &= mode == Mode::Imap ? ~Collection::Rights(Collection::CanChangeCollection) : Collection::Rights(Collection::AllRights);
    }
    return rights;
}

void setIcon(Akonadi::Collection &collection, const QString &icon)
{
    collection.attribute<Akonadi::EntityDisplayAttribute>(Akonadi::Collection::AddIfMissing)->setIconName(icon);
}

Akonadi::Collection wantedRoot(const QString &resource, const Account &account)
{
    Akonadi::Collection root;
    root.setParentCollection(Akonadi::Collection::root());
    root.setResource(resource);
    root.setRemoteId(account.id);
    root.setName(account.name);
    root.setContentMimeTypes({Akonadi::Collection::mimeType()});
    root.setRights(Akonadi::Collection::CanCreateCollection); // it holds folders and no messages
    setIcon(root, u"mail-folder-inbox"_s);
    // Envelope and header stay in Akonadi; the bytes may go after a day, mail/ has them.
    Akonadi::CachePolicy policy;
    policy.setInheritFromParent(false);
    policy.setLocalParts({QString::fromLatin1(Akonadi::MessagePart::Envelope), QString::fromLatin1(Akonadi::MessagePart::Header)});
    policy.setCacheTimeout(bytesKeptMinutes);
    policy.setIntervalCheckTime(-1);
    // Opened in KMail, a folder is asked for, and so looked at first. In POP3 mode that would be a login for each.
    policy.setSyncOnDemand(account.mode == Mode::Imap);
    root.setCachePolicy(policy);
    return root;
}

void dress(Akonadi::Collection &collection, const FolderRow &folder, Mode mode)
{
    collection.setRemoteId(remoteId(folder));
    collection.setName(folder.path.last());
    QStringList content{Akonadi::Collection::mimeType()};
    if (folder.selectable) {
        content << u"message/rfc822"_s;
    }
    collection.setContentMimeTypes(content);
    collection.setRights(rightsIn(folder, mode));
    setIcon(collection, iconName(folder.role));
    if (const QByteArray type = specialType(folder.role); !type.isEmpty()) {
        collection.attribute<Akonadi::SpecialCollectionAttribute>(Akonadi::Collection::AddIfMissing)->setCollectionType(type);
    }
}

Akonadi::Collection wantedFolder(const FolderRow &folder, const Akonadi::Collection &have, const Akonadi::Collection &parent, Mode mode)
{
    Akonadi::Collection collection;
    collection.setParentCollection(parent);
    // The user's own are shown until the user hides them here; others' when they are subscribed to.
    collection.setEnabled(folder.shared ? folder.subscribed : !have.isValid() || have.enabled());
    dress(collection, folder, mode);
    return collection;
}

QByteArray specialType(const Akonadi::Collection &collection)
{
    const auto *attribute = collection.attribute<Akonadi::SpecialCollectionAttribute>();
    return attribute ? attribute->collectionType() : QByteArray();
}

QStringList sortedContent(const Akonadi::Collection &collection)
{
    QStringList content = collection.contentMimeTypes();
    content.sort();
    return content;
}

QString iconOf(const Akonadi::Collection &collection)
{
    const auto *attribute = collection.attribute<Akonadi::EntityDisplayAttribute>();
    return attribute ? attribute->iconName() : QString();
}

bool sameCollection(const Akonadi::Collection &have, const Akonadi::Collection &want)
{
    return have.cachePolicy() == want.cachePolicy() && have.remoteId() == want.remoteId() && have.name() == want.name() && have.rights() == want.rights()
        && iconOf(have) == iconOf(want) && specialType(have) == specialType(want) && sortedContent(have) == sortedContent(want)
        && have.enabled() == want.enabled();
}

/// Creates, changes or moves one collection so that it is as wanted. Returns it with its id.
Task<Result<Akonadi::Collection>> applyCollection(Akonadi::Collection have, Akonadi::Collection want)
{
    if (!have.isValid()) {
        co_return co_await akonadiJob(new Akonadi::CollectionCreateJob(want), [](Akonadi::CollectionCreateJob *job) {
            return job->collection();
        });
    }
    want.setId(have.id());
    if (have.parentCollection().id() != want.parentCollection().id()) {
        const auto moved = co_await akonadiJob(new Akonadi::CollectionMoveJob(have, want.parentCollection()));
        if (!moved) {
            co_return std::unexpected(moved.error());
        }
    }
    if (!sameCollection(have, want)) {
        if (specialType(want).isEmpty()) {
            want.removeAttribute<Akonadi::SpecialCollectionAttribute>();
        }
        const auto changed = co_await akonadiJob(new Akonadi::CollectionModifyJob(want));
        if (!changed) {
            co_return std::unexpected(changed.error());
        }
    }
    co_return want;
}

/// Akonadi wants names to be unique among siblings at every moment: a collection that is still to be moved, renamed
/// or removed gives way.
Task<Result<void>> makeRoom(QHash<QString, Akonadi::Collection> *waiting, Akonadi::Collection parent, QString name)
{
    for (Akonadi::Collection &occupant : *waiting) {
        if (occupant.parentCollection().id() == parent.id() && occupant.name() == name) {
            occupant.setName(u"%1 (%2)"_s.arg(name, occupant.remoteId()));
            co_return co_await akonadiJob(new Akonadi::CollectionModifyJob(occupant));
        }
    }
    co_return {};
}

Task<Result<Akonadi::Collection::List>> fetchTree(QString resource)
{
    auto *fetch = new Akonadi::CollectionFetchJob(Akonadi::Collection::root(), Akonadi::CollectionFetchJob::Recursive);
    fetch->fetchScope().setResource(resource);
    fetch->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    fetch->fetchScope().setAncestorRetrieval(Akonadi::CollectionFetchScope::Parent);
    co_return co_await akonadiJob(fetch, [](Akonadi::CollectionFetchJob *job) {
        return job->collections();
    });
}
}

Task<Result<QHash<qint64, Akonadi::Collection>>> syncFolders(QString resource, Account account, QList<FolderRow> folders)
{
    const auto tree = co_await fetchTree(resource);
    if (!tree) {
        co_return std::unexpected(tree.error());
    }
    Akonadi::Collection knownRoot;
    QHash<QString, Akonadi::Collection> known;
    for (const Akonadi::Collection &collection : *tree) {
        if (collection.parentCollection() == Akonadi::Collection::root()) {
            knownRoot = collection;
        } else if (!collection.remoteId().isEmpty()) {
            known.insert(collection.remoteId(), collection);
        }
    }
    const auto root = co_await applyCollection(knownRoot, wantedRoot(resource, account));
    if (!root) {
        co_return std::unexpected(root.error());
    }

    QHash<qint64, Akonadi::Collection> result;
    QHash<FolderPath, Akonadi::Collection> byPath{{FolderPath(), *root}};
    std::ranges::sort(folders, {}, &FolderRow::path); // parents before children
    for (const FolderRow &folder : std::as_const(folders)) {
        const Akonadi::Collection parent = byPath.value(folder.path.first(folder.path.size() - 1), *root);
        const Akonadi::Collection have = known.take(remoteId(folder));
        if (auto room = co_await makeRoom(&known, parent, folder.path.last()); !room) {
            co_return std::unexpected(room.error());
        }
        auto collection = co_await applyCollection(have, wantedFolder(folder, have, parent, account.mode));
        if (!collection) {
            co_return std::unexpected(collection.error());
        }
        collection->setEnabled(folder.shared ? folder.subscribed : !have.isValid() || have.enabled());
        byPath.insert(folder.path, *collection);
        result.insert(folder.id, *collection);
    }
    for (const Akonadi::Collection &stale : std::as_const(known)) {
        (void)co_await removeCollection(stale);
    }
    co_return result;
}

Task<Result<QHash<qint64, Akonadi::Collection>>> findFolders(QString resource, QList<FolderRow> folders)
{
    const auto tree = co_await fetchTree(resource);
    if (!tree) {
        co_return std::unexpected(tree.error());
    }
    QHash<qint64, Akonadi::Collection> result;
    for (const Akonadi::Collection &collection : *tree) {
        const qint64 id = folderOf(collection);
        if (std::ranges::contains(folders, id, &FolderRow::id)) {
            result.insert(id, collection);
        }
    }
    co_return result;
}

/// How many of \a collections stand above it, one above the other.
static qsizetype depthAmong(const QList<Akonadi::Collection> &collections, const Akonadi::Collection &collection)
{
    qsizetype depth = 0;
    auto above = std::ranges::find(collections, collection.parentCollection().id(), &Akonadi::Collection::id);
    while (above != collections.end() && depth < collections.size()) {
        ++depth;
        above = std::ranges::find(collections, above->parentCollection().id(), &Akonadi::Collection::id);
    }
    return depth;
}

Task<Result<QList<Akonadi::Collection>>> strayFolders(QString resource)
{
    const auto tree = co_await fetchTree(resource);
    if (!tree) {
        co_return std::unexpected(tree.error());
    }
    QList<Akonadi::Collection> strays;
    for (const Akonadi::Collection &collection : *tree) {
        if (collection.remoteId().isEmpty() && collection.parentCollection() != Akonadi::Collection::root()) {
            strays.append(collection);
        }
    }
    std::ranges::stable_sort(strays, {}, [all = strays](const Akonadi::Collection &collection) {
        return depthAmong(all, collection);
    });
    co_return strays;
}

Task<Result<void>> nameFolder(Akonadi::Collection collection, FolderRow folder, Mode mode)
{
    co_return co_await akonadiJob(new Akonadi::CollectionModifyJob(asFolder(collection, folder, mode)));
}

Akonadi::Collection asFolder(Akonadi::Collection collection, const FolderRow &folder, Mode mode)
{
    dress(collection, folder, mode);
    return collection;
}

Role roleOf(const Akonadi::Collection &collection)
{
    const QByteArray type = specialType(collection);
    for (const Role role : {Role::Sent, Role::Drafts, Role::Templates, Role::Trash}) {
        if (type == specialType(role)) {
            return role;
        }
    }
    return Role::None;
}

Task<Result<void>> removeCollection(Akonadi::Collection collection)
{
    if (collection.isValid()) {
        // A child may have gone with its parent: failing to delete it again is no error.
        (void)co_await akonadiJob(new Akonadi::CollectionDeleteJob(collection));
    }
    co_return {};
}

Task<Result<void>> showQuotaOf(QString resource, ImapQuota quota)
{
    const auto tree = co_await fetchTree(resource);
    if (!tree) {
        co_return std::unexpected(tree.error());
    }
    for (const Akonadi::Collection &collection : *tree) {
        if (collection.parentCollection() != Akonadi::Collection::root() && specialType(collection) != specialType(Role::Inbox)) {
            continue;
        }
        Akonadi::Collection change(collection.id());
        auto *attribute = change.attribute<Akonadi::CollectionQuotaAttribute>(Akonadi::Collection::AddIfMissing);
        attribute->setCurrentValue(quota.used);
        attribute->setMaximumValue(quota.limit);
        if (auto shown = co_await akonadiJob(new Akonadi::CollectionModifyJob(change)); !shown) {
            co_return shown;
        }
    }
    co_return {};
}

Task<Result<void>> enableCollection(qint64 collection, bool on)
{
    Akonadi::Collection change(collection);
    change.setEnabled(on);
    co_return co_await akonadiJob(new Akonadi::CollectionModifyJob(change));
}

Task<Result<qint64>> folderOfCollection(qint64 collection)
{
    auto *fetch = new Akonadi::CollectionFetchJob(Akonadi::Collection(collection), Akonadi::CollectionFetchJob::Base);
    fetch->fetchScope().setListFilter(Akonadi::CollectionFetchScope::NoFilter);
    co_return co_await akonadiJob(fetch, [](Akonadi::CollectionFetchJob *job) {
        return job->collections().isEmpty() ? qint64(0) : folderOf(job->collections().first());
    });
}

qint64 folderOf(const Akonadi::Collection &collection)
{
    const QString id = collection.remoteId();
    return id.startsWith(folderPrefix) ? QStringView(id).sliced(folderPrefix.size()).toLongLong() : 0;
}

}
