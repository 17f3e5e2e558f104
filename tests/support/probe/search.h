// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Konto::Probe
{

/// search WORD [--via server|mailserver|index] [--wait]: messages with this word. "server" asks Akonadi, "mailserver" the
/// accounts' servers as well, as KMail's search
/// does; "index" asks the library of Akonadi Search directly. --wait asks again until something is found or the
/// time is up, for the index is written in the background and tells nobody.
void search(const Arguments &arguments);

}
