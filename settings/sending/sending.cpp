// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "sending/sending.h"

#include "sending/sentfolder.h"

#include <KIdentityManagementCore/Identity>
#include <KIdentityManagementCore/IdentityManager>
#include <MailTransport/Transport>
#include <MailTransport/TransportManager>

#include <KConfig>

#include <algorithm>

using namespace Qt::StringLiterals;
using KIdentityManagementCore::Identity;
using KIdentityManagementCore::IdentityManager;
using MailTransport::Transport;
using MailTransport::TransportManager;

namespace Konto
{

namespace
{
/// The manager of identities writes one that has no name when it is asked and there is none.
bool isAnyIdentityThere()
{
    const QStringList groups = KConfig(u"emailidentities"_s).groupList();
    return std::ranges::any_of(groups, [](const QString &group) {
        return group.startsWith("Identity #"_L1);
    });
}

Transport *transportFor(const OutgoingServer &server)
{
    const QList<Transport *> all = TransportManager::self()->transports();
    const auto found = std::ranges::find_if(all, [&server](const Transport *transport) {
        return transport->host().compare(server.endpoint.host, Qt::CaseInsensitive) == 0 && transport->userName() == server.userName;
    });
    return found == all.end() ? nullptr : *found;
}

int encryption(Security security)
{
    switch (security) {
    case Security::Tls:
        return Transport::EnumEncryption::SSL;
    case Security::StartTls:
        return Transport::EnumEncryption::TLS;
    case Security::None:
        break;
    }
    return Transport::EnumEncryption::None;
}

int authentication(SignIn method)
{
    switch (method) {
    case SignIn::OAuth2:
        return Transport::EnumAuthenticationType::XOAUTH2;
    case SignIn::Kerberos:
        return Transport::EnumAuthenticationType::GSSAPI;
    case SignIn::Password:
    case SignIn::ClientCertificate:
        break;
    }
    return Transport::EnumAuthenticationType::PLAIN;
}

/// The password is not given to the transport: it would wait for the keychain, and offer to write it into a file where there is none.
int addTransport(const OutgoingServer &server, const QString &name)
{
    Transport *transport = TransportManager::self()->createTransport();
    transport->setName(name);
    transport->setHost(server.endpoint.host);
    transport->setPort(server.endpoint.port);
    transport->setEncryption(encryption(server.endpoint.security));
    transport->setUserName(server.userName);
    transport->setRequiresAuthentication(true);
    transport->setAuthenticationType(authentication(server.signIn));
    transport->setStorePassword(server.signIn == SignIn::Password);
    transport->forceUniqueName();
    transport->save();
    TransportManager::self()->addTransport(transport);
    return transport->id();
}

/// The one that becomes the address's. A second one without an address is somebody's draft.
Identity &newIdentity(IdentityManager &manager, const QString &name)
{
    const Identity &first = *manager.begin();
    if (manager.identities().size() == 1 && first.primaryEmailAddress().isEmpty()) {
        Identity &unused = manager.modifyIdentityForUoid(first.uoid());
        unused.setIdentityName(name);
        return unused;
    }
    const QString fullName = manager.defaultIdentity().fullName();
    Identity &added = manager.newFromScratch(manager.makeUnique(name));
    added.setFullName(fullName);
    return added;
}

/// There may be one when there was none a moment ago: the manager makes one of what System Settings knows of the user.
void setUpIdentity(const Sending &wanted, const QString &name, int transport)
{
    const QString &address = wanted.address;
    IdentityManager manager;
    const uint there = manager.identityForAddress(address).uoid();
    const bool isNew = manager.identityForAddress(address).isNull();
    Identity &identity = isNew ? newIdentity(manager, name) : manager.modifyIdentityForUoid(there);
    if (isNew) {
        identity.setPrimaryEmailAddress(address);
    }
    const bool isItsOwn = identity.primaryEmailAddress().compare(address, Qt::CaseInsensitive) == 0;
    if (isItsOwn) {
        markForFolders(identity, wanted.account);
    }
    if (transport > 0 && isItsOwn && identity.transport().isEmpty()) {
        identity.setTransport(QString::number(transport));
    }
    manager.commit();
}
}

MissingForSending missingForSending(const Sending &wanted)
{
    MissingForSending missing;
    missing.identity = !isAnyIdentityThere() || IdentityManager(true).identityForAddress(wanted.address).isNull();
    missing.server = wanted.server && !transportFor(*wanted.server);
    return missing;
}

KeychainPasswords outgoingPasswords()
{
    return KeychainPasswords(u"mailtransports"_s);
}

void setUpSending(const Sending &wanted, const Secret &password, PasswordStore &passwords)
{
    const MissingForSending missing = missingForSending(wanted);
    const QString name = wanted.accountName.isEmpty() ? wanted.address : wanted.accountName;
    int transport = 0;
    if (missing.server && wanted.server) {
        transport = addTransport(*wanted.server, name);
        if (!password.isEmpty() && wanted.server->signIn == SignIn::Password) {
            passwords.write(QString::number(transport), password, [](bool) { });
        }
    } else if (wanted.server) {
        transport = transportFor(*wanted.server)->id();
    }
    if (missing.isAnything()) {
        setUpIdentity(wanted, name, transport);
    }
}

}
