// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/shown/showing.h"

namespace Konto
{

Showing::Showing(Projector &projector, qint64 folder)
    : m_projector(projector)
    , m_folder(folder)
{
}

Task<Result<void>> Showing::start(QList<MessageRow> stored)
{
    if (auto before = co_await finish(); !before) {
        co_return before;
    }
    m_running = m_projector.showMessages(m_folder, stored);
    co_return {};
}

Task<Result<void>> Showing::finish()
{
    if (!m_running) {
        co_return {};
    }
    auto running = std::move(*m_running);
    m_running.reset();
    co_return co_await running;
}

}
