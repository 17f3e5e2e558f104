// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "fakeresource.h"

#include <Akonadi/ServerManager>

using namespace Qt::StringLiterals;

FakeServers::FakeServers(QStringList &calls)
    : m_calls(calls)
{
}

QString FakeServers::test(const QString &protocol, const QVariantMap &options)
{
    m_calls.append(u"test %1 %2 %3"_s.arg(protocol, options.value(u"host"_s).toString(), options.value(u"userName"_s).toString()));
    if (!error.isEmpty()) {
        sendErrorReply(u"org.kde.konto.Error"_s, error);
    }
    return result;
}

void FakeServers::cancel()
{
    m_calls.append(u"cancel test"_s);
}

void FakeServers::signInWithBrowser(const QVariantMap &settings)
{
    m_calls.append(u"browser "_s + settings.value(u"clientId"_s).toString());
}

FakeDiscovery::FakeDiscovery(QStringList &calls)
    : m_calls(calls)
{
}

QString FakeDiscovery::find(const QString &address)
{
    m_calls.append(u"find "_s + address);
    if (waits) {
        setDelayedReply(true);
        m_question = message();
    }
    return result;
}

void FakeDiscovery::answer(const QString &servers)
{
    if (m_question) {
        QDBusConnection(u"fake"_s).send(m_question->createReply(servers));
        m_question.reset();
    }
}

void FakeDiscovery::cancel()
{
    m_calls.append(u"cancel search"_s);
}

FakeFigures::FakeFigures(QStringList &calls)
    : m_calls(calls)
{
}

QString FakeFigures::figures()
{
    return numbers;
}

QString FakeFigures::folders()
{
    return list;
}

void FakeFigures::setRole(qlonglong collection, const QString &role)
{
    m_calls.append(u"role %1 %2"_s.arg(collection).arg(role));
}

void FakeFigures::subscribe(qlonglong collection, bool on)
{
    m_calls.append(u"subscribe %1 %2"_s.arg(collection).arg(on));
}

FakeAccount::FakeAccount(QStringList &calls)
    : m_calls(calls)
{
}

int FakeAccount::messagesToRemove(int keep, int, bool)
{
    return removals.value(keep, -1);
}

void FakeAccount::confirmRetention()
{
    m_calls.append(u"confirm"_s);
}

void FakeAccount::keepInFolder(qlonglong collection, int keep, int days)
{
    m_calls.append(u"keep %1 %2 %3"_s.arg(collection).arg(keep).arg(days));
}

FakeBackup::FakeBackup(QStringList &calls)
    : m_calls(calls)
{
}

void FakeBackup::backup(const QString &file)
{
    m_calls.append(u"backup "_s + file);
}

void FakeBackup::restore(const QString &file)
{
    m_calls.append(u"restore "_s + file);
}

void FakeBackup::check()
{
    m_calls.append(u"check"_s);
}

void FakeBackup::cancel()
{
    m_calls.append(u"cancel backup"_s);
}

QVariantMap FakeBackup::progress()
{
    return {{u"task"_s, QString()}};
}

FakeControl::FakeControl(QStringList &calls)
    : m_calls(calls)
{
}

void FakeControl::reconfigure()
{
    m_calls.append(u"reconfigure"_s);
}

FakeResource::FakeResource()
    : m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"fake"_s))
{
    const auto what = QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals;
    m_bus.registerObject(u"/Servers"_s, &servers, what);
    m_bus.registerObject(u"/Discovery"_s, &discovery, what);
    m_bus.registerObject(u"/Figures"_s, &figures, what);
    m_bus.registerObject(u"/Konto"_s, &account, what);
    m_bus.registerObject(u"/Backup"_s, &backup, what);
    m_bus.registerObject(u"/"_s, &control, what);
    m_bus.registerService(Akonadi::ServerManager::agentServiceName(Akonadi::ServerManager::Resource, identifier()));
}

FakeResource::~FakeResource()
{
    QDBusConnection::disconnectFromBus(u"fake"_s);
}

QString FakeResource::identifier()
{
    return u"akonadi_konto_resource_0"_s;
}

#include "moc_fakeresource.cpp"
