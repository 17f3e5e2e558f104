// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

namespace Konto
{

/// What there is around this computer. The defaults are for one that nobody tells about it.
struct Surroundings {
    bool reachable = true; ///< there is a network, and no captive portal before it
    bool metered = false; ///< the network costs by the byte
    bool onBattery = false;
    bool lowPower = false; ///< the battery is low, or the user wants to save power

    bool operator==(const Surroundings &) const = default;
};

}
