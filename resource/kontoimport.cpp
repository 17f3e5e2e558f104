// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoimport.h"

#include "importadaptor.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
template<class T, class Present>
QCoro::Task<void> answer(QDBusConnection connection, QDBusMessage question, Task<Result<T>> asking, Present present)
{
    const Result<T> found = co_await asking;
    if (found) {
        connection.send(question.createReply(QVariant::fromValue(present(*found))));
    } else {
        connection.send(question.createErrorReply(u"org.kde.konto.Error."_s + toString(found.error().kind), found.error().detail));
    }
}

QVariantMap describe(const ImportPreview &found)
{
    const StockAccount &account = found.account;
    QVariantMap map{{u"identifier"_s, account.agent.identifier},
                    {u"name"_s, account.settings.name},
                    {u"mode"_s, int(account.agent.mode)},
                    {u"host"_s, account.settings.endpoint.host},
                    {u"user"_s, account.settings.userName},
                    {u"online"_s, account.agent.online},
                    {u"messages"_s, found.messages}};
    if (account.agent.mode == Mode::Pop3) {
        map.insert(u"targetCollection"_s, account.folders.isEmpty() ? qint64(-1) : account.folders.first().collection);
    }
    return map;
}

QList<QVariantMap> describeAll(const QList<ImportPreview> &found)
{
    QList<QVariantMap> maps;
    for (const ImportPreview &one : found) {
        maps.append(describe(one));
    }
    return maps;
}

QVariantMap describePreview(const ImportPreview &found)
{
    const StockAccount &account = found.account;
    if (account.agent.identifier.isEmpty()) {
        return {};
    }
    QVariantMap map = describe(found);
    QStringList folders;
    for (const StockFolder &folder : account.folders) {
        folders.append(folder.mailbox);
    }
    map.insert(u"port"_s, int(account.settings.endpoint.port));
    map.insert(u"security"_s, int(account.settings.endpoint.security));
    map.insert(u"signIn"_s, int(account.settings.signIn));
    map.insert(u"checkInterval"_s, account.settings.checkInterval);
    map.insert(u"folders"_s, folders);
    map.insert(u"withBytes"_s, found.withBytes);
    map.insert(u"bytes"_s, found.bytes);
    if (account.agent.mode == Mode::Imap) {
        map.insert(u"toFetch"_s, found.messages - found.withBytes);
    } else {
        map.insert(u"keep"_s, int(account.settings.retention.keep));
        map.insert(u"keepAmount"_s, account.settings.retention.amount);
        map.insert(u"seenUidls"_s, qint64(account.settings.seenUidls.size()));
        map.insert(u"sorted"_s, found.sorted);
    }
    return map;
}

QVariantMap describeReport(const ImportJournal &journal)
{
    if (!journal.isBegun()) {
        return {};
    }
    return {{u"source"_s, journal.source},
            {u"stage"_s, int(journal.stage)},
            {u"folders"_s, journal.folders},
            {u"messages"_s, journal.messages},
            {u"withoutBytes"_s, journal.withoutBytes},
            {u"contents"_s, journal.contentsBefore},
            {u"contentsStored"_s, journal.contentsAfter},
            {u"missing"_s, journal.missing},
            {u"seenUidls"_s, journal.seenUidls},
            {u"password"_s, journal.hasPassword}};
}

bool asItIs(bool value)
{
    return value;
}

Task<Result<ImportPreview>> previewOf(QString identifier)
{
    const auto agent = stockAgent(identifier);
    if (!agent) {
        co_return ImportPreview();
    }
    co_return co_await previewImport(*agent);
}
}

KontoImport::KontoImport(AccountImport &import, QObject *parent)
    : QObject(parent)
    , m_import(import)
{
    qDBusRegisterMetaType<QList<QVariantMap>>();
    new ImportAdaptor(this);
    connect(&import, &AccountImport::progress, this, &KontoImport::progress);
    QDBusConnection::sessionBus().registerObject(u"/Import"_s, this, QDBusConnection::ExportAdaptors);
}

template<class T, class Present>
void KontoImport::reply(Task<Result<T>> asking, Present present)
{
    setDelayedReply(true);
    answer(connection(), message(), std::move(asking), present);
}

// What these return is not what is sent: see reply()

QList<QVariantMap> KontoImport::candidates()
{
    reply(importCandidates(), describeAll);
    return {};
}

QVariantMap KontoImport::preview(const QString &identifier)
{
    reply(previewOf(identifier), describePreview);
    return {};
}

bool KontoImport::start(const QString &identifier)
{
    reply(m_import.start(identifier), asItIs);
    return false;
}

bool KontoImport::undo()
{
    reply(m_import.undo(), asItIs);
    return false;
}

QVariantMap KontoImport::state()
{
    const AccountImport *import = &m_import;
    reply(m_import.journal(), [import](const ImportJournal &journal) {
        return QVariantMap{{u"stage"_s, int(journal.stage)},
                           {u"running"_s, import->isRunning()},
                           {u"done"_s, import->done()},
                           {u"total"_s, import->total()},
                           {u"sentence"_s, import->sentence()}};
    });
    return {};
}

QVariantMap KontoImport::report()
{
    reply(m_import.journal(), describeReport);
    return {};
}

}
