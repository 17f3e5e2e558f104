// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

namespace Konto::Probe
{

using Main = int (*)(int argc, char **argv);

/// Runs commands one after the other, each in a process of its own as if it had been started: most of what a command costs is
/// the loading of the libraries, and they are there. Reads lines {"words": [...], "input": text} from stdin until it ends; after what the
/// command prints comes a line {"exit": code}, the negative number of the signal if one has ended it. No application object may exist.
int serve(const char *program, Main run);

}
