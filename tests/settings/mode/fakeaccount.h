// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace Konto
{

class AccountLink;

/// What FakeAccount's interfaces answer, and what they were asked.
struct FakeAnswers {
    QString figures;
    QString plan;
    QString error; ///< not empty: preview(), start() and undo() fail with this sentence
    bool holdPreview = false; ///< preview() is not answered before cancel()
    QVariantMap progress{{QStringLiteral("phase"), QStringLiteral("none")}};
    QString undoableUntil;
    QString report = QStringLiteral("[]");
    QStringList calls; ///< in order; those that only ask (figures, progress, undoableUntil, report) are left out
    QVariantMap options; ///< of the last preview()
    QVariantMap choices; ///< of the last start()
};

class FakeFigures : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Figures")

public:
    explicit FakeFigures(FakeAnswers *answers);

public Q_SLOTS:
    QString figures();

Q_SIGNALS:
    void changed();

private:
    FakeAnswers &m_answers;
};

class FakeSwitch : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Switch")

public:
    explicit FakeSwitch(FakeAnswers *answers);

public Q_SLOTS:
    QString preview(const QString &mode, const QVariantMap &options);
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

    FakeAnswers &m_answers;
    QDBusMessage m_held;
};

class FakeBackup : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.konto.Backup")

public:
    explicit FakeBackup(FakeAnswers *answers);

public Q_SLOTS:
    void backup(const QString &file);
    void cancel();

Q_SIGNALS:
    void ended(bool succeeded, const QString &sentence);

private:
    FakeAnswers &m_answers;
};

/// An account's resource that is none, on the session bus (a private one, see CMakeLists.txt): Konto::AccountLink(identifier) finds it.
class FakeAccount
{
public:
    explicit FakeAccount(const QString &identifier);
    ~FakeAccount();

    FakeAnswers answers;
    FakeFigures figures;
    FakeSwitch modeSwitch;
    FakeBackup backup;

private:
    QDBusConnection m_bus;
    QString m_service;
};

/// Waits until the account has been asked, and what it answered has been told, of everything that was sent before: D-Bus keeps the order.
void waitForAnswers(AccountLink &link);

/// A connected POP3 account with 120 messages that are only here.
[[nodiscard]] QString sampleFigures(const QString &mode);
/// A switch to IMAP, or to POP3.
[[nodiscard]] QString samplePlan(const QString &to, const QString &account, const QStringList &sentences);

}
