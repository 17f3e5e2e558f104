// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/readytext.h"

#include <KLocalizedString>

namespace Konto
{

namespace
{
/// Whether the server removes mail by itself before the user's rule would (RFC 2449 section 6.7, EXPIRE).
bool serverExpiresFirst(const Retention &rule, const Pop3Capabilities &capabilities)
{
    if (!capabilities.expireDays || rule.keep == Keep::Nothing) {
        return false;
    }
    return rule.keep != Keep::Days || *capabilities.expireDays < rule.amount;
}
}

QString readySentence(const Account &account, const Pop3Findings &findings)
{
    if (account.mode == Mode::Pop3 && findings.held > 0) {
        return i18ncp(
            "@info:status %2 account",
            "%2: With the new rule, one message would be removed from the server. Konto removes nothing until you confirm it in the account’s settings.",
            "%2: With the new rule, %1 messages would be removed from the server. Konto removes nothing until you confirm it in the account’s settings.",
            findings.held,
            account.name);
    }
    if (account.mode == Mode::Pop3 && findings.postponed > 0) {
        return i18ncp("@info:status %2 account",
                      "%2: One message waits on the server for a connection that is not metered.",
                      "%2: %1 messages wait on the server for a connection that is not metered.",
                      findings.postponed,
                      account.name);
    }
    if (account.mode == Mode::Pop3 && serverExpiresFirst(account.retention, findings.capabilities)) {
        return i18ncp("@info:status EXPIRE of RFC 2449",
                      "Ready. The server itself removes mail after one day.",
                      "Ready. The server itself removes mail after %1 days.",
                      findings.capabilities.expireDays.value_or(0));
    }
    return i18nc("@info:status the account is up to date", "Ready");
}

}
