// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "statuswaiter.h"

#include <Akonadi/AgentManager>

#include <QCoreApplication>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Akonadi::AgentInstance;
using Akonadi::AgentManager;

namespace Konto::Probe
{

std::optional<AgentInstance> findAgent(const QString &identifier)
{
    const AgentInstance instance = AgentManager::self()->instance(identifier);
    if (!instance.isValid()) {
        fail(u"no such agent: "_s + identifier);
        return std::nullopt;
    }
    return instance;
}

QString statusName(AgentInstance::Status status)
{
    switch (status) {
    case AgentInstance::Idle:
        return u"idle"_s;
    case AgentInstance::Running:
        return u"running"_s;
    case AgentInstance::Broken:
        return u"broken"_s;
    case AgentInstance::NotConfigured:
        return u"notConfigured"_s;
    }
    return u"unknown"_s;
}

QJsonObject describe(const AgentInstance &instance)
{
    return {
        {u"identifier"_s, instance.identifier()},
        {u"name"_s, instance.name()},
        {u"status"_s, statusName(instance.status())},
        {u"message"_s, instance.statusMessage()},
        {u"progress"_s, instance.progress()},
        {u"online"_s, instance.isOnline()},
    };
}

StatusWaiter::StatusWaiter(const QString &identifier, const Arguments &arguments, bool afterRunning)
    : QObject(qApp)
    , m_identifier(identifier)
    , m_status(arguments.status)
    , m_message(arguments.message)
    , m_afterRunning(afterRunning)
    , m_follow(arguments.follow)
{
    m_clock.start();
    // An agent's task queue says "Idle" between two tasks, too: the end is when it stays so.
    m_settle.setSingleShot(true);
    m_settle.setInterval(200ms);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        finish(result());
    });
    const auto changed = [this](const AgentInstance &instance) {
        look(instance);
    };
    connect(AgentManager::self(), &AgentManager::instanceStatusChanged, this, changed);
    connect(AgentManager::self(), &AgentManager::instanceProgressChanged, this, changed);
    QTimer::singleShot(std::chrono::seconds(arguments.timeout), this, [this] {
        timedOut(result());
    });
}

void StatusWaiter::whenEnded(std::function<void()> then)
{
    m_then = std::move(then);
}

void StatusWaiter::look(const AgentInstance &instance)
{
    if (instance.identifier() != m_identifier) {
        return;
    }
    record(instance);
    if (m_then) {
        if (instance.status() != AgentInstance::Running) {
            std::exchange(m_then, nullptr)();
        }
        return;
    }
    m_ran = m_ran || instance.status() == AgentInstance::Running;
    if (!isWanted(instance)) {
        m_settle.stop();
        m_ended.reset();
    } else if (!m_afterRunning) {
        finish(result());
    } else if (!m_settle.isActive()) {
        m_ended = m_clock.elapsed();
        m_settle.start();
    }
}

bool StatusWaiter::isWanted(const AgentInstance &instance) const
{
    if (!m_status.isEmpty() && statusName(instance.status()) != m_status) {
        return false;
    }
    if (!m_message.pattern().isEmpty() && !m_message.match(instance.statusMessage()).hasMatch()) {
        return false;
    }
    return !m_afterRunning || (m_ran && instance.status() != AgentInstance::Running);
}

void StatusWaiter::record(const AgentInstance &instance)
{
    QJsonObject now = describe(instance);
    now.insert(u"elapsed_s"_s, double(m_clock.elapsed()) / 1000);
    if (m_follow) {
        print(now);
    }
    m_last = now;
    const QString step = now[u"status"_s].toString() + u": "_s + now[u"message"_s].toString();
    // A long sync has thousands of progress steps; what is looked at afterwards is the last few.
    if (m_steps.isEmpty() || m_steps.last().toString() != step) {
        m_steps.append(step);
        if (m_steps.size() > 50) {
            m_steps.removeFirst();
        }
    }
}

QJsonObject StatusWaiter::result() const
{
    QJsonObject object = m_last;
    object.insert(u"elapsed_s"_s, double(m_ended.value_or(m_clock.elapsed())) / 1000);
    object.insert(u"steps"_s, m_steps);
    return object;
}

}
