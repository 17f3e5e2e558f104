// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontosettings.h"

#include "core/endpointsettings.h"
#include "kontosettingsbase.h"

namespace Konto
{

namespace
{
void putKeep(SettingsBase &settings, const Retention &retention)
{
    settings.setPop3Keep(int(retention.keep));
    settings.setPop3KeepAmount(std::max(1, retention.amount));
}
}

Account accountIn(const SettingsBase &settings, const QString &name)
{
    Account account;
    account.id = settings.accountId();
    account.name = settings.accountName().isEmpty() ? name : settings.accountName();
    account.mode = static_cast<Mode>(settings.mode());
    account.userName = settings.userName();
    account.pop3 = endpointIn(settings, Mode::Pop3);
    account.imap = endpointIn(settings, Mode::Imap);
    for (const QString &key : settings.pinnedKeys()) {
        account.pinnedKeys.append(key.trimmed().toLower().toLatin1());
    }
    account.signIn = static_cast<SignIn>(settings.signIn());
    account.certificateFile = settings.certificateFile();
    account.oauth = {.tokenUrl = settings.oAuthTokenUrl(), .clientId = settings.oAuthClientId(), .clientSecret = settings.oAuthClientSecret()};
    account.retention = {.keep = static_cast<Keep>(settings.pop3Keep()),
                         .amount = settings.pop3KeepAmount(),
                         .removeWhenDeletedHere = settings.pop3RemoveWhenDeletedHere()};
    account.largestDownload = qint64(settings.pop3LargestDownload()) * 1000;
    account.recentMode = settings.pop3RecentMode();
    account.holding = {.keep = static_cast<HeldHere>(settings.imapKeep()), .days = settings.imapKeepDays()};
    account.push = settings.imapPush();
    account.meteredBudget = qint64(settings.meteredBudget()) * 1'000'000;
    return account;
}

void putSwitched(SettingsBase &settings, const Account &account)
{
    settings.setMode(int(account.mode));
    settings.setUserName(account.userName);
    putEndpoint(settings, Mode::Pop3, account.pop3);
    putEndpoint(settings, Mode::Imap, account.imap);
    putKeep(settings, account.retention);
    settings.setPop3RemoveWhenDeletedHere(account.retention.removeWhenDeletedHere);
}

void putImported(SettingsBase &settings, const ImportedSettings &imported)
{
    settings.setMode(int(imported.mode));
    settings.setUserName(imported.userName);
    settings.setCheckInterval(imported.checkInterval);
    settings.setSignIn(int(imported.signIn));
    putEndpoint(settings, imported.mode, imported.endpoint);
    if (imported.mode == Mode::Imap) {
        settings.setImapKeep(int(imported.held));
    } else {
        putKeep(settings, imported.retention);
    }
}

}
