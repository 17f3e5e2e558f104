// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "watch.h"

#include "mail.h"

#include <Akonadi/AgentInstance>
#include <Akonadi/AgentManager>
#include <Akonadi/CollectionFetchJob>
#include <Akonadi/CollectionFetchScope>
#include <Akonadi/ItemFetchJob>
#include <Akonadi/ItemFetchScope>
#include <Akonadi/MessageParts>
#include <Akonadi/Monitor>
#include <KMime/Message>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSet>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using Akonadi::Collection;
using Akonadi::Item;

namespace Konto::Probe
{

namespace
{

class ItemWatch : public QObject
{
public:
    explicit ItemWatch(const Arguments &arguments)
        : QObject(qApp)
        , m_identifier(arguments.word(0))
        , m_match(arguments.match)
        , m_wanted(arguments.first)
        , m_sync(arguments.sync)
    {
        m_clock.start();
        m_monitor.setObjectName(u"konto-probe-watch"_s);
        m_monitor.setResourceMonitored(m_identifier.toLatin1());
        m_monitor.setMimeTypeMonitored(KMime::Message::mimeType());
        m_monitor.itemFetchScope().fetchPayloadPart(Akonadi::MessagePart::Envelope);
        m_monitor.itemFetchScope().setCacheOnly(true);
        m_monitor.fetchCollection(true);
        connect(&m_monitor, &Akonadi::Monitor::itemAdded, this, [this](const Item &item, const Collection &collection) {
            if (isInbox(collection)) {
                see(item);
            }
        });
        connect(&m_monitor, &Akonadi::Monitor::monitorReady, this, &ItemWatch::begin);
        QTimer::singleShot(std::chrono::seconds(arguments.timeout), this, [this] {
            timedOut(result());
        });
    }

private:
    static bool isInbox(const Collection &collection)
    {
        return collection.name().compare("inbox"_L1, Qt::CaseInsensitive) == 0 || collection.remoteId().endsWith("INBOX"_L1);
    }

    void begin()
    {
        print({{u"watching"_s, true}});
        if (m_sync) {
            m_clock.restart();
            Akonadi::AgentInstance agent = Akonadi::AgentManager::self()->instance(m_identifier);
            agent.setIsOnline(true);
            agent.synchronize();
        }
        // What was there before the watch began.
        auto *job = new Akonadi::CollectionFetchJob(Collection::root(), Akonadi::CollectionFetchJob::Recursive, this);
        job->fetchScope().setResource(m_identifier);
        whenDone(job, [this](Akonadi::CollectionFetchJob *done) {
            const Collection::List collections = done->collections();
            for (const Collection &collection : collections) {
                if (isInbox(collection)) {
                    lookInto(collection);
                }
            }
        });
    }

    void lookInto(const Collection &collection)
    {
        auto *job = new Akonadi::ItemFetchJob(collection, this);
        job->fetchScope().fetchPayloadPart(Akonadi::MessagePart::Envelope);
        job->fetchScope().setCacheOnly(true);
        whenDone(job, [this](Akonadi::ItemFetchJob *done) {
            const Item::List items = done->items();
            for (const Item &item : items) {
                see(item);
            }
        });
    }

    void see(const Item &item)
    {
        if (m_seen.isEmpty()) {
            m_firstSeen = m_clock.elapsed();
        }
        m_seen.insert(item.id());
        if (m_match.pattern().isEmpty() || m_match.match(describeItem(item)[u"subject"_s].toString()).hasMatch()) {
            m_matching.insert(item.id());
        }
        if (m_matching.size() >= m_wanted) {
            finish(result());
        }
    }

    [[nodiscard]] QJsonObject result() const
    {
        return {
            {u"elapsed_s"_s, double(m_clock.elapsed()) / 1000},
            {u"first_item_s"_s, double(m_firstSeen) / 1000},
            {u"matching"_s, m_matching.size()},
            {u"items"_s, m_seen.size()},
        };
    }

    QString m_identifier;
    QRegularExpression m_match;
    qsizetype m_wanted;
    bool m_sync;
    Akonadi::Monitor m_monitor;
    QElapsedTimer m_clock;
    qint64 m_firstSeen = -1;
    QSet<Item::Id> m_seen;
    QSet<Item::Id> m_matching;
};

}

void watchItems(const Arguments &arguments)
{
    new ItemWatch(arguments);
}

}
