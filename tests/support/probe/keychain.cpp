// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "keychain.h"

#include <QCoreApplication>
#include <QFile>

#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace Konto::Probe
{

namespace
{

void run(QKeychain::Job *job, const Arguments &arguments)
{
    job->setKey(arguments.word(0));
    QObject::connect(job, &QKeychain::Job::finished, qApp, [](QKeychain::Job *done) {
        if (done->error() != QKeychain::NoError) {
            fail(done->errorString());
        } else {
            finish({{u"key"_s, done->key()}, {u"service"_s, done->service()}});
        }
    });
    job->start();
}

QString serviceOf(const Arguments &arguments)
{
    return arguments.service.isEmpty() ? u"konto"_s : arguments.service;
}

}

void setPassword(const Arguments &arguments)
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly)) {
        fail(u"no password on stdin"_s);
        return;
    }
    QByteArray line = input.readLine();
    if (line.endsWith('\n')) {
        line.chop(1);
    }
    auto *job = new QKeychain::WritePasswordJob(serviceOf(arguments), qApp);
    job->setTextData(QString::fromUtf8(line));
    run(job, arguments);
}

void removePassword(const Arguments &arguments)
{
    run(new QKeychain::DeletePasswordJob(serviceOf(arguments), qApp), arguments);
}

}
