// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/pop3session.h"
#include "run/feed.h"
#include "run/projector.h"
#include "run/runprogress.h"

namespace Konto
{

/// Mail from a POP3 server: this computer is the master. The account has one folder that is fed, Inbox; what is
/// no longer on the server stays here. Nothing is deleted on the server.
class Pop3Feed : public Feed
{
public:
    Pop3Feed(StoreWorker &store, Projector &projector, RunProgress &progress);

    [[nodiscard]] Task<Result<void>> open(Account account, Login login) override;
    [[nodiscard]] Task<Result<QList<FolderRow>>> updateFolders() override;
    [[nodiscard]] Task<Result<void>> newestPage(FolderRow folder) override;
    [[nodiscard]] Task<Result<void>> syncFolder(FolderRow folder) override;
    [[nodiscard]] Task<Result<void>> settle() override;
    [[nodiscard]] Task<Result<void>> close() override;
    void abort() override;

private:
    StoreWorker &m_store;
    Projector &m_projector;
    RunProgress &m_progress;
    Pop3Session m_session;
};

}
