// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <KConfigGroup>

#include <functional>

namespace Konto
{

/// Deletes those of the groups in \a all, by their name, that are \a obsolete; the file is written if there are any.
void forgetGroups(KConfigGroup all, const std::function<bool(const QString &)> &obsolete);

}
