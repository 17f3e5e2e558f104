// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include <optional>

/// An account's resource that answers what it is told to, on the session bus under the name of akonadi_konto_resource_0. It writes
/// down what is asked of it, in order.

class FakeServers : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Servers")

public:
    explicit FakeServers(QStringList &calls);

    QString result;
    QString error; ///< answered instead, when there is one

public Q_SLOTS:
    QString test(const QString &protocol, const QVariantMap &options);
    void cancel();
    void signInWithBrowser(const QVariantMap &settings);

Q_SIGNALS:
    void browserNeeded(const QString &address);

private:
    QStringList &m_calls;
};

class FakeDiscovery : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Discovery")

public:
    explicit FakeDiscovery(QStringList &calls);

    bool waits = false; ///< find() is answered by answer()
    QString result = QStringLiteral("[]");
    void answer(const QString &servers);

public Q_SLOTS:
    QString find(const QString &address);
    void cancel();

Q_SIGNALS:
    void found(const QString &servers);

private:
    QStringList &m_calls;
    std::optional<QDBusMessage> m_question;
};

class FakeFigures : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Figures")

public:
    explicit FakeFigures(QStringList &calls);

    QString numbers;
    QString list = QStringLiteral("[]");

public Q_SLOTS:
    QString figures();
    QString folders();
    void setRole(qlonglong collection, const QString &role);
    void subscribe(qlonglong collection, bool on);

Q_SIGNALS:
    void changed();

private:
    QStringList &m_calls;
};

class FakeAccount : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Account")

public:
    explicit FakeAccount(QStringList &calls);

    QList<int> removals{0, 0, 0, 0, 0}; ///< by rule

public Q_SLOTS:
    int messagesToRemove(int keep, int amount, bool removeWhenDeletedHere);
    void confirmRetention();
    void keepInFolder(qlonglong collection, int keep, int days);

private:
    QStringList &m_calls;
};

class FakeSwitch : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Switch")

public:
    explicit FakeSwitch(QStringList &calls);

    QString plan;
    QString error; ///< not empty: preview(), start() and undo() fail with this sentence
    QVariantMap asked; ///< what problem() tells
    bool holdsPreview = false; ///< preview() is not answered before cancel()
    QVariantMap stage{{QStringLiteral("phase"), QStringLiteral("none")}};
    QString until;
    QString history = QStringLiteral("[]");
    QVariantMap options; ///< of the last preview()
    QVariantMap choices; ///< of the last start()

    /// The switch has ended.
    void end(const QString &report);

public Q_SLOTS:
    QString preview(const QString &mode, const QVariantMap &options);
    QVariantMap problem();
    void start(const QString &plan, const QVariantMap &choices);
    QVariantMap progress();
    void cancel();
    void undo();
    QString undoableUntil();
    QString report();

Q_SIGNALS:
    void progressChanged(const QVariantMap &progress);
    void ended();

private:
    bool refuse();
    void begin();

    QStringList &m_calls;
    QDBusMessage m_held;
};

class FakeBackup : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Backup")

public:
    explicit FakeBackup(QStringList &calls);

public Q_SLOTS:
    void backup(const QString &file);
    void restore(const QString &file);
    void check();
    void cancel();
    QVariantMap progress();

Q_SIGNALS:
    void progressChanged(const QVariantMap &progress);
    void ended(bool succeeded, const QString &sentence);

private:
    QStringList &m_calls;
};

class FakeControl : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Akonadi.Agent.Control")

public:
    explicit FakeControl(QStringList &calls);

public Q_SLOTS:
    void reconfigure();

private:
    QStringList &m_calls;
};

class FakeResource
{
public:
    FakeResource();
    ~FakeResource();
    Q_DISABLE_COPY_MOVE(FakeResource)

    static QString identifier();

    QStringList calls; ///< but those that only read
    FakeServers servers{calls};
    FakeDiscovery discovery{calls};
    FakeFigures figures{calls};
    FakeAccount account{calls};
    FakeSwitch modeSwitch{calls};
    FakeBackup backup{calls};
    FakeControl control{calls};

private:
    QDBusConnection m_bus;
};
