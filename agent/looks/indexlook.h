// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QObject>

#include <functional>
#include <optional>

namespace Konto
{

class AccountLink;

/// In messages.
struct IndexCount {
    qint64 indexed = 0;
    qint64 messages = 0;
};

/// Asks Akonadi's search index how much of an account it knows. \a then is called once, with nothing when there is no index, or it does not answer;
/// never after \a context is gone.
void countIndexed(QObject *context, AccountLink &link, std::function<void(std::optional<IndexCount>)> then);
/// Has the index take up the folders of an account of which it does not know all. Goes on after this.
void completeIndex(QObject *context, AccountLink &link);

}
