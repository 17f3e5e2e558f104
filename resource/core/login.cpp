// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/login.h"

using namespace Qt::StringLiterals;

namespace Konto
{

Login loginFor(const Account &account, const Secret &secret)
{
    // Gmail's own; of POP3 only.
    const bool recent = account.recentMode && account.mode == Mode::Pop3;
    return {
        .method = account.signIn,
        .userName = recent ? u"recent:"_s + account.userName : account.userName,
        .secret = secret,
        .certificateFile = account.certificateFile,
    };
}

}
