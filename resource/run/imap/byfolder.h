// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

#include <QMap>

namespace Konto
{

/// Rows by the folder they are shown in.
[[nodiscard]] inline QMap<qint64, QList<MessageRow>> byFolder(const QList<MessageRow> &rows)
{
    QMap<qint64, QList<MessageRow>> folders;
    for (const MessageRow &row : rows) {
        folders[row.folder].append(row);
    }
    return folders;
}

}
