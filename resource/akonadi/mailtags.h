// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "net/task.h"

#include <Akonadi/Tag>

#include <QHash>

namespace Konto
{

/// The keyword (RFC 9051 section 2.3.2) that stands for a tag of this name on the server: what Thunderbird makes of it, so
/// that both show the same. Empty when nothing is left of the name.
[[nodiscard]] QByteArray keywordOfTag(const QString &name);

/// The tags Akonadi has, by their keywords.
[[nodiscard]] Task<Result<QHash<QByteArray, Akonadi::Tag>>> readTags();

}
