// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "run/accountsync.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>

namespace Konto
{

/// org.kde.konto.Figures over D-Bus; see org.kde.konto.Figures.xml. A bridge to AccountSync.
class KontoFigures : public QObject, protected QDBusContext
{
    Q_OBJECT

public:
    /// \a sync outlives this.
    explicit KontoFigures(AccountSync &sync, QObject *parent = nullptr);

    /// What the account says of itself.
    void setState(AccountSync::State state, const QString &sentence);
    /// Something was changed here.
    void touch();

public Q_SLOTS:
    QString figures();
    QString folders();
    void setRole(qlonglong collection, const QString &role);
    void subscribe(qlonglong collection, bool on);

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] QJsonObject describe(const AccountFigures &figures) const;
    QCoro::Task<void> answerFigures(QDBusConnection connection, QDBusMessage question);
    QCoro::Task<void> answerFolders(QDBusConnection connection, QDBusMessage question);
    QCoro::Task<void> answer(QDBusConnection connection, QDBusMessage question, Task<Result<void>> task);
    [[nodiscard]] Task<Result<void>> give(qint64 collection, Role role);
    [[nodiscard]] Task<Result<void>> show(qint64 collection, bool on);
    void refuse(const QDBusConnection &connection, const QDBusMessage &question, const Error &error) const;

    AccountSync &m_sync;
    AccountSync::State m_state = AccountSync::State::Idle;
    QString m_sentence;
    QTimer m_telling;
};

}
