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

FakeSwitch::FakeSwitch(QStringList &calls)
    : m_calls(calls)
{
}

bool FakeSwitch::refuse()
{
    if (!error.isEmpty()) {
        sendErrorReply(u"org.kde.konto.Error"_s, error);
        return true;
    }
    return false;
}

void FakeSwitch::begin()
{
    stage = {{u"phase"_s, u"comparing"_s}, {u"percent"_s, 10}, {u"canCancel"_s, true}, {u"sentence"_s, u"Both sides are compared."_s}};
    Q_EMIT progressChanged(stage);
}

void FakeSwitch::end(const QString &report)
{
    history = report;
    stage = {{u"phase"_s, u"none"_s}};
    Q_EMIT ended();
}

QString FakeSwitch::preview(const QString &mode, const QVariantMap &options)
{
    m_calls.append(u"preview "_s + mode);
    this->options = options;
    if (refuse()) {
        return {};
    }
    if (holdsPreview) {
        setDelayedReply(true);
        m_held = message();
        return {};
    }
    return plan;
}

QVariantMap FakeSwitch::problem()
{
    return asked;
}

void FakeSwitch::start(const QString & /*plan*/, const QVariantMap &choices)
{
    m_calls.append(u"start"_s);
    this->choices = choices;
    if (!refuse()) {
        begin();
    }
}

QVariantMap FakeSwitch::progress()
{
    return stage;
}

void FakeSwitch::cancel()
{
    m_calls.append(u"cancel"_s);
    if (m_held.type() == QDBusMessage::MethodCallMessage) {
        connection().send(m_held.createErrorReply(u"org.kde.konto.Error"_s, u"Cancelled."_s));
        m_held = QDBusMessage();
    }
}

void FakeSwitch::undo()
{
    m_calls.append(u"undo"_s);
    if (!refuse()) {
        begin();
    }
}

QString FakeSwitch::undoableUntil()
{
    return until;
}

QString FakeSwitch::report()
{
    return history;
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
    m_bus.registerObject(u"/Switch"_s, &modeSwitch, what);
    m_bus.registerObject(u"/Backup"_s, &backup, what);
    m_bus.registerObject(u"/"_s, &control, what);
    if (!m_bus.registerService(Akonadi::ServerManager::agentServiceName(Akonadi::ServerManager::Resource, identifier()))) {
        qFatal("no private session bus: run this under dbus-run-session");
    }
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
