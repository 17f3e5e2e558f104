// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "accountinterface.h"
#include "backupinterface.h"
#include "discoveryinterface.h"
#include "figuresinterface.h"
#include "importinterface.h"
#include "serversinterface.h"
#include "switchinterface.h"

#include <QString>

namespace Konto
{

/// An account's resource as seen from the settings: its D-Bus interfaces (what they say is told in their XML). Calls are
/// asynchronous, always: one that connects to a server may take minutes. Nothing here starts or configures the resource; while it
/// does not run, calls are answered with an error.
class AccountLink
{
public:
    /// \a identifier is the agent instance's, such as "akonadi_konto_resource_0".
    explicit AccountLink(const QString &identifier);

    [[nodiscard]] QString identifier() const;

    KontoAccountInterface account;
    KontoBackupInterface backup;
    KontoDiscoveryInterface discovery;
    KontoFiguresInterface figures;
    KontoImportInterface import;
    KontoServersInterface servers;
    KontoSwitchInterface modeSwitch;

private:
    AccountLink(const QString &identifier, const QString &service);

    QString m_identifier;
};

/// The type of our accounts' agent instances.
inline constexpr QLatin1StringView resourceType{"akonadi_konto_resource"};

/// How an account is called; Akonadi calls one that has no name yet by its identifier.
[[nodiscard]] QString accountName(const QString &name, const QString &identifier);

/// What the resource said, as a sentence for the user.
[[nodiscard]] QString sentenceOf(const QDBusError &error);

}
