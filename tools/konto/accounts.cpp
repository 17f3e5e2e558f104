// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "accounts.h"

#include "link/answertext.h"
#include "patience.h"

#include <Akonadi/ServerManager>

#include <KLocalizedString>

#include <QDBusConnectionInterface>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Konto
{

namespace
{
/// Limited by Patience
constexpr std::chrono::milliseconds longest = 24h;

QList<ListedAccount> matching(const QList<ListedAccount> &accounts, const std::function<bool(const ListedAccount &)> &isIt)
{
    QList<ListedAccount> found;
    std::ranges::copy_if(accounts, std::back_inserter(found), isIt);
    return found;
}

bool isSame(const QString &a, const QString &b)
{
    return !a.isEmpty() && a.compare(b, Qt::CaseInsensitive) == 0;
}
}

QList<ListedAccount> listedAccounts(const QString &json)
{
    QList<ListedAccount> list;
    for (const QJsonValue entry : QJsonDocument::fromJson(json.toUtf8()).array()) {
        const QJsonObject told = entry.toObject();
        const QString identifier = textOf(told, "account"_L1);
        if (!identifier.isEmpty()) {
            list.append({.identifier = identifier,
                         .name = textOf(told, "name"_L1),
                         .online = told["online"_L1].toBool(true),
                         .facts = accountFacts(told),
                         .told = told});
        }
    }
    return list;
}

Outcome<ListedAccount> chosenAccount(const QList<ListedAccount> &accounts, const QString &word, const QHash<QString, QString> &addresses)
{
    const QList<std::function<bool(const ListedAccount &)>> ways{[&](const ListedAccount &account) {
                                                                     return account.identifier == word;
                                                                 },
                                                                 [&](const ListedAccount &account) {
                                                                     return isSame(account.name, word);
                                                                 },
                                                                 [&](const ListedAccount &account) {
                                                                     return isSame(addresses.value(account.identifier), word);
                                                                 },
                                                                 [&](const ListedAccount &account) {
                                                                     return account.name.contains(word, Qt::CaseInsensitive);
                                                                 }};
    for (const auto &way : ways) {
        const QList<ListedAccount> found = word.isEmpty() ? QList<ListedAccount>() : matching(accounts, way);
        if (found.size() == 1) {
            return found.first();
        }
        if (found.size() > 1) {
            QStringList identifiers;
            std::ranges::transform(found, std::back_inserter(identifiers), &ListedAccount::identifier);
            return refused(i18nc("@info:shell %1 what was typed, %2 identifiers",
                                 "“%1” can be more than one account. Which: %2?",
                                 word,
                                 identifiers.join(i18nc("@info:shell between identifiers", ", "))));
        }
    }
    return refused(i18nc("@info:shell %1 what was typed", "There is no account “%1”. “konto list” shows all.", word));
}

QDBusMessage settingsCall(const QString &identifier, const QString &method)
{
    using Akonadi::ServerManager;
    const QString service = ServerManager::agentServiceName(ServerManager::Resource, identifier);
    return QDBusMessage::createMethodCall(service, u"/Settings"_s, u"org.kde.Akonadi.Konto.Settings"_s, method);
}

Accounts::Accounts(Patience &patience)
    : agent(u"org.kde.konto"_s, u"/Accounts"_s, QDBusConnection::sessionBus())
    , m_patience(patience)
{
    agent.setTimeout(int(longest.count()));
}

Outcome<void> Accounts::look() const
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (bus.isConnected() && bus.interface()->isServiceRegistered(agent.service())) {
        return {};
    }
    return std::unexpected(
        Failure{.code = ExitCode::NoService,
                .sentence = i18nc("@info:shell", "The desktop’s mail service does not run, or has not started Konto yet. “akonadictl start” starts it.")});
}

Outcome<QList<ListedAccount>> Accounts::all()
{
    if (const Outcome<void> there = look(); !there) {
        return std::unexpected(there.error());
    }
    return m_patience.reply(agent.accounts()).transform([](const QDBusPendingReply<QString> &reply) {
        return listedAccounts(reply.value());
    });
}

Outcome<QJsonArray> Accounts::notices()
{
    if (const Outcome<void> there = look(); !there) {
        return std::unexpected(there.error());
    }
    return m_patience.reply(agent.notices()).transform([](const QDBusPendingReply<QString> &reply) {
        return QJsonDocument::fromJson(reply.value().toUtf8()).array();
    });
}

Outcome<ListedAccount> Accounts::find(const QString &word)
{
    const Outcome<QList<ListedAccount>> listed = all();
    if (!listed) {
        return std::unexpected(listed.error());
    }
    const Outcome<ListedAccount> found = chosenAccount(*listed, word, {});
    return found ? found : chosenAccount(*listed, word, addresses(*listed));
}

/// The names that the accounts sign in with, of those that answer.
QHash<QString, QString> Accounts::addresses(const QList<ListedAccount> &accounts)
{
    QHash<QString, QString> names;
    for (const ListedAccount &account : accounts) {
        const auto reply =
            m_patience.reply(QDBusPendingReply<QString>(QDBusConnection::sessionBus().asyncCall(settingsCall(account.identifier, u"userName"_s))));
        if (reply) {
            names.insert(account.identifier, reply->value());
        }
    }
    return names;
}

}
