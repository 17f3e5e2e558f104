// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "akonadi/akonadifolders.h"
#include "core/account.h"
#include "run/bodyfetcher.h"
#include "run/feed.h"
#include "run/projector.h"
#include "run/runprogress.h"
#include "run/storeworker.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace Konto
{

/// An account at work: starts runs when asked, by interval and to retry; serves bodies at any time. One run at
/// a time; asking during a run starts another one after it. Everything is asynchronous; nothing here blocks.
class AccountSync : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle,
        Running,
        Broken,
        NotConfigured,
    };

    AccountSync(const QString &resource, const QString &directory, QObject *parent = nullptr);
    ~AccountSync() override;

    /// New settings: a running sync is stopped; the next one uses them.
    void configure(const Account &account, std::chrono::minutes interval);
    void setOnline(bool online);
    void requestSync();
    /// Folders seen at the last sync whose collection the user looks at are synchronised first.
    void prefer(qint64 folder);
    /// The next run removes what was held back as a suspicious mass disappearance.
    void acceptVanished();
    void abort();

    [[nodiscard]] Task<Result<QByteArray>> body(MessageKey key);
    /// Flags changed by the user; kept in the store. What they are to become on the server is the difference to
    /// MessageRow::baseFlags.
    [[nodiscard]] Task<Result<void>> changeFlags(QList<MessageKey> keys, Flags added, Flags removed);

    [[nodiscard]] bool isRunning() const
    {
        return m_running;
    }
    [[nodiscard]] const Account &account() const
    {
        return m_account;
    }

Q_SIGNALS:
    void stateChanged(Konto::AccountSync::State state, const QString &sentence);
    void percentChanged(int percent);
    void finished();

private:
    QCoro::Task<void> runAndReport();
    [[nodiscard]] Task<Result<void>> runOnce();
    /// Shows what is on disk, once in this process: needs no network, and brings everything back when Akonadi's
    /// database was lost.
    [[nodiscard]] Task<Result<void>> showStored();
    [[nodiscard]] Task<Result<void>> showFolders(QList<FolderRow> folders);
    [[nodiscard]] Task<Result<void>> logIn(std::shared_ptr<Feed> feed);
    [[nodiscard]] Task<Result<void>> syncAll();
    [[nodiscard]] Task<Result<void>> syncOne(FolderRow folder);
    [[nodiscard]] Task<Result<void>> openStore();
    [[nodiscard]] QList<FolderRow> ordered(QList<FolderRow> folders) const;
    void report(const Result<void> &outcome);
    void scheduleNext(const Result<void> &outcome);

    QString m_resource;
    QString m_directory;
    Account m_account;
    std::chrono::minutes m_interval{0};
    StoreWorker m_store;
    Projector m_projector;
    BodyFetcher m_bodies;
    RunProgress m_progress;
    std::shared_ptr<Feed> m_feed;
    QTimer m_next;
    QList<qint64> m_preferred;
    int m_failures = 0;
    bool m_online = true;
    bool m_running = false;
    bool m_again = false;
    bool m_stopped = false;
    bool m_acceptVanished = false; ///< for the next run
    bool m_accepting = false; ///< in this run
    bool m_shown = false;
};

}
