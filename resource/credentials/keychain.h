// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/secret.h"
#include "net/task.h"

namespace Konto
{

/// The account's password in the desktop's keychain (QtKeychain): service "konto", key = account id, so that
/// neither a switch of the mode nor a change of the server touches it. Never stored anywhere else.
/// Errors: NoPassword when there is none, Keychain when the keychain is locked, denied or not there.
[[nodiscard]] Task<Result<Secret>> readPassword(QString accountId);

/// Another entry of service "konto". Errors as readPassword().
[[nodiscard]] Task<Result<Secret>> readEntry(QString key);
/// An entry of another program's service. Errors as readPassword().
[[nodiscard]] Task<Result<Secret>> readEntryOf(QString service, QString key);
/// Errors: Keychain.
[[nodiscard]] Task<Result<void>> writeEntry(QString key, Secret value);

}
