// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoresource.h"

AKONADI_RESOURCE_CORE_MAIN(Konto::KontoResource)
