// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/accountsync.h"
#include "run/importing/importjournal.h"
#include "run/importing/importsurvey.h"

#include <QObject>

#include <functional>

namespace Konto
{

/// Takes an account of kdepim-runtime's IMAP or POP3 resource over into this account, which must be new. The old one is
/// taken offline first and is never changed otherwise: its mail is copied, and online again it is what it was.
///
/// The steps and how far they have come are in the store, so that a restart goes on. This account gets its
/// settings last: until then it asks no server anything.
class AccountImport : public QObject
{
    Q_OBJECT

public:
    explicit AccountImport(AccountSync &sync, QObject *parent = nullptr);

    /// \a configure gives the account its settings; \a rest makes it ask no server until the user wants it to.
    void setActions(std::function<void(const ImportedSettings &)> configure, std::function<void()> rest);

    /// Goes on with an import that a restart interrupted.
    QCoro::Task<void> resume();
    /// False: \a identifier is no such account, or this one is not new. Goes on, or does nothing, when it was started before.
    [[nodiscard]] Task<Result<bool>> start(QString identifier);
    /// The old account is online again as it was, and this one rests with the mail it has. False: there was no import.
    [[nodiscard]] Task<Result<bool>> undo();

    /// As it stands in the store.
    [[nodiscard]] Task<Result<ImportJournal>> journal();
    [[nodiscard]] bool isRunning() const
    {
        return m_running;
    }
    [[nodiscard]] qint64 done() const
    {
        return m_done;
    }
    [[nodiscard]] qint64 total() const
    {
        return m_total;
    }
    /// What goes on, for the user; after a failure, why.
    [[nodiscard]] const QString &sentence() const
    {
        return m_sentence;
    }

Q_SIGNALS:
    void progress(qint64 done, qint64 total, const QString &sentence);
    void failed(const QString &sentence);
    /// This account has its settings now.
    void finished();

private:
    QCoro::Task<void> run();
    [[nodiscard]] Task<Result<void>> step();
    [[nodiscard]] Task<Result<void>> disable();
    [[nodiscard]] Task<Result<void>> copy();
    [[nodiscard]] Task<Result<void>> copyFolder(StockAccount account, StockFolder folder);
    [[nodiscard]] Task<Result<void>> verify();
    [[nodiscard]] Task<Result<void>> configure();
    [[nodiscard]] Task<Result<bool>> takePassword(StockAccount account);
    [[nodiscard]] Task<Result<void>> restore();
    [[nodiscard]] Task<Result<StockAccount>> source();
    [[nodiscard]] Task<Result<void>> enter(ImportJournal::Stage stage);
    [[nodiscard]] Task<Result<void>> save();
    void tell(const QString &sentence);

    AccountSync &m_sync;
    std::function<void(const ImportedSettings &)> m_configure;
    std::function<void()> m_rest;
    ImportJournal m_journal;
    QString m_sentence;
    qint64 m_done = 0;
    qint64 m_total = 0;
    int m_failures = 0;
    bool m_running = false;
    bool m_undo = false;
};

}
