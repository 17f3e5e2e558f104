// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/readytext.h"

#include "core/quota.h"

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

/// Empty when there is room.
static QString quotaSentence(const Account &account, const ImapQuota &quota)
{
    const int percent = quotaPercent(quota.used, quota.limit);
    if (percent == 100) {
        return i18nc("@info:status %1 account",
                     "%1: Your mailbox on the server is full. New mail may be turned away until you delete some or move it to this computer.",
                     account.name);
    }
    if (percent >= nearlyFullPercent) {
        return i18nc("@info:status %1 account, %2 number", "%1: Your mailbox on the server is %2 % full.", account.name, percent);
    }
    return {};
}

static QString readySentence(const Account &account, const ImapFindings &findings)
{
    if (const QString sentence = quotaSentence(account, findings.quota); !sentence.isEmpty()) {
        return sentence;
    }
    if (findings.postponed > 0) {
        return i18ncp("@info:status %2 account",
                      "%2: Of one large message only the header was fetched, because the connection is metered.",
                      "%2: Of %1 large messages only the headers were fetched, because the connection is metered.",
                      findings.postponed,
                      account.name);
    }
    return i18nc("@info:status the account is up to date", "Ready");
}

QString readySentence(const Account &account, const Pop3Findings &findings, const ImapFindings &imap)
{
    if (account.mode == Mode::Imap) {
        return readySentence(account, imap);
    }
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
