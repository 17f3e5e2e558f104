// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "agents.h"

#include "statuswaiter.h"

#include <Akonadi/AgentInstanceCreateJob>
#include <Akonadi/AgentManager>
#include <Akonadi/Collection>
#include <Akonadi/CollectionFetchJob>

#include <QCoreApplication>
#include <QJsonArray>
#include <QTimer>

using namespace Qt::StringLiterals;
using Akonadi::AgentInstance;
using Akonadi::AgentManager;

namespace Konto::Probe
{

void createAgent(const Arguments &arguments)
{
    const Akonadi::AgentType type = AgentManager::self()->type(arguments.word(0));
    if (!type.isValid()) {
        fail(u"no such agent type: "_s + arguments.word(0));
        return;
    }
    auto *job = new Akonadi::AgentInstanceCreateJob(type, qApp);
    whenDone(job, [](Akonadi::AgentInstanceCreateJob *done) {
        finish(describe(done->instance()));
    });
    job->start();
}

void removeAgent(const Arguments &arguments)
{
    const auto instance = findAgent(arguments.word(0));
    if (!instance) {
        return;
    }
    QObject::connect(AgentManager::self(), &AgentManager::instanceRemoved, qApp, [id = instance->identifier()](const AgentInstance &gone) {
        if (gone.identifier() == id) {
            finish({{u"removed"_s, id}});
        }
    });
    AgentManager::self()->removeInstance(*instance);
}

void restartAgent(const Arguments &arguments)
{
    if (const auto instance = findAgent(arguments.word(0))) {
        instance->restart();
        finish(describe(*instance));
    }
}

void listAgents(const Arguments &)
{
    QJsonArray agents;
    const AgentInstance::List instances = AgentManager::self()->instances();
    for (const AgentInstance &instance : instances) {
        agents.append(describe(instance));
    }
    finish({{u"agents"_s, agents}});
}

void showStatus(const Arguments &arguments)
{
    if (const auto instance = findAgent(arguments.word(0))) {
        finish(describe(*instance));
    }
}

void setOnline(const Arguments &arguments)
{
    auto instance = findAgent(arguments.word(0));
    if (!instance) {
        return;
    }
    const bool online = arguments.word(1) == "true"_L1;
    if (instance->isOnline() == online) {
        // As mail programs do; of an agent that has just been started, Akonadi does not know it yet
        instance->setIsOnline(online);
        finish(describe(*instance));
        return;
    }
    QObject::connect(AgentManager::self(), &AgentManager::instanceOnline, qApp, [id = instance->identifier(), online](const AgentInstance &changed, bool now) {
        if (changed.identifier() == id && now == online) {
            finish(describe(changed));
        }
    });
    instance->setIsOnline(online);
}

void synchronize(const Arguments &arguments)
{
    const auto found = findAgent(arguments.word(0));
    if (!found) {
        return;
    }
    AgentInstance instance = *found;
    if (!arguments.wait) {
        instance.synchronize();
        finish(describe(instance));
        return;
    }
    // What the agent did before we asked must not be taken for the answer: signals that are on their way come
    // before this timer, and a run that is still going on is let to its end first.
    QTimer::singleShot(0, qApp, [arguments, instance]() mutable {
        auto *waiter = new StatusWaiter(instance.identifier(), arguments, true);
        if (AgentManager::self()->instance(instance.identifier()).status() == AgentInstance::Running) {
            waiter->whenEnded([instance]() mutable {
                instance.synchronize();
            });
            return;
        }
        instance.setIsOnline(true);
        instance.synchronize();
    });
}

void synchronizeFolder(const Arguments &arguments)
{
    auto *job = new Akonadi::CollectionFetchJob(Akonadi::Collection(arguments.word(0).toLongLong()), Akonadi::CollectionFetchJob::Base, qApp);
    whenDone(job, [](Akonadi::CollectionFetchJob *done) {
        const Akonadi::Collection collection = done->collections().value(0);
        AgentManager::self()->synchronizeCollection(collection, false);
        finish({{u"collection"_s, collection.id()}});
    });
}

void waitForStatus(const Arguments &arguments)
{
    if (const auto instance = findAgent(arguments.word(0))) {
        auto *waiter = new StatusWaiter(instance->identifier(), arguments, arguments.idle);
        waiter->look(*instance);
    }
}

}
