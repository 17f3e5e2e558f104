// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

namespace Konto
{

/// A place where the crash tests may kill the process. Does nothing unless the environment variable
/// KONTO_CRASH_AT, read once at the first call, is "NAME" or "NAME:N": then the N-th call (1 if not given)
/// with that name raises SIGKILL, so no destructor and no buffer of ours gets to run. Or unless KONTO_CRASH_FILE names
/// a file that says so at the moment of the call; it is removed first, so that the process started next lives.
/// Names read "ring.operation.what-was-just-done", for example "store.commit.renamed".
void crashPoint(const char *name);

}
