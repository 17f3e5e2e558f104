// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// list, status, notices, pause and resume: what the agent alone knows.

#include "commands.h"
#include "console.h"
#include "describe.h"
#include "link/listednotice.h"
#include "patience.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Konto
{

Outcome<void> listAccounts(const Request &request, Patience &patience)
{
    const auto listed = Accounts(patience).all();
    if (!listed) {
        return std::unexpected(listed.error());
    }
    if (request.json) {
        QJsonArray array;
        for (const ListedAccount &account : *listed) {
            array.append(account.told);
        }
        printJson(array);
    } else if (!request.names) {
        print(listText(*listed));
    } else if (!listed->isEmpty()) {
        print(namesText(*listed));
    }
    return {};
}

Outcome<void> showStatus(const Request &request, Patience &patience)
{
    Accounts accounts(patience);
    Outcome<QList<ListedAccount>> wanted =
        request.words.isEmpty() ? accounts.all() : accounts.find(request.words.first()).transform([](const ListedAccount &one) {
            return QList{one};
        });
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    const auto notices = accounts.notices();
    if (!notices) {
        return std::unexpected(notices.error());
    }
    QJsonArray array;
    QStringList paragraphs;
    for (ListedAccount &account : *wanted) {
        paragraphs.append(statusText(account, *notices));
        account.told.insert("notices"_L1, noticesOf(*notices, account.identifier));
        array.append(account.told);
    }
    if (request.json) {
        printJson(array);
    } else {
        print(paragraphs.isEmpty() ? listText({}) : paragraphs.join(u"\n\n"_s));
    }
    return {};
}

namespace
{
/// What has to be agreed to before the action; empty: nothing.
QString questionOf(const ListedNotice &notice, const QString &action)
{
    const auto offered = std::ranges::find(notice.actions, action, &ListedAction::id);
    return offered == notice.actions.end() ? QString() : offered->question;
}

Outcome<void> seeToNotice(const Request &request, Patience &patience, Accounts &accounts, const QJsonArray &all)
{
    const QString id = request.words.first();
    const QList<ListedNotice> notices = listedNotices(QString::fromUtf8(QJsonDocument(all).toJson()));
    const auto notice = std::ranges::find(notices, id, &ListedNotice::id);
    if (notice == notices.end()) {
        return refused(i18nc("@info:shell %1 identifier", "There is no notice “%1”.", id));
    }
    if (const QString question = questionOf(*notice, request.action); !question.isEmpty() && !request.agreed) {
        return refused(i18nc("@info:shell %1 a sentence", "%1 Agree to that with “--yes”.", question));
    }
    const auto done = patience.reply(request.dismiss ? accounts.agent.dismiss(id) : accounts.agent.act(id, request.action));
    if (done && request.json) {
        printJson(QJsonObject{{u"id"_s, id}, {u"done"_s, true}});
    }
    return done.transform([](const auto &) { });
}
}

Outcome<void> showNotices(const Request &request, Patience &patience)
{
    Accounts accounts(patience);
    const auto notices = accounts.notices();
    if (!notices) {
        return std::unexpected(notices.error());
    }
    if (!request.words.isEmpty()) {
        return seeToNotice(request, patience, accounts, *notices);
    }
    if (request.json) {
        printJson(*notices);
        return {};
    }
    return accounts.all().transform([&notices](const QList<ListedAccount> &listed) {
        print(noticesText(*notices, listed));
    });
}

Outcome<void> setPaused(const Request &request, Patience &patience)
{
    Accounts accounts(patience);
    const auto account = accounts.find(request.words.first());
    if (!account) {
        return std::unexpected(account.error());
    }
    const bool paused = request.verb == Verb::Pause;
    if (const auto done = patience.reply(accounts.agent.setPaused(account->identifier, paused)); !done) {
        return std::unexpected(done.error());
    }
    if (request.json) {
        printJson(QJsonObject{{u"account"_s, account->identifier}, {u"paused"_s, paused}});
    } else {
        print(paused ? i18nc("@info:shell %1 name", "%1 is paused.", account->name) : i18nc("@info:shell %1 name", "%1 goes on.", account->name));
    }
    return {};
}

}
