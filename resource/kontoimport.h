// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "run/importing/accountimport.h"

#include <QDBusContext>
#include <QObject>
#include <QVariantMap>

namespace Konto
{

/// AccountImport on D-Bus, as org.kde.konto.Import.xml says.
class KontoImport : public QObject, protected QDBusContext
{
    Q_OBJECT

public:
    /// \a import outlives this.
    explicit KontoImport(AccountImport &import, QObject *parent = nullptr);

public Q_SLOTS:
    QList<QVariantMap> candidates();
    QVariantMap preview(const QString &identifier);
    bool start(const QString &identifier);
    bool undo();
    QVariantMap state();
    QVariantMap report();

Q_SIGNALS:
    void progress(qlonglong done, qlonglong total, const QString &sentence);

private:
    /// Sends what \a asking makes of \a answer, or the error, when it comes.
    template<class T, class Present>
    void reply(Task<Result<T>> asking, Present present);

    AccountImport &m_import;
};

}
