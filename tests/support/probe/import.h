// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Konto::Probe
{

/// import ID METHOD [ACCOUNT]: calls a method of org.kde.konto.Import; {"answer"}
void callImport(const Arguments &arguments);

}
