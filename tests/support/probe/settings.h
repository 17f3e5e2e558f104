// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Konto::Probe
{

/// configure ID key=value…: calls the generated setters on /Settings, then save, then reconfigures the agent.
/// Values of list type are separated by commas.
void configure(const Arguments &arguments);
/// setting ID key: what the getter on /Settings answers
void readSetting(const Arguments &arguments);

}
