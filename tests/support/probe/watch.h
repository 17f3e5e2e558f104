// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Konto::Probe
{

/// watch ID --first N [--match REGEXP] [--sync]: waits until N messages of INBOX are visible as items, those whose
/// subject matches if asked so, and prints the seconds since the start. --sync takes the agent online and starts
/// a synchronisation when the watch stands; the clock starts there.
void watchItems(const Arguments &arguments);

}
