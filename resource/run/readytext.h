// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "run/imap/imapfindings.h"
#include "run/pop3/pop3findings.h"

#include <QString>

namespace Konto
{

/// The sentence for an account that is up to date: "Ready", or what the user should know about the copies on the server.
[[nodiscard]] QString readySentence(const Account &account, const Pop3Findings &findings, const ImapFindings &imap = {});

}
