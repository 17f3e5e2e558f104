// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "credentials/keychain.h"

#include "net/await.h"

#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
Result<Secret> passwordOf(QKeychain::ReadPasswordJob *read)
{
    if (read->error() == QKeychain::EntryNotFound || (read->error() == QKeychain::NoError && read->textData().isEmpty())) {
        return fail(ErrorKind::NoPassword);
    }
    if (read->error() != QKeychain::NoError) {
        return fail(ErrorKind::Keychain, read->errorString());
    }
    return Secret(read->textData());
}
}

Task<Result<Secret>> readPassword(QString accountId)
{
    return readEntry(std::move(accountId));
}

Task<Result<Secret>> readEntry(QString key)
{
    return readEntryOf(u"konto"_s, std::move(key));
}

Task<Result<Secret>> readEntryOf(QString service, QString key)
{
    const AnswerPromise<Secret> promise;
    auto *read = new QKeychain::ReadPasswordJob(service);
    read->setKey(key);
    QObject::connect(read, &QKeychain::Job::finished, promise.context(), [promise, read] {
        promise.settle(passwordOf(read));
    });
    read->start();
    co_return co_await promise.answer();
}

Task<Result<void>> writeEntry(QString key, Secret value)
{
    const AnswerPromise<void> promise;
    auto *write = new QKeychain::WritePasswordJob(u"konto"_s);
    write->setKey(key);
    write->setTextData(value.reveal());
    QObject::connect(write, &QKeychain::Job::finished, promise.context(), [promise, write] {
        promise.settle(write->error() == QKeychain::NoError ? Result<void>() : fail(ErrorKind::Keychain, write->errorString()));
    });
    write->start();
    co_return co_await promise.answer();
}

}
