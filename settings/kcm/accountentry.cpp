// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/accountentry.h"

#include "link/reply.h"

namespace Konto
{

AccountEntry::AccountEntry(const Akonadi::AgentInstance &instance, QObject *parent)
    : QObject(parent)
    , link(instance.identifier())
    , m_instance(instance)
{
    connect(&link.figures, &KontoFiguresInterface::changed, this, &AccountEntry::refresh);
    connect(&link.modeSwitch, &KontoSwitchInterface::ended, this, &AccountEntry::refresh);
    refresh();
}

QString AccountEntry::identifier() const
{
    return link.identifier();
}

QString AccountEntry::name() const
{
    return accountName(m_instance.name(), m_instance.identifier());
}

bool AccountEntry::isOnline() const
{
    return m_instance.isOnline();
}

const AccountFacts &AccountEntry::facts() const
{
    return m_facts;
}

Akonadi::AgentInstance AccountEntry::instance() const
{
    return m_instance;
}

void AccountEntry::setInstance(const Akonadi::AgentInstance &instance)
{
    m_instance = instance;
    refresh();
}

void AccountEntry::refresh()
{
    onReply(this, link.figures.figures(), [this](const QDBusPendingReply<QString> &reply) {
        m_facts = reply.isValid() ? accountFacts(reply.value()) : AccountFacts();
        Q_EMIT changed();
    });
}

}
