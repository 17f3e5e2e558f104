// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imapresponse.h"
#include "driver.h"

// An input is one response of a server, literals in place. Whatever is made of it, in either encoding of mailbox names.

using namespace Konto;

static void tryInput(const QByteArray &input)
{
    const auto uids = parseUidSet(input);
    require(!uids || parseUidSet(uidSet(*uids).replace("*", "4294967295")) == uids, "a set that is read, written and read is another");
    const auto response = parseImapResponse(input);
    if (!response) {
        return;
    }
    for (const bool utf8 : {false, true}) {
        if (const auto mailbox = mailboxOf(*response, utf8)) {
            require(!mailbox->attributes.contains(QByteArray()), "an attribute without a name");
        }
        (void)statusOf(*response, utf8);
    }
    if (const auto flags = flagsOf(*response)) {
        require(flags->uid != 0, "a message without a UID");
    }
    if (const auto quota = quotaOf(*response)) {
        require(quota->limit > 0 && quota->used >= 0, "a quota that is none");
    }
}
