// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/passwordstore.h"

#include <qt6keychain/keychain.h>

namespace Konto
{

namespace
{
/// Jobs delete themselves when they have finished.
template<class Job>
Job *jobFor(const QString &service, const QString &key)
{
    auto *job = new Job(service);
    job->setKey(key);
    return job;
}

void startAndTell(QKeychain::Job *job, PasswordStore::Done done)
{
    QObject::connect(job, &QKeychain::Job::finished, job, [done = std::move(done)](QKeychain::Job *ended) {
        done(ended->error() == QKeychain::NoError);
    });
    job->start();
}
}

KeychainPasswords::KeychainPasswords(QString service)
    : m_service(std::move(service))
{
}

void KeychainPasswords::read(const QString &key, Found found)
{
    auto *job = jobFor<QKeychain::ReadPasswordJob>(m_service, key);
    QObject::connect(job, &QKeychain::Job::finished, job, [job, found = std::move(found)] {
        const bool readable = job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound;
        const bool there = job->error() == QKeychain::NoError && !job->textData().isEmpty();
        found(readable, there ? std::optional(Secret(job->textData())) : std::nullopt);
    });
    job->start();
}

void KeychainPasswords::write(const QString &key, const Secret &password, Done done)
{
    auto *job = jobFor<QKeychain::WritePasswordJob>(m_service, key);
    job->setTextData(password.reveal());
    startAndTell(job, std::move(done));
}

void KeychainPasswords::remove(const QString &key, Done done)
{
    startAndTell(jobFor<QKeychain::DeletePasswordJob>(m_service, key), std::move(done));
}

}
