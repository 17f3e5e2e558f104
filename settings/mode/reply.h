// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QObject>

namespace Konto
{

/// Calls \a then with the reply when it has come, answered or failed; never after \a context is gone.
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
