// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/passwordstore.h"

#include <QObject>
#include <QString>

namespace Konto
{

/// A new password of one account. To be tried it has to be in the keychain, where the resource reads it; unless commit() is called
/// the entry is as before when this object is gone.
class PasswordChange : public QObject
{
    Q_OBJECT

public:
    /// \a store must live longer.
    PasswordChange(PasswordStore &store, QString key, QObject *parent = nullptr);
    ~PasswordChange() override;

    /// Whether a password is there; never which.
    void lookWhetherStored(const std::function<void(bool)> &told);

    /// Puts \a password into the keychain, for now. Not answered once this object is gone.
    void tryOut(const Secret &password, const PasswordStore::Done &done);

    /// What was tried out stays.
    void commit();

private:
    void write(const Secret &password, const PasswordStore::Done &done);

    PasswordStore &m_store;
    QString m_key;
    std::optional<Secret> m_before;
    bool m_knowsBefore = false;
    bool m_changed = false;
};

}
