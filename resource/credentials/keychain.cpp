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
    const AnswerPromise<Secret> promise;
    auto *read = new QKeychain::ReadPasswordJob(u"konto"_s);
    read->setKey(accountId);
    QObject::connect(read, &QKeychain::Job::finished, promise.context(), [promise, read] {
        promise.settle(passwordOf(read));
    });
    read->start();
    co_return co_await promise.answer();
}

}
