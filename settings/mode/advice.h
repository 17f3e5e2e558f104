// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

namespace Konto
{

/// What a person knows about their mail, without knowing a protocol.
enum class Devices {
    One, ///< reads it on this computer only
    Several, ///< also on a phone, at work, in the web browser
};

enum class Room {
    Enough, ///< or not known
    Scarce, ///< the provider warns of a full mailbox, or deletes what is old
};

enum class Trust {
    Provider, ///< may stay with the provider
    HomeOnly, ///< is not to stay there
};

struct Situation {
    Devices devices = Devices::Several;
    Room room = Room::Enough;
    Trust trust = Trust::Provider;
};

/// Why one mode suits better.
enum class Reason {
    SameEverywhere, ///< IMAP: several devices show the same
    SameEverywhereButScarce, ///< IMAP all the same; room can be made otherwise
    SurvivesTheComputer, ///< IMAP: one computer, which may break
    RoomNeeded, ///< POP3: one computer, and the room at the provider is scarce
    NotWithTheProvider, ///< POP3: that is what it is for
    NotWithTheProviderButSeveral, ///< POP3, and what the other devices lose by it
};

struct Advice {
    Mode mode = Mode::Imap;
    Reason reason = Reason::SameEverywhere;

    bool operator==(const Advice &) const = default;
};

[[nodiscard]] Advice adviceFor(const Situation &situation);

}
