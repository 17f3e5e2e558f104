// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/runprogress.h"

#include <algorithm>
#include <utility>

namespace Konto
{

void RunProgress::reset()
{
    m_expected = 0;
    m_done = 0;
    m_percent = 0;
    m_text.clear();
}

void RunProgress::expect(qsizetype messages)
{
    m_expected += messages;
    update();
}

void RunProgress::done(qsizetype messages)
{
    m_done += messages;
    update();
}

void RunProgress::setText(const QString &text)
{
    if (std::exchange(m_text, text) != text) {
        Q_EMIT textChanged(text);
    }
}

void RunProgress::update()
{
    const int percent = m_expected > 0 ? static_cast<int>(std::min<qsizetype>(100, m_done * 100 / m_expected)) : 0;
    if (std::exchange(m_percent, percent) != percent) {
        Q_EMIT percentChanged(percent);
    }
}

}
