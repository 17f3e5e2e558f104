// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "fakeaccount.h"

#include "link/accountlink.h"

#include <Akonadi/ServerManager>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace Konto
{

FakeFigures::FakeFigures(FakeAnswers *answers)
    : m_answers(*answers)
{
}

QString FakeFigures::figures()
{
    return m_answers.figures;
}

FakeSwitch::FakeSwitch(FakeAnswers *answers)
    : m_answers(*answers)
{
}

bool FakeSwitch::refuse()
{
    if (!m_answers.error.isEmpty()) {
        sendErrorReply(u"org.kde.konto.Error"_s, m_answers.error);
        return true;
    }
    return false;
}

QString FakeSwitch::preview(const QString &mode, const QVariantMap &options)
{
    m_answers.calls.append(u"preview "_s + mode);
    m_answers.options = options;
    if (refuse()) {
        return {};
    }
    if (m_answers.holdPreview) {
        setDelayedReply(true);
        m_held = message();
        return {};
    }
    return m_answers.plan;
}

void FakeSwitch::start(const QString & /*plan*/, const QVariantMap &choices)
{
    m_answers.calls.append(u"start"_s);
    m_answers.choices = choices;
    if (!refuse()) {
        m_answers.progress = {{u"phase"_s, u"comparing"_s}, {u"percent"_s, 10}, {u"canCancel"_s, true}, {u"sentence"_s, u"Both sides are compared."_s}};
        Q_EMIT progressChanged(m_answers.progress);
    }
}

QVariantMap FakeSwitch::progress()
{
    return m_answers.progress;
}

void FakeSwitch::cancel()
{
    m_answers.calls.append(u"cancel"_s);
    if (m_held.type() == QDBusMessage::MethodCallMessage) {
        connection().send(m_held.createErrorReply(u"org.kde.konto.Error"_s, u"Cancelled."_s));
        m_held = QDBusMessage();
    }
}

void FakeSwitch::undo()
{
    m_answers.calls.append(u"undo"_s);
    if (!refuse()) {
        m_answers.progress = {{u"phase"_s, u"comparing"_s}, {u"percent"_s, 0}, {u"canCancel"_s, true}};
        Q_EMIT progressChanged(m_answers.progress);
    }
}

QString FakeSwitch::undoableUntil()
{
    return m_answers.undoableUntil;
}

QString FakeSwitch::report()
{
    return m_answers.report;
}

FakeBackup::FakeBackup(FakeAnswers *answers)
    : m_answers(*answers)
{
}

void FakeBackup::backup(const QString &file)
{
    m_answers.calls.append(u"backup "_s + file);
}

void FakeBackup::cancel()
{
    m_answers.calls.append(u"cancel backup"_s);
}

FakeAccount::FakeAccount(const QString &identifier)
    : figures(&answers)
    , modeSwitch(&answers)
    , backup(&answers)
    , m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"fake "_s + identifier))
    , m_service(Akonadi::ServerManager::agentServiceName(Akonadi::ServerManager::Resource, identifier))
{
    constexpr auto all = QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals;
    m_bus.registerObject(u"/Figures"_s, &figures, all);
    m_bus.registerObject(u"/Switch"_s, &modeSwitch, all);
    m_bus.registerObject(u"/Backup"_s, &backup, all);
    if (!m_bus.registerService(m_service)) {
        qFatal("no private session bus: run this under dbus-run-session");
    }
}

FakeAccount::~FakeAccount()
{
    m_bus.unregisterService(m_service);
    QDBusConnection::disconnectFromBus(m_bus.name());
}

QString sampleFigures(const QString &mode)
{
    const QJsonObject figures{{u"mode"_s, mode},
                              {u"state"_s, u"idle"_s},
                              {u"sentence"_s, QString()},
                              {u"lastCheck"_s, u"2026-11-25T08:30:00Z"_s},
                              {u"bytes"_s, 734003200},
                              {u"messagesHere"_s, 2461},
                              {u"bodiesHere"_s, 2461},
                              {u"onServer"_s, 2341},
                              {u"onlyHere"_s, 120},
                              {u"foldersHere"_s, 16},
                              {u"foldersOnServer"_s, mode == "imap"_L1 ? 14 : 1},
                              {u"quotaUsed"_s, 812646400},
                              {u"quotaLimit"_s, 1073741824}};
    return QString::fromUtf8(QJsonDocument(figures).toJson());
}

QString samplePlan(const QString &to, const QString &account, const QStringList &sentences)
{
    const bool imap = to == "imap"_L1;
    const QJsonObject plan{{u"from"_s, imap ? u"pop3"_s : u"imap"_s},
                           {u"to"_s, to},
                           {u"host"_s, u"mail.example.org"_s},
                           {u"port"_s, imap ? 993 : 995},
                           {u"account"_s, account},
                           {u"matched"_s, 2341},
                           {u"onlyHere"_s, 120},
                           {u"deletedButThere"_s, imap ? 3 : 0},
                           {u"upload"_s, imap ? 120 : 0},
                           {u"uploadBytes"_s, imap ? 31457280 : 0},
                           {u"download"_s, 0},
                           {u"seconds"_s, 40},
                           {u"folders"_s, QJsonArray{QJsonObject{{u"fate"_s, imap ? u"created"_s : u"copied"_s}}}},
                           {u"choices"_s, QJsonObject()},
                           {u"sentences"_s, QJsonArray::fromStringList(sentences)}};
    return QString::fromUtf8(QJsonDocument(plan).toJson());
}

void waitForAnswers(AccountLink &link)
{
    const auto last = link.figures.figures();
    QVERIFY(QTest::qWaitFor([&last] {
        return last.isFinished();
    }));
    QCoreApplication::processEvents();
}

}
