// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/advice.h"

namespace Konto
{

Advice adviceFor(const Situation &situation)
{
    const bool several = situation.devices == Devices::Several;
    if (situation.trust == Trust::HomeOnly) {
        return {.mode = Mode::Pop3, .reason = several ? Reason::NotWithTheProviderButSeveral : Reason::NotWithTheProvider};
    }
    if (several) {
        return {.mode = Mode::Imap, .reason = situation.room == Room::Scarce ? Reason::SameEverywhereButScarce : Reason::SameEverywhere};
    }
    if (situation.room == Room::Scarce) {
        return {.mode = Mode::Pop3, .reason = Reason::RoomNeeded};
    }
    return {.mode = Mode::Imap, .reason = Reason::SurvivesTheComputer};
}

}
