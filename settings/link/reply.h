// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QObject>

namespace Konto
{

/// Calls \a then with the reply (a QDBusPendingReply of the same type, answered or failed) when it has come; never after \a context
/// is gone.
template<class... Types, class Then>
void onReply(QObject *context, const QDBusPendingReply<Types...> &call, Then then)
{
    auto *watcher = new QDBusPendingCallWatcher(call, context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context, [watcher, then] {
        watcher->deleteLater();
        then(QDBusPendingReply<Types...>(*watcher));
    });
}

}
