// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// add: finds the servers of an address, tries them with the password, and keeps the account only when that works.

#include "account/assurance.h"
#include "accounts.h"
#include "autoconfig/mailaddress.h"
#include "commands.h"
#include "console.h"
#include "newaccount.h"
#include "patience.h"
#include "requestrules.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// What can be known to be wrong before anything is made.
Outcome<Secret> begin(const Request &request, Patience &patience)
{
    const QString address = request.words.first();
    const auto parts = mailAddressOf(address);
    if (request.host.isEmpty() && (!parts || parts->localPart.isEmpty())) {
        return std::unexpected(
            Failure{.code = ExitCode::Usage, .sentence = i18nc("@info", "This does not look like a mail address. One is written like anna@example.org.")});
    }
    if (const auto there = Accounts(patience).all(); !there) {
        return std::unexpected(there.error());
    }
    return request.passwordFromStdin ? readPassword() : askPassword(i18nc("@info:shell %1 address", "Password of %1: ", address));
}

Outcome<ServerPick> findServer(const Request &request, AccountLink &link, Patience &patience)
{
    if (const auto said = saidServer(request)) {
        return *said;
    }
    const QString address = request.words.first();
    showProgress(i18nc("@info:shell", "Looking for the servers…"));
    const auto answer = patience.reply(link.discovery.find(address));
    showProgress({});
    if (!answer) {
        link.discovery.cancel();
        return std::unexpected(answer.error());
    }
    const QList<FoundAddress> found = foundAddresses(answer->value().toUtf8());
    const auto pick = pickServer(found, request);
    if (!pick) {
        return refused(found.isEmpty() ? outcomeText(found, address.section(u'@', -1))
                                       : i18nc("@info:shell %1 POP3 or IMAP",
                                               "No %1 server was found. “--host” says where one is.",
                                               modeName(request.mode.value_or(Mode::Imap)).toUpper()));
    }
    return *pick;
}

/// A host that nobody vouches for gets no password before the user has agreed (RFC 6186 section 6); neither does clear text.
Outcome<void> agree(const ServerPick &pick, bool isAsked)
{
    if (!pick.found || !pick.found->toBeConfirmed) {
        return {};
    }
    const QString what = addressText(pick.endpoint) + u". "_s + assuranceText(*pick.found);
    if (!isAsked) {
        return refused(i18nc("@info:shell %1 server, and who says so", "You have to agree to this server first: %1 If you do, name it with “--host”.", what));
    }
    if (!confirm(i18nc("@info:shell %1 server, and who says so", "%1\nShall your password go there? [y/N] ", what))) {
        return refused(i18nc("@info:shell", "Then there is no account. “--host” says where another server is."));
    }
    return {};
}

Outcome<void> signIn(const ServerPick &pick, AccountLink &link, Patience &patience)
{
    const QVariantMap options{{u"host"_s, pick.endpoint.host},
                              {u"port"_s, int(pick.endpoint.port)},
                              {u"security"_s, int(pick.endpoint.security)},
                              {u"userName"_s, pick.userName},
                              {u"signIn"_s, int(SignIn::Password)}};
    showProgress(i18nc("@info:shell", "Signing in…"));
    const auto answer = patience.reply(link.servers.test(modeName(pick.mode), options));
    showProgress({});
    if (!answer) {
        link.servers.cancel();
        return std::unexpected(answer.error());
    }
    const TestResult result = testResult(answer->value().toUtf8());
    return result.problem.isEmpty() && result.signedIn ? Outcome<void>() : refused(result.sentence);
}

void tell(const Request &request, const NewAccount &account, const ServerPick &pick, const QString &name)
{
    if (!request.json) {
        print(i18nc("@info:shell %1 name, %2 identifier, %3 POP3 or IMAP, %4 server",
                    "%1 (%2) is there: %3 at %4. Its mail is on the way.",
                    name,
                    account.identifier(),
                    modeName(pick.mode).toUpper(),
                    addressText(pick.endpoint)));
        return;
    }
    printJson(QJsonObject{{u"account"_s, account.identifier()},
                          {u"name"_s, name},
                          {u"mode"_s, modeName(pick.mode)},
                          {u"host"_s, pick.endpoint.host},
                          {u"port"_s, pick.endpoint.port},
                          {u"security"_s, securityNames()[size_t(pick.endpoint.security)]},
                          {u"userName"_s, pick.userName}});
}

Outcome<ServerPick> tryOut(const Request &request, NewAccount &account, const Secret &password, Patience &patience)
{
    const auto pick = findServer(request, account.link(), patience);
    if (!pick) {
        return pick;
    }
    return agree(*pick, !request.passwordFromStdin && isAttended())
        .and_then([&] {
            return account.storePassword(password);
        })
        .and_then([&] {
            return signIn(*pick, account.link(), patience);
        })
        .transform([&pick] {
            return *pick;
        });
}
}

Outcome<void> addAccount(const Request &request, Patience &patience)
{
    const Outcome<Secret> password = begin(request, patience);
    if (!password) {
        return std::unexpected(password.error());
    }
    NewAccount account(patience);
    if (const auto made = account.make(); !made) {
        return made;
    }
    const auto pick = tryOut(request, account, *password, patience);
    if (!pick) {
        return std::unexpected(pick.error());
    }
    const QString name = request.name.isEmpty() ? request.words.first() : request.name;
    if (const auto configured = account.configure(*pick, name); !configured) {
        return configured;
    }
    account.keep();
    tell(request, account, *pick, name);
    return {};
}

}
