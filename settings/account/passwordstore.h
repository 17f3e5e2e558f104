// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/secret.h"

#include <functional>
#include <optional>

namespace Konto
{

/// Where passwords are. Each function is answered exactly once, later.
class PasswordStore
{
public:
    /// No secret: there is no entry, or, when not \a readable, nobody knows.
    using Found = std::function<void(bool readable, const std::optional<Secret> &)>;
    using Done = std::function<void(bool)>;

    PasswordStore() = default;
    virtual ~PasswordStore() = default;
    Q_DISABLE_COPY_MOVE(PasswordStore)

    virtual void read(const QString &key, Found found) = 0;
    virtual void write(const QString &key, const Secret &password, Done done) = 0;
    virtual void remove(const QString &key, Done done) = 0;
};

/// The desktop's keychain (QtKeychain), and there, unless another \a service is named, the entries that the resource reads. What was begun is
/// finished even when the store is gone.
class KeychainPasswords : public PasswordStore
{
public:
    explicit KeychainPasswords(QString service = QStringLiteral("konto"));

    void read(const QString &key, Found found) override;
    void write(const QString &key, const Secret &password, Done done) override;
    void remove(const QString &key, Done done) override;

private:
    QString m_service;
};

}
