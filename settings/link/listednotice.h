// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QList>
#include <QString>

namespace Konto
{

// What org.kde.konto.Accounts tells the user of. Whatever is missing or of another type is empty: nothing here fails.

/// One of a notice's actions.
struct ListedAction {
    QString id;
    QString label;
    QString question; ///< to be agreed to first; empty: none

    bool operator==(const ListedAction &) const = default;
};

struct ListedNotice {
    QString id;
    QString account;
    QString cause;
    QString severity; ///< "error", "warning", "information"
    QString title;
    QString text;
    QList<ListedAction> actions;

    bool operator==(const ListedNotice &) const = default;
};

/// The worst first.
[[nodiscard]] QList<ListedNotice> listedNotices(const QString &json);

}
