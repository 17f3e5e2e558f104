// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/folder.h"

#include <QByteArray>

namespace Konto
{

/// The name of a folder's directory: UTF-8, with "%XX" for what the file system or the Maildir convention does
/// not allow: "/", "%", control characters, a leading ".", and the first letter of the names cur, new and tmp,
/// which mean something else inside a Maildir. Distinct names have distinct encodings. One that would be longer
/// than 255 bytes is cut and ends in "%~" and a hash of the whole name: it cannot be decoded, so state.db keeps
/// which directory belongs to which folder.
[[nodiscard]] QByteArray encodeFolderName(const QString &name);
[[nodiscard]] QString decodeFolderName(const QByteArray &directory);

/// A path as one text for state.db: names with "%" and "/" encoded, joined by "/".
[[nodiscard]] QString packPath(const FolderPath &path);
[[nodiscard]] FolderPath unpackPath(const QString &packed);

}
