// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoagent.h"

AKONADI_AGENT_MAIN(Konto::KontoAgent)
