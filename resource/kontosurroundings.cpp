// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontosurroundings.h"

#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QNetworkInformation>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// When the network is back, the agent calls the accounts one after the other; one that it has not called by then goes on by itself.
constexpr std::chrono::seconds agentsTurn{15};
}

KontoSurroundings::KontoSurroundings(AccountSync &sync, QObject *parent)
    : QObject(parent)
    , m_sync(sync)
{
    watchAgent();
    watchNetwork();
}

void KontoSurroundings::setSaving(bool saving)
{
    m_agentIsThere = true;
    m_sync.setSaving(saving);
}

/// KONTO_METERED=1 stands for a metered connection in tests, where there is no network to ask.
void KontoSurroundings::watchNetwork()
{
    if (qEnvironmentVariableIsSet("KONTO_METERED")) {
        m_sync.setMetered(qEnvironmentVariableIntValue("KONTO_METERED") == 1);
        return;
    }
    using Feature = QNetworkInformation::Feature;
    if (!QNetworkInformation::loadBackendByFeatures(Feature::Metered | Feature::Reachability)
        && !QNetworkInformation::loadBackendByFeatures(Feature::Metered)) {
        return;
    }
    auto *network = QNetworkInformation::instance();
    connect(network, &QNetworkInformation::reachabilityChanged, this, &KontoSurroundings::readNetwork);
    connect(network, &QNetworkInformation::isBehindCaptivePortalChanged, this, &KontoSurroundings::readNetwork);
    readNetwork();
    connect(network, &QNetworkInformation::isMeteredChanged, &m_sync, &AccountSync::setMetered);
    m_sync.setMetered(network->isMetered());
}

void KontoSurroundings::readNetwork()
{
    const auto tell = [this] {
        m_sync.setNetwork(m_network);
    };
    m_network = networkOf(*QNetworkInformation::instance(), m_network);
    if (m_agentIsThere && m_network == Network::There) {
        QTimer::singleShot(agentsTurn, this, tell);
    } else {
        tell();
    }
}

void KontoSurroundings::watchAgent()
{
    auto *watcher = new QDBusServiceWatcher(u"org.kde.konto"_s, QDBusConnection::sessionBus(), QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, [this](const QString &, const QString &, const QString &owner) {
        m_agentIsThere = !owner.isEmpty();
        if (!m_agentIsThere) {
            m_sync.setSaving(false);
        }
    });
}

}

#include "moc_kontosurroundings.cpp"
