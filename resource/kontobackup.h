// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "run/upkeep/mailtask.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QVariantMap>

namespace Konto
{

/// org.kde.konto.Backup over D-Bus; see org.kde.konto.Backup.xml. A bridge to MailTask.
class KontoBackup : public QObject, protected QDBusContext
{
    Q_OBJECT

public:
    /// \a sync outlives this.
    explicit KontoBackup(AccountSync &sync, QObject *parent = nullptr);

public Q_SLOTS:
    void backup(const QString &file);
    void restore(const QString &file);
    void check();
    void cancel();
    [[nodiscard]] QVariantMap progress() const;

Q_SIGNALS:
    void progressChanged(const QVariantMap &progress);
    void ended(bool succeeded, const QString &sentence);

private:
    /// Answers with an error when it could not begin.
    void begun(bool begun);
    [[nodiscard]] bool isFile(const QString &file);

    MailTask m_task;
    QVariantMap m_outcome; ///< of the last task: see progress()
};

}
