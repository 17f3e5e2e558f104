// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

namespace Konto
{

/// What there is between this computer and servers, as far as the system knows.
enum class Network {
    There, ///< or nobody knows
    None,
    Portal, ///< only a page that wants to be seen first, as in hotels
};

/// \a information is a QNetworkInformation, which is not for this ring; \a before is what it said last. While it does not know (it connects), there
/// is none if there was none. A network that does not reach the whole internet counts: the mail server may well be in it.
template<class Information>
[[nodiscard]] Network networkOf(const Information &information, Network before)
{
    using Reachability = Information::Reachability;
    if (information.isBehindCaptivePortal()) {
        return Network::Portal;
    }
    const bool isNone =
        information.reachability() == Reachability::Disconnected || (information.reachability() == Reachability::Unknown && before == Network::None);
    return isNone ? Network::None : Network::There;
}

}
