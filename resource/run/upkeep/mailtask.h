// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "run/accountsync.h"
#include "run/upkeep/archivewriter.h"
#include "run/upkeep/mailcheck.h"
#include "run/upkeep/restoring.h"

#include <QThreadPool>

#include <functional>
#include <memory>
#include <optional>

namespace Konto
{

/// What the user has done with an account's mail as a whole, one task at a time, in the background. The account can be used
/// meanwhile; files and archive are read and written in threads of their own.
class MailTask : public QObject
{
    Q_OBJECT

public:
    enum class Kind {
        None,
        Backup,
        Restore,
        Check,
    };

    /// \a sync outlives this.
    explicit MailTask(AccountSync &sync, QObject *parent = nullptr);
    ~MailTask() override;

    /// Each returns false when another task is under way; it is told by ended() how it ends.
    bool backup(const QString &file);
    bool restore(const QString &file);
    bool check();
    void cancel();

    [[nodiscard]] Kind kind() const
    {
        return m_kind;
    }
    /// In messages; of an archive it is not known how many there are.
    [[nodiscard]] qint64 done() const
    {
        return m_done;
    }
    [[nodiscard]] qint64 total() const
    {
        return m_total;
    }
    /// What the check that has just ended has found; nothing: it was another task, or did not get to its end.
    [[nodiscard]] const std::optional<MailCheck> &found() const
    {
        return m_found;
    }

Q_SIGNALS:
    void progressChanged();
    void ended(bool succeeded, const QString &sentence);

private:
    [[nodiscard]] bool begin(Kind kind);
    QCoro::Task<void> run(Task<Result<QString>> work);
    void advance(qint64 messages);
    [[nodiscard]] Task<Result<QString>> writeBackup(QString file);
    [[nodiscard]] Task<Result<void>> writeFolder(std::shared_ptr<ArchiveWriter> writer, FolderRow folder);
    [[nodiscard]] Task<Result<QString>> readBackup(QString file);
    [[nodiscard]] Task<Result<QString>> compare();
    [[nodiscard]] Task<Result<MailCheck>> look();
    using Mending = std::function<Result<QSet<MessageKey>>(AccountStore &, const Refetching &)>;
    /// On the store's thread, with what is known of the server now.
    [[nodiscard]] Task<Result<QSet<MessageKey>>> withServer(Mending mending);

    AccountSync &m_sync;
    QThreadPool m_thread; ///< for the archive
    Kind m_kind = Kind::None;
    qint64 m_done = 0;
    qint64 m_total = 0;
    bool m_cancelled = false;
    std::optional<MailCheck> m_found;
};

}
