// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/flags.h"
#include "core/folder.h"

#include <optional>

namespace Konto
{

/// Where a message lies in an archive of Maildirs.
struct MailPlace {
    FolderPath folder;
    Flags flags; ///< those that a file name tells

    bool operator==(const MailPlace &) const = default;
};

/// "Archive/2024/cur/KEY:2,S": the name in an archive of the message \a key.
[[nodiscard]] QByteArray archiveName(const FolderPath &folder, const QByteArray &key, const Flags &flags);

/// The place that such a name tells; nothing for whatever else there may be in an archive: absolute names, "..", files that are
/// in no Maildir's cur/ or new/.
[[nodiscard]] std::optional<MailPlace> placeInArchive(const QByteArray &name);

}
