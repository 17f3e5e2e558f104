// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/passwordchange.h"

#include <QPointer>

namespace Konto
{

PasswordChange::PasswordChange(PasswordStore &store, QString key, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_key(std::move(key))
{
}

PasswordChange::~PasswordChange()
{
    if (!m_changed) {
        return;
    }
    if (m_before) {
        m_store.write(m_key, *m_before, [](bool) { });
    } else {
        m_store.remove(m_key, [](bool) { });
    }
}

void PasswordChange::lookWhetherStored(const std::function<void(bool)> &told)
{
    m_store.read(m_key, [self = QPointer(this), told](bool, const std::optional<Secret> &password) {
        if (self) {
            told(password.has_value());
        }
    });
}

void PasswordChange::tryOut(const Secret &password, const PasswordStore::Done &done)
{
    if (m_key.isEmpty()) {
        done(false); // the resource has never run, so nobody knows yet what the entry is called
        return;
    }
    if (m_knowsBefore) {
        write(password, done);
        return;
    }
    m_store.read(m_key, [self = QPointer(this), password, done](bool readable, const std::optional<Secret> &before) {
        if (self && !readable) {
            done(false); // what is there could not be brought back
        } else if (self) {
            self->m_before = before;
            self->m_knowsBefore = true;
            self->write(password, done);
        }
    });
}

void PasswordChange::write(const Secret &password, const PasswordStore::Done &done)
{
    m_changed = true;
    m_store.write(m_key, password, [self = QPointer(this), done](bool written) {
        if (self) {
            done(written);
        }
    });
}

void PasswordChange::commit()
{
    m_changed = false;
    m_knowsBefore = false;
    m_before.reset();
}

}

#include "moc_passwordchange.cpp"
