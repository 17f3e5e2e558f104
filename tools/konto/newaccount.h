// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "account/passwordstore.h"
#include "link/accountlink.h"
#include "outcome.h"
#include "serverpick.h"

#include <Akonadi/AgentInstance>

#include <memory>

namespace Konto
{

class Patience;

/// An account that is being made: unless keep() is called it is removed again, with its password, when this object goes.
class NewAccount
{
public:
    /// \a patience must live longer.
    explicit NewAccount(Patience &patience);
    ~NewAccount();
    Q_DISABLE_COPY_MOVE(NewAccount)

    /// First of all.
    [[nodiscard]] Outcome<void> make();
    /// Into the keychain, where the resource reads it.
    [[nodiscard]] Outcome<void> storePassword(const Secret &password);
    /// From then on it gets its mail.
    [[nodiscard]] Outcome<void> configure(const ServerPick &pick, const QString &name);
    void keep();

    [[nodiscard]] QString identifier() const;
    [[nodiscard]] AccountLink &link() const;

private:
    [[nodiscard]] Outcome<void> create();
    [[nodiscard]] Outcome<void> awaitResource();
    [[nodiscard]] Outcome<void> set(const QString &setter, const QVariant &value);
    [[nodiscard]] Outcome<void> setServer(Mode mode, const Endpoint &endpoint);
    void remove();

    Patience &m_patience;
    KeychainPasswords m_passwords;
    Akonadi::AgentInstance m_instance;
    std::unique_ptr<AccountLink> m_link;
    QString m_key; ///< of its password
    bool m_hasPassword = false;
    bool m_kept = false;
};

}
