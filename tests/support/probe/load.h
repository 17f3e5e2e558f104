// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Konto::Probe
{

/// item-load COLLECTION AGENT DIRECTORY [--first N]: items from a directory's files, N in one transaction, in a session of the
/// agent's name, so that it does not hear of its own items: the bare loop that a resource is measured against:
/// {"count": …, "elapsed_s": …}
void loadItems(const Arguments &arguments);

}
