// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QString>

namespace Konto::Window
{

/// How the windows of the process look: Breeze, as on a KDE desktop that nobody has changed.
struct Appearance {
    QString language; ///< "en_US", "de"
    QString locale; ///< where the translations are; empty: where they are installed
    bool dark = false;
};

void dress(const Appearance &appearance);

}
