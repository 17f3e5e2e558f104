// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "load.h"

#include <Akonadi/Collection>
#include <Akonadi/Item>
#include <Akonadi/ItemCreateJob>
#include <Akonadi/Session>
#include <Akonadi/TransactionSequence>
#include <KMime/Message>
#include <KMime/Util>

#include <QCoreApplication>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>

using namespace Qt::StringLiterals;

namespace Konto::Probe
{

namespace
{
struct Load {
    Akonadi::Collection target;
    Akonadi::Session *session = nullptr;
    QStringList files;
    int batch = 100;
    int count = 0;
    QElapsedTimer clock;
};

Akonadi::Item itemFromFile(const QString &name)
{
    QFile file(name);
    (void)file.open(QIODevice::ReadOnly);
    auto message = std::make_shared<KMime::Message>();
    message->setContent(KMime::CRLFtoLF(file.readAll()));
    message->parse();
    Akonadi::Item item(u"message/rfc822"_s);
    item.setRemoteId(QFileInfo(name).fileName());
    item.setSize(file.size());
    item.setPayload<std::shared_ptr<KMime::Message>>(message);
    return item;
}

void loadNext(const std::shared_ptr<Load> &load)
{
    if (load->files.isEmpty()) {
        finish({{u"count"_s, load->count}, {u"elapsed_s"_s, double(load->clock.elapsed()) / 1000}});
        return;
    }
    auto *transaction = new Akonadi::TransactionSequence(load->session);
    for (int i = 0; i < load->batch && !load->files.isEmpty(); ++i) {
        new Akonadi::ItemCreateJob(itemFromFile(load->files.takeFirst()), load->target, transaction);
        ++load->count;
    }
    whenDone(transaction, [load](Akonadi::TransactionSequence *) {
        loadNext(load);
    });
}
}

void loadItems(const Arguments &arguments)
{
    auto load = std::make_shared<Load>();
    load->target = Akonadi::Collection(arguments.word(0).toLongLong());
    load->session = new Akonadi::Session(arguments.word(1).toLatin1(), qApp);
    load->batch = qMax(arguments.first, 1);
    QDirIterator files(arguments.word(2), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        load->files.append(files.next());
    }
    load->clock.start();
    loadNext(load);
}

}
