// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "link/accountfacts.h"
#include "link/switchfacts.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

namespace Konto
{

/// What the agent knows of an account (org.kde.konto.Accounts tells it).
struct AccountState {
    QString account; ///< identifier of its agent instance
    QString name;
    bool online = true; ///< not paused by the user
    bool answers = false; ///< its resource runs and has answered; else the rest is what it said last
    QJsonObject figures; ///< what org.kde.konto.Figures told
    AccountFacts facts; ///< the same, read
    SwitchStage stage; ///< of a switch
    QDateTime undoableUntil; ///< invalid: nothing to undo

    bool operator==(const AccountState &) const = default;
};

}
