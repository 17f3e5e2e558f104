// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "link/accountlink.h"

#include <Akonadi/ServerManager>

#include <KLocalizedString>

#include <QDBusConnection>

#include <array>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Konto
{

namespace
{
/// A preview reads the headers of what identifiers do not settle.
constexpr std::chrono::milliseconds longest = 10min;
}

AccountLink::AccountLink(const QString &identifier)
    : AccountLink(identifier, Akonadi::ServerManager::agentServiceName(Akonadi::ServerManager::Resource, identifier))
{
}

AccountLink::AccountLink(const QString &identifier, const QString &service)
    : account(service, u"/Konto"_s, QDBusConnection::sessionBus())
    , backup(service, u"/Backup"_s, QDBusConnection::sessionBus())
    , discovery(service, u"/Discovery"_s, QDBusConnection::sessionBus())
    , figures(service, u"/Figures"_s, QDBusConnection::sessionBus())
    , import(service, u"/Import"_s, QDBusConnection::sessionBus())
    , servers(service, u"/Servers"_s, QDBusConnection::sessionBus())
    , modeSwitch(service, u"/Switch"_s, QDBusConnection::sessionBus())
    , m_identifier(identifier)
{
    const std::array<QDBusAbstractInterface *, 7> interfaces{&account, &backup, &discovery, &figures, &import, &servers, &modeSwitch};
    for (QDBusAbstractInterface *interface : interfaces) {
        interface->setTimeout(int(longest.count()));
    }
}

QString AccountLink::identifier() const
{
    return m_identifier;
}

QString accountName(const QString &name, const QString &identifier)
{
    return name.isEmpty() || name == identifier ? i18nc("@item:inlistbox an account without a name", "New account") : name;
}

QString sentenceOf(const QDBusError &error)
{
    if (error.name() == "org.kde.konto.Error"_L1) {
        return error.message();
    }
    return i18n("The account does not answer. Please try again in a moment.");
}

}
