// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Konto::Probe
{

/// password-set KEY [--service NAME]: writes the first line of stdin to the keychain.
void setPassword(const Arguments &arguments);
/// password-remove KEY [--service NAME]
void removePassword(const Arguments &arguments);

}
