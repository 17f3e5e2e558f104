// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "akonadi/akonadifolders.h"
#include "core/account.h"
#include "run/storeworker.h"

#include <QElapsedTimer>
#include <QHash>

namespace Konto
{

/// Takes over what the user did while this process could not hear of it: folders and messages that Akonadi has and the store does not know
/// (run/shown/strayitems), and edits and flags that were lost with a killed process. To be done before Akonadi is compared with the store.
class Adoption
{
public:
    Adoption(StoreWorker &store, const QString &resource);

    /// Not to be called while changes of the user's are still on their way.
    [[nodiscard]] Task<Result<void>> adopt(Mode mode);
    /// Up to now every change of the user's has come through: those from before need not be looked for after a crash.
    [[nodiscard]] Task<Result<void>> noteQuiet();

private:
    [[nodiscard]] Task<Result<void>> adoptLostChanges(Mode mode, QHash<qint64, Akonadi::Collection> collections);

    StoreWorker &m_store;
    QString m_resource;
    bool m_changesAdopted = false; ///< once is enough: while this process lives, they come through
    QElapsedTimer m_quietNoted;
};

}
