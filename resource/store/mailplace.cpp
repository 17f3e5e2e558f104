// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/mailplace.h"

#include "store/foldername.h"
#include "store/maildirname.h"

namespace Konto
{

static constexpr qsizetype deepest = 50;
static constexpr qsizetype longestFolderName = 255;

QByteArray archiveName(const FolderPath &folder, const QByteArray &key, const Flags &flags)
{
    QByteArray name;
    for (const QString &level : folder) {
        name += encodeFolderName(level) + '/';
    }
    return name + "cur/" + key + suffixFor(flags);
}

std::optional<MailPlace> placeInArchive(const QByteArray &name)
{
    QByteArrayList levels = name.split('/');
    while (!levels.isEmpty() && levels.first() == ".") {
        levels.removeFirst();
    }
    if (levels.size() < 3 || levels.size() > deepest) {
        return std::nullopt;
    }
    const QByteArray file = levels.takeLast();
    const QByteArray place = levels.takeLast();
    if (file.isEmpty() || file.startsWith('.') || (place != "cur" && place != "new")) {
        return std::nullopt;
    }
    MailPlace found{.folder = {}, .flags = flagsOfSuffix(MaildirName::fromFile(file).suffix)};
    for (const QByteArray &level : levels) {
        const QString decoded = decodeFolderName(level);
        if (level.isEmpty() || level.startsWith('.') || level.contains('\0') || decoded.isEmpty() || decoded.size() > longestFolderName) {
            return std::nullopt;
        }
        found.folder.append(decoded);
    }
    return found;
}

}
