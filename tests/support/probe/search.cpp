// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "search.h"

#include "mail.h"

#include <Akonadi/ItemFetchJob>
#include <Akonadi/ItemFetchScope>
#include <Akonadi/ItemSearchJob>
#include <Akonadi/MessageParts>
#include <Akonadi/SearchQuery>
#include <KMime/Message>

#ifdef KONTO_HAVE_AKONADI_SEARCH
#include <PIM/emailquery.h>
#include <PIM/resultiterator.h>
#endif

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Akonadi::Item;

namespace Konto::Probe
{

namespace
{

class Search : public QObject
{
public:
    explicit Search(const Arguments &arguments)
        : QObject(qApp)
        , m_arguments(arguments)
    {
        m_clock.start();
        ask();
    }

private:
    void ask()
    {
        if (m_arguments.via == "index"_L1) {
            askIndex();
        } else {
            askServer();
        }
    }

    void askServer()
    {
        Akonadi::SearchQuery query(Akonadi::SearchTerm::RelOr);
        using Term = Akonadi::EmailSearchTerm;
        query.addTerm(Term(Term::Body, m_arguments.word(0), Akonadi::SearchTerm::CondContains));
        query.addTerm(Term(Term::Headers, m_arguments.word(0), Akonadi::SearchTerm::CondContains));
        auto *job = new Akonadi::ItemSearchJob(query, this);
        job->setMimeTypes({KMime::Message::mimeType()});
        job->setSearchCollections({Akonadi::Collection::root()});
        job->setRecursive(true);
        job->setRemoteSearchEnabled(m_arguments.via == "mailserver"_L1);
        whenDone(job, [this](Akonadi::ItemSearchJob *done) {
            found(done->items());
        });
    }

    void askIndex()
    {
#ifdef KONTO_HAVE_AKONADI_SEARCH
        Akonadi::Search::PIM::EmailQuery query;
        query.matches(m_arguments.word(0));
        Akonadi::Search::PIM::ResultIterator result = query.exec();
        Item::List items;
        while (result.next()) {
            items.append(Item(result.id()));
        }
        found(items);
#else
        fail(u"built without Akonadi Search"_s);
#endif
    }

    void found(const Item::List &items)
    {
        if (!items.isEmpty()) {
            fetchSubjects(items);
        } else if (m_arguments.wait && m_clock.durationElapsed() < std::chrono::seconds(m_arguments.timeout)) {
            QTimer::singleShot(200ms, this, &Search::ask);
        } else {
            report({});
        }
    }

    void fetchSubjects(const Item::List &items)
    {
        auto *job = new Akonadi::ItemFetchJob(items, this);
        job->fetchScope().fetchPayloadPart(Akonadi::MessagePart::Envelope);
        job->fetchScope().setCacheOnly(true);
        job->fetchScope().setAncestorRetrieval(Akonadi::ItemFetchScope::Parent);
        whenDone(job, [this](Akonadi::ItemFetchJob *done) {
            report(done->items());
        });
    }

    void report(const Item::List &items)
    {
        QJsonArray list;
        for (const Item &item : items) {
            list.append(describeItem(item));
        }
        finish({{u"count"_s, list.size()}, {u"items"_s, list}, {u"elapsed_s"_s, double(m_clock.elapsed()) / 1000}});
    }

    Arguments m_arguments;
    QElapsedTimer m_clock;
};

}

void search(const Arguments &arguments)
{
    new Search(arguments);
}

}
