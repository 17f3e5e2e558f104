// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/shown/projector.h"

#include <optional>

namespace Konto
{

/// Shows what a download has stored while the next messages are on their way: one batch at a time, so that the
/// network and Akonadi work side by side and memory stays bounded.
class Showing
{
public:
    Showing(Projector &projector, qint64 folder);

    /// Starts showing \a stored once the batch before it is shown; its error, if any, is returned.
    [[nodiscard]] Task<Result<void>> start(QList<MessageRow> stored);
    /// Waits until everything is shown. To be awaited before this is destroyed.
    [[nodiscard]] Task<Result<void>> finish();

private:
    Projector &m_projector;
    qint64 m_folder;
    std::optional<Task<Result<void>>> m_running;
};

}
