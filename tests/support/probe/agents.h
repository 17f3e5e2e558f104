// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Konto::Probe
{

/// agent-create TYPE: {"identifier"}
void createAgent(const Arguments &arguments);
/// agent-remove ID
void removeAgent(const Arguments &arguments);
/// restart ID: starts the agent's process anew, also when Akonadi gave it up
void restartAgent(const Arguments &arguments);
/// agents: the identifiers of all instances
void listAgents(const Arguments &arguments);
/// status ID
void showStatus(const Arguments &arguments);
/// online ID true|false
void setOnline(const Arguments &arguments);
/// sync ID [--wait [--follow]]: with --wait takes the agent online and returns when it has run and runs no longer.
void synchronize(const Arguments &arguments);
/// folder-sync COLLECTION: what a mail program asks when the folder is opened. Does not wait.
void synchronizeFolder(const Arguments &arguments);
/// wait ID --idle | --status NAME | --message REGEXP: waits for the state, which may hold already. With --idle
/// the agent must have been running, now or later, first.
void waitForStatus(const Arguments &arguments);

}
