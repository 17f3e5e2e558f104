// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/folder.h"

namespace Konto
{

/// The role a folder of that name has in most mailboxes, whatever the language; None for other names. For servers that
/// do not tell roles (RFC 6154).
[[nodiscard]] Role roleOfName(const QString &name);

}
