// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "looks/indexlook.h"

#include "link/accountlink.h"
#include "link/reply.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
const QString indexService = u"org.freedesktop.Akonadi.Agent.akonadi_indexing_agent"_s;

QDBusPendingReply<qlonglong> indexedIn(qint64 collection)
{
    QDBusMessage question = QDBusMessage::createMethodCall(indexService, u"/"_s, u"org.freedesktop.Akonadi.Indexer"_s, u"indexedItems"_s);
    question.setAutoStartService(false);
    question << qlonglong(collection);
    return QDBusConnection::sessionBus().asyncCall(question);
}

void reindex(const QList<qint64> &collections)
{
    QDBusMessage order = QDBusMessage::createMethodCall(indexService, u"/"_s, u"org.freedesktop.Akonadi.Indexer"_s, u"reindexCollections"_s);
    order << QVariant::fromValue(collections);
    QDBusConnection::sessionBus().asyncCall(order);
}

struct FolderCount {
    qint64 collection = 0;
    qint64 messages = 0;
    qint64 indexed = 0;
};

/// Counts one folder after the other: the index answers slowly while it works, and other programs ask it, too.
class IndexCounting : public QObject
{
public:
    using Then = std::function<void(std::optional<QList<FolderCount>>)>;

    IndexCounting(QObject *context, AccountLink &link, Then then)
        : QObject(context)
        , m_then(std::move(then))
    {
        onReply(this, link.figures.folders(), [this](const QDBusPendingReply<QString> &reply) {
            reply.isValid() ? take(QJsonDocument::fromJson(reply.value().toUtf8()).array()) : end(false);
        });
    }

private:
    void take(const QJsonArray &folders)
    {
        for (const QJsonValue folder : folders) {
            const FolderCount count{.collection = folder["collection"_L1].toInteger(-1), .messages = folder["messages"_L1].toInteger(), .indexed = 0};
            if (count.collection > 0 && count.messages > 0 && folder["subscribed"_L1].toBool()) {
                m_folders.append(count);
            }
        }
        countNext();
    }

    void countNext()
    {
        if (m_next == m_folders.size()) {
            end(true);
            return;
        }
        onReply(this, indexedIn(m_folders.at(m_next).collection), [this](const QDBusPendingReply<qlonglong> &reply) {
            if (!reply.isValid()) {
                end(false);
                return;
            }
            FolderCount &folder = m_folders[m_next++];
            folder.indexed = std::clamp<qint64>(reply.value(), 0, folder.messages);
            countNext();
        });
    }

    void end(bool complete)
    {
        deleteLater();
        m_then(complete ? std::optional(m_folders) : std::nullopt);
    }

    Then m_then;
    QList<FolderCount> m_folders;
    qsizetype m_next = 0;
};
}

void countIndexed(QObject *context, AccountLink &link, std::function<void(std::optional<IndexCount>)> then)
{
    new IndexCounting(context, link, [then](const std::optional<QList<FolderCount>> &folders) {
        if (!folders) {
            then(std::nullopt);
            return;
        }
        IndexCount sum;
        for (const FolderCount &folder : *folders) {
            sum.indexed += folder.indexed;
            sum.messages += folder.messages;
        }
        then(sum);
    });
}

void completeIndex(QObject *context, AccountLink &link)
{
    new IndexCounting(context, link, [](const std::optional<QList<FolderCount>> &folders) {
        QList<qint64> behind;
        for (const FolderCount &folder : folders.value_or(QList<FolderCount>())) {
            if (folder.indexed < folder.messages) {
                behind.append(folder.collection);
            }
        }
        if (!behind.isEmpty()) {
            reindex(behind);
        }
    });
}

}
