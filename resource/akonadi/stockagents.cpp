// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "akonadi/stockagents.h"

#include "net/await.h"

#include <Akonadi/AgentInstance>
#include <Akonadi/AgentManager>

#include <KConfig>
#include <KConfigGroup>

#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
std::optional<Mode> modeOf(const Akonadi::AgentInstance &instance)
{
    const QString type = instance.type().identifier();
    if (type == "akonadi_imap_resource"_L1) {
        return Mode::Imap;
    }
    return type == "akonadi_pop3_resource"_L1 ? std::optional(Mode::Pop3) : std::nullopt;
}

std::optional<StockAgent> stockOf(const Akonadi::AgentInstance &instance)
{
    const auto mode = modeOf(instance);
    if (!instance.isValid() || !mode) {
        return std::nullopt;
    }
    return StockAgent{.identifier = instance.identifier(), .name = instance.name(), .mode = *mode, .online = instance.isOnline()};
}
}

QList<StockAgent> stockAgents()
{
    QList<StockAgent> found;
    const auto instances = Akonadi::AgentManager::self()->instances();
    for (const Akonadi::AgentInstance &instance : instances) {
        if (const auto agent = stockOf(instance)) {
            found.append(*agent);
        }
    }
    return found;
}

std::optional<StockAgent> stockAgent(const QString &identifier)
{
    return stockOf(Akonadi::AgentManager::self()->instance(identifier));
}

bool isAccountNameTaken(const QString &name, const QString &self)
{
    return std::ranges::any_of(Akonadi::AgentManager::self()->instances(), [&](const Akonadi::AgentInstance &instance) {
        return instance.name() == name && instance.identifier() != self;
    });
}

StockValues stockValues(const QString &identifier)
{
    const KConfig file(identifier + u"rc"_s, KConfig::SimpleConfig);
    StockValues values;
    const QStringList groups = file.groupList();
    for (const QString &group : groups) {
        const QMap<QString, QString> entries = file.entryMap(group);
        for (auto entry = entries.cbegin(); entry != entries.cend(); ++entry) {
            values.texts.insert(group + u'/' + entry.key(), entry.value());
        }
    }
    values.seenUidls = file.group(u"LeaveOnServer"_s).readEntry(u"seenUidList"_s, QStringList());
    return values;
}

QString stockService(Mode mode)
{
    return mode == Mode::Imap ? u"imap"_s : u"pop3"_s;
}

QString stockKey(const StockAgent &agent)
{
    return agent.mode == Mode::Imap ? agent.identifier + u"rc"_s : agent.identifier;
}

Task<Result<void>> setStockOnline(QString identifier, bool online)
{
    constexpr std::chrono::seconds patience{15};
    Akonadi::AgentManager *manager = Akonadi::AgentManager::self();
    Akonadi::AgentInstance instance = manager->instance(identifier);
    if (!instance.isValid()) {
        co_return fail(ErrorKind::Akonadi, u"there is no agent %1"_s.arg(identifier));
    }
    if (instance.isOnline() == online) {
        co_return {};
    }
    const AnswerPromise<void> promise;
    QObject::connect(manager,
                     &Akonadi::AgentManager::instanceOnline,
                     promise.context(),
                     [promise, identifier, online](const Akonadi::AgentInstance &changed, bool now) {
                         if (changed.identifier() == identifier && now == online) {
                             promise.settle({});
                         }
                     });
    QTimer::singleShot(patience, promise.context(), [promise, identifier] {
        promise.settle(fail(ErrorKind::Akonadi, u"agent %1 does not answer"_s.arg(identifier)));
    });
    instance.setIsOnline(online);
    co_return co_await promise.answer();
}

}
