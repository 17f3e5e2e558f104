// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

#include <Akonadi/AgentInstance>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QObject>
#include <QRegularExpression>
#include <QTimer>

#include <functional>
#include <optional>

namespace Konto::Probe
{

/// The agent, or nothing and a failure is reported.
[[nodiscard]] std::optional<Akonadi::AgentInstance> findAgent(const QString &identifier);
[[nodiscard]] QString statusName(Akonadi::AgentInstance::Status status);
/// Identifier, name, status, message, progress, online.
[[nodiscard]] QJsonObject describe(const Akonadi::AgentInstance &instance);

/// Waits for a state of an agent by its signals, and ends the program with what it saw.
class StatusWaiter : public QObject
{
public:
    /// With \a afterRunning the agent must run first, and then stay in a state that is not Running.
    StatusWaiter(const QString &identifier, const Arguments &arguments, bool afterRunning);

    /// Does not count the run that is going on; calls \a then at its end and waits for the next one.
    void whenEnded(std::function<void()> then);
    void look(const Akonadi::AgentInstance &instance);

private:
    [[nodiscard]] bool isWanted(const Akonadi::AgentInstance &instance) const;
    void record(const Akonadi::AgentInstance &instance);
    [[nodiscard]] QJsonObject result() const;

    QString m_identifier;
    QString m_status;
    QRegularExpression m_message;
    bool m_afterRunning;
    bool m_follow;
    bool m_ran = false;
    std::function<void()> m_then;
    QTimer m_settle;
    std::optional<qint64> m_ended;
    QElapsedTimer m_clock;
    QJsonObject m_last;
    QJsonArray m_steps;
};

}
