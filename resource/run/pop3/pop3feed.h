// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/pop3session.h"
#include "plan/pipelining.h"
#include "plan/retention.h"
#include "run/feed.h"
#include "run/pop3/pop3findings.h"
#include "run/runprogress.h"
#include "run/shown/projector.h"

namespace Konto
{

/// Remembers \a rule as the one whose consequences the user has agreed to.
[[nodiscard]] Result<void> confirmRule(AccountStore &store, const Retention &rule);

/// How many messages of the last listing \a rule would remove from the server now.
[[nodiscard]] Result<qsizetype> countRemovals(AccountStore &store, const Pop3Findings &findings, const Retention &rule);

/// Mail from a POP3 server: this computer is the master. The account has one folder that is fed, Inbox; what is
/// no longer on the server stays here. Copies are removed from the server as Account::retention says, each with the
/// store's proof, and only when every step before went well.
///
/// Nothing that is not durable depends on this session's end: what was stored is stored, and deletions that the
/// server did not acknowledge (RFC 1939 section 6) are planned again by the next session.
class Pop3Feed : public Feed
{
public:
    /// \a findings outlives the feed. On a \a metered connection Account::meteredBudget counts.
    Pop3Feed(StoreWorker &store, Projector &projector, RunProgress &progress, Pop3Findings &findings, bool metered);

    [[nodiscard]] Task<Result<void>> open(Account account, Login login) override;
    [[nodiscard]] Task<bool> resume() override;
    [[nodiscard]] Task<Result<void>> sendChanges() override;
    [[nodiscard]] Task<Result<QList<FolderRow>>> updateFolders() override;
    [[nodiscard]] Task<Result<void>> newestPage(FolderRow folder) override;
    [[nodiscard]] Task<Result<void>> syncFolder(FolderRow folder) override;
    [[nodiscard]] Task<Result<QSet<QString>>> changedMeanwhile() override;
    [[nodiscard]] Task<Result<void>> settle() override;
    [[nodiscard]] Task<Result<void>> close() override;
    void abort() override;

private:
    [[nodiscard]] Task<Result<void>> sync(FolderRow inbox);
    [[nodiscard]] Task<Result<void>> readKnowledge();
    /// Looks at the headers of messages that may be here already, and gives their rows the new UIDL.
    [[nodiscard]] Task<Result<void>> recognise(QList<Pop3Entry> entries);
    [[nodiscard]] Task<Result<void>> fetchHeaders(FolderRow inbox, QList<Pop3Fetch> fetches);
    [[nodiscard]] Task<Result<void>> download(FolderRow inbox, QList<Pop3Fetch> fetches);
    [[nodiscard]] Task<Result<void>> applyRetention(Retention confirmed);
    [[nodiscard]] Task<Result<void>> removeFromServer(QList<Removal> removals);
    /// Remembers, after a failure, that this server is better served one command at a time.
    [[nodiscard]] Task<Result<void>> learn(Result<void> outcome);

    StoreWorker &m_store;
    Projector &m_projector;
    RunProgress &m_progress;
    Pop3Findings &m_findings;
    const bool m_metered;
    Account m_account;
    Pop3Session m_session;
    PipeliningRecord m_pipelining;
    QList<Pop3Entry> m_listing;
    Pop3Knowledge m_known;
    Pop3Limits m_limits;
    QSet<qint64> m_trash;
    qsizetype m_arrived = 0;
    bool m_listed = false;
    bool m_changed = false; ///< since the rows were read
};

}
