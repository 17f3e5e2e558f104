// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// sync: the agent has the accounts look for mail; whoever waits asks their resources, which say when they have.

#include "accounts.h"
#include "commands.h"
#include "console.h"
#include "describe.h"
#include "link/accountlink.h"
#include "patience.h"

#include <KLocalizedString>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
struct Check {
    ListedAccount account;
    std::unique_ptr<AccountLink> link;
    QDBusPendingReply<> answer;
};

/// Those that were named; all that are not paused, where none was.
Outcome<QList<ListedAccount>> wantedAccounts(Accounts &accounts, const QStringList &words)
{
    if (words.isEmpty()) {
        return accounts.all().transform([](QList<ListedAccount> all) {
            all.removeIf([](const ListedAccount &account) {
                return !account.online;
            });
            return all;
        });
    }
    QList<ListedAccount> wanted;
    for (const QString &word : words) {
        const auto found = accounts.find(word);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!found->online) {
            return refused(i18nc("@info:shell %1 name", "%1 is paused. “konto resume” lets it go on.", found->name));
        }
        wanted.append(*found);
    }
    return wanted;
}

Outcome<void> begin(const Request &request, Accounts &accounts, const QList<ListedAccount> &wanted, Patience &patience)
{
    if (request.words.isEmpty()) {
        const auto begun = patience.reply(accounts.agent.checkAll());
        return begun ? Outcome<void>() : std::unexpected(begun.error());
    }
    for (const ListedAccount &account : wanted) {
        if (const auto begun = patience.reply(accounts.agent.check(account.identifier)); !begun) {
            return std::unexpected(begun.error());
        }
    }
    return {};
}

Outcome<Ending> endOf(Check &check, Patience &patience)
{
    if (const auto ended = patience.reply(check.answer); !ended) {
        return ended.error().code == ExitCode::Refused ? Outcome<Ending>(Ending{.succeeded = false, .sentence = ended.error().sentence})
                                                       : std::unexpected(ended.error());
    }
    return patience.reply(check.link->figures.figures()).transform([](const QDBusPendingReply<QString> &reply) {
        const AccountFacts facts = accountFacts(reply.value());
        return Ending{.succeeded = facts.problem.isEmpty() && facts.state != "broken"_L1 && facts.state != "notConfigured"_L1, .sentence = facts.sentence};
    });
}

void tell(const Check &check, const Ending &ending, bool json, QJsonArray &told)
{
    told.append(endingObject(check.account.identifier, ending));
    const QString text = i18nc("@info:shell %1 account, %2 what it says", "%1: %2", check.account.name, ending.sentence);
    if (!ending.succeeded) {
        complain(text);
    } else if (!json) {
        print(ending.sentence.isEmpty() ? i18nc("@info:shell %1 account", "%1: done", check.account.name) : text);
    }
}

/// All at the same time; told in their order.
Outcome<void> checkAndWait(const Request &request, const QList<ListedAccount> &wanted, Patience &patience)
{
    std::vector<Check> checks;
    for (const ListedAccount &account : wanted) {
        auto link = std::make_unique<AccountLink>(account.identifier);
        const auto answer = link->account.checkMail(false);
        checks.push_back({.account = account, .link = std::move(link), .answer = answer});
    }
    QJsonArray told;
    bool allSucceeded = true;
    for (Check &check : checks) {
        const Outcome<Ending> ending = endOf(check, patience);
        if (!ending) {
            return std::unexpected(ending.error());
        }
        allSucceeded = allSucceeded && ending->succeeded;
        tell(check, *ending, request.json, told);
    }
    if (request.json) {
        printJson(told);
    }
    return allSucceeded ? Outcome<void>() : refused({});
}
}

Outcome<void> synchronize(const Request &request, Patience &patience)
{
    Accounts accounts(patience);
    const auto wanted = wantedAccounts(accounts, request.words);
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    if (request.wait) {
        return checkAndWait(request, *wanted, patience);
    }
    if (const auto begun = begin(request, accounts, *wanted, patience); !begun) {
        return begun;
    }
    if (request.json) {
        QJsonArray told;
        for (const ListedAccount &account : *wanted) {
            told.append(QJsonObject{{u"account"_s, account.identifier}, {u"begun"_s, true}});
        }
        printJson(told);
    }
    return {};
}

}
